/** How two sums of the same group become one: `sum` adds, `sum-by-key` adds jsonb by key, `last` goes by `last_at`. */
type Combination = 'sum' | 'sum-by-key' | 'least' | 'greatest' | 'last';

/** A column that is summed. */
export type Measure = {
  readonly name: string;
  readonly type: string;
  /** Aggregate over raw rows. Sums of floats are taken as numeric, so that their order does not matter. */
  readonly fromRaw: string;
  readonly combination: Combination;
};

/** Sums over buckets of one length. */
export type RollupLevel = {
  /** Where they are read. They are kept there too, unless the level tells series apart (rollup-series.ts). */
  readonly table: string;
  readonly bucket: 'quarter' | 'hour' | 'day' | 'month';
  /** Groups this level does not tell apart. */
  readonly without?: readonly string[];
  /** Level it is summed from when it is summed anew; the finest unless named. Its buckets fit into this one's. */
  readonly from?: string;
  /** Of a day, how many there were in each of its hours (`DAY_HOURS`), and nothing else. */
  readonly hours?: true;
};

/** Columns of a level with `hours`: by the time since the day began. A day of the calendar has up to 25 hours. */
export const DAY_HOURS: readonly string[] = Array.from({ length: 25 }, (_, i) => `h${i}`);

/**
 * What of the raw rows is summed. `rows`: each row, where `where` holds, once. `spans`: each row in all the buckets it
 * lasted through. `pairs`: each row that follows another of the same track.
 */
export type RollupSource =
  | { readonly kind: 'rows'; readonly where?: string }
  | {
      readonly kind: 'spans';
      readonly where: string;
      /** Set of starts of finest buckets a row `r` has a part in. */
      readonly buckets: string;
      /** Longest time before its own that a row reaches back, as an interval. */
      readonly reach: string;
    }
  | {
      readonly kind: 'pairs';
      readonly where: string;
      /** Longest time from one to the next, seconds. */
      readonly withinS: number;
    };

/** Names of the roll-ups. */
export type RollupName = 'observation' | 'measurement' | 'coverage' | 'value' | 'presence' | 'movement';

/** What is summed from one raw table, over which groups, on which levels; finest first. */
export type RollupDefinition = {
  readonly name: RollupName;
  readonly raw: 'observation' | 'measurement' | 'coverage';
  readonly source: RollupSource;
  /** Raw column the buckets go by. */
  readonly time: string;
  /** Column that names the device; a mark says it. */
  readonly device: string;
  /** Columns that make a group, with `device` among them. */
  readonly groups: readonly { readonly name: string; readonly type: string; readonly fromRaw?: string }[];
  /** Where groups are written down once, and which of their columns; levels that tell all of these apart keep numbers. */
  readonly series?: { readonly table: string; readonly columns: readonly string[] };
  readonly measures: readonly Measure[];
  readonly levels: readonly [RollupLevel, ...RollupLevel[]];
  /**
   * How rows come. `added`: only ever added, each at its place (xid, id), and so can their sums be. `replaced`: written
   * again and again, each time at a new place (xid, change): their buckets are summed anew.
   */
  readonly rows: 'added' | 'replaced';
};

const OBSERVED = ['kind', 'camera_id', 'zone_id', 'class', 'direction', 'area_id'];
const PRESENT = ['camera_id', 'zone_id', 'class', 'area_id'];
const MOVED = ['camera_id', 'from_zone_id', 'from_direction', 'zone_id', 'direction', 'class', 'area_id'];
const text = (name: string) => ({ name, type: 'text' });
const CITYWIDE = ['camera_id', 'zone_id'];
const ANYWHERE = ['camera_id', 'zone_id', 'class', 'direction', 'area_id'];
const total = (name: string, fromRaw = `coalesce(sum(${name}), 0)::bigint`): Measure => ({
  name,
  type: 'bigint',
  fromRaw,
  combination: 'sum',
});
const good = "filter (where quality = 'good')";

/** Observations by kind, camera, zone, class, direction and area. */
export const OBSERVATION_ROLLUP: RollupDefinition = {
  name: 'observation',
  raw: 'observation',
  source: { kind: 'rows' },
  time: 'at',
  device: 'camera_id',
  groups: OBSERVED.map(text),
  series: { table: 'observation_series', columns: OBSERVED },
  measures: [
    total('count', 'count(*)'),
    total('valued', 'count(value)'),
    { name: 'value_sum', type: 'numeric', fromRaw: 'coalesce(sum(value::numeric), 0)', combination: 'sum' },
    { name: 'value_min', type: 'double precision', fromRaw: 'min(value)', combination: 'least' },
    { name: 'value_max', type: 'double precision', fromRaw: 'max(value)', combination: 'greatest' },
  ],
  levels: [
    { table: 'observation_15min', bucket: 'quarter' },
    { table: 'observation_hourly', bucket: 'hour' },
    { table: 'observation_daily', bucket: 'day' },
    { table: 'observation_area_daily', bucket: 'day', without: CITYWIDE, from: 'observation_daily' },
    // Years of single lines.
    { table: 'observation_monthly', bucket: 'month', from: 'observation_daily' },
    // Years of the whole city by days: every page of the city's asks for them.
    {
      table: 'observation_city_daily',
      bucket: 'day',
      without: [...CITYWIDE, 'area_id'],
      from: 'observation_area_daily',
    },
    // Hours of many days at once: the week's pattern, the map of the past, one camera.
    { table: 'observation_camera_hours', bucket: 'day', hours: true, without: ['zone_id', 'direction'] },
    { table: 'observation_way_hours', bucket: 'day', hours: true, without: ['class'] },
    { table: 'observation_area_hours', bucket: 'day', hours: true, without: CITYWIDE },
    {
      table: 'observation_city_hours',
      bucket: 'day',
      hours: true,
      without: [...CITYWIDE, 'area_id'],
      from: 'observation_area_hours',
    },
  ],
  rows: 'added',
};

/** Measurements by sensor and area. */
export const MEASUREMENT_ROLLUP: RollupDefinition = {
  name: 'measurement',
  raw: 'measurement',
  source: { kind: 'rows' },
  time: 'at',
  device: 'sensor_id',
  groups: ['sensor_id', 'area_id'].map(text),
  measures: [
    total('count', `count(*) ${good}`),
    total('suspect', "count(*) filter (where quality <> 'good')"),
    { name: 'value_sum', type: 'numeric', fromRaw: `coalesce(sum(value::numeric) ${good}, 0)`, combination: 'sum' },
    { name: 'value_min', type: 'double precision', fromRaw: `min(value) ${good}`, combination: 'least' },
    { name: 'value_max', type: 'double precision', fromRaw: `max(value) ${good}`, combination: 'greatest' },
    {
      name: 'value_last',
      type: 'double precision',
      fromRaw: `(array_agg(value order by at desc) ${good})[1]`,
      combination: 'last',
    },
    { name: 'first_at', type: 'timestamptz', fromRaw: `min(at) ${good}`, combination: 'least' },
    { name: 'last_at', type: 'timestamptz', fromRaw: `max(at) ${good}`, combination: 'greatest' },
  ],
  levels: [
    { table: 'measurement_hourly', bucket: 'hour' },
    { table: 'measurement_daily', bucket: 'day' },
  ],
  rows: 'added',
};

/** What became of pictures, by camera and area. */
export const COVERAGE_ROLLUP: RollupDefinition = {
  name: 'coverage',
  raw: 'coverage',
  source: { kind: 'rows' },
  time: 'minute',
  device: 'camera_id',
  groups: ['camera_id', 'area_id'].map(text),
  measures: [
    total('minutes', 'count(*)'),
    ...['expected', 'decoded', 'quiet', 'sent', 'received', 'looked'].map((name) => total(name)),
    total('looked_parts'),
    {
      name: 'looked_area',
      type: 'numeric',
      fromRaw: 'coalesce(sum(round(coalesce(looked_area, looked)::numeric, 3)), 0)',
      combination: 'sum',
    },
    {
      name: 'watched',
      type: 'numeric',
      fromRaw: 'coalesce(sum(watched(quiet, looked, expected)), 0)',
      combination: 'sum',
    },
    { name: 'dropped_edge', type: 'jsonb', fromRaw: 'sum_by_key(dropped_edge)', combination: 'sum-by-key' },
    { name: 'dropped', type: 'jsonb', fromRaw: 'sum_by_key(dropped)', combination: 'sum-by-key' },
  ],
  levels: [
    { table: 'coverage_hourly', bucket: 'hour' },
    { table: 'coverage_daily', bucket: 'day' },
  ],
  rows: 'replaced',
};

/** How often values (km/h, people, seconds) fell into bins (SQL: value_bin). */
export const VALUE_ROLLUP: RollupDefinition = {
  name: 'value',
  raw: 'observation',
  source: { kind: 'rows', where: 'value is not null' },
  time: 'at',
  device: 'camera_id',
  groups: [...OBSERVED.map(text), { name: 'bin', type: 'int', fromRaw: 'value_bin(kind, value)' }],
  series: { table: 'observation_series', columns: OBSERVED },
  measures: [total('count', 'count(*)')],
  levels: [
    { table: 'value_hourly', bucket: 'hour' },
    { table: 'value_daily', bucket: 'day' },
    { table: 'value_city_hourly', bucket: 'hour', without: ANYWHERE, from: 'value_hourly' },
    { table: 'value_city_daily', bucket: 'day', without: ANYWHERE, from: 'value_daily' },
  ],
  rows: 'added',
};

/** Seconds that things spent in zones, in the quarters of an hour in which they were there. */
export const PRESENCE_ROLLUP: RollupDefinition = {
  name: 'presence',
  raw: 'observation',
  source: {
    kind: 'spans',
    where: "kind = 'left'",
    buckets: 'presence_buckets(r.at, r.value)',
    reach: '1 day 15 minutes',
  },
  time: 'at',
  device: 'camera_id',
  groups: PRESENT.map(text),
  series: { table: 'presence_series', columns: PRESENT },
  measures: [
    total('quarters', 'count(*)'),
    {
      name: 'seconds',
      type: 'numeric',
      fromRaw: `coalesce(sum(extract(epoch from least(at, bucket_at + interval '15 minutes')
                                   - greatest(at - stay_length(value), bucket_at))), 0)`,
      combination: 'sum',
    },
  ],
  levels: [
    { table: 'presence_15min', bucket: 'quarter' },
    { table: 'presence_hourly', bucket: 'hour' },
    { table: 'presence_daily', bucket: 'day' },
  ],
  rows: 'added',
};

/** Tracks that crossed one line and then another. */
export const MOVEMENT_ROLLUP: RollupDefinition = {
  name: 'movement',
  raw: 'observation',
  source: {
    kind: 'pairs',
    where: "kind = 'crossed' and track_id is not null and zone_id is not null",
    withinS: 600,
  },
  time: 'at',
  device: 'camera_id',
  groups: MOVED.map(text),
  series: { table: 'movement_series', columns: MOVED },
  measures: [
    total('count', 'coalesce(sum(sign), 0)::bigint'),
    {
      name: 'seconds',
      type: 'numeric',
      fromRaw: 'coalesce(sum(sign * extract(epoch from at - from_at)), 0)',
      combination: 'sum',
    },
  ],
  levels: [
    { table: 'movement_hourly', bucket: 'hour' },
    { table: 'movement_daily', bucket: 'day' },
  ],
  rows: 'added',
};

/** All roll-ups; what takes longest comes first, so that two at a time end together. */
export const ROLLUPS = [
  OBSERVATION_ROLLUP,
  MOVEMENT_ROLLUP,
  VALUE_ROLLUP,
  COVERAGE_ROLLUP,
  PRESENCE_ROLLUP,
  MEASUREMENT_ROLLUP,
] as const;

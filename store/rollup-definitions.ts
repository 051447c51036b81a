/** How two sums of the same group become one: `sum` adds, `sum-by-key` adds jsonb by key, `last` goes by `last_at`. */
type Combination = 'sum' | 'sum-by-key' | 'least' | 'greatest' | 'last';

/** A column that is summed. */
type Measure = {
  readonly name: string;
  readonly type: string;
  /** Aggregate over raw rows. Sums of floats are taken as numeric, so that their order does not matter. */
  readonly fromRaw: string;
  readonly combination: Combination;
};

/** A table of sums over buckets of one length. */
export type RollupLevel = { readonly table: string; readonly bucket: 'quarter' | 'hour' | 'day' };

/** What is summed from one raw table, over which groups, on which levels; finest first. */
export type RollupDefinition = {
  readonly name: 'observation' | 'measurement' | 'coverage';
  readonly raw: 'observation' | 'measurement' | 'coverage';
  /** Raw column the buckets go by. */
  readonly time: string;
  /** Column that names the device; a mark says it. */
  readonly device: string;
  /** Columns that make a group, with `device` among them. */
  readonly groups: readonly { readonly name: string; readonly type: string }[];
  readonly measures: readonly Measure[];
  readonly levels: readonly [RollupLevel, ...RollupLevel[]];
  /**
   * How rows come. `added`: only ever added, each at its place (xid, id), and so can their sums be. `replaced`: written
   * again and again, each time at a new place (xid, change): their buckets are summed anew.
   */
  readonly rows: 'added' | 'replaced';
};

const text = (name: string) => ({ name, type: 'text' });
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
  time: 'at',
  device: 'camera_id',
  groups: ['kind', 'camera_id', 'zone_id', 'class', 'direction', 'area_id'].map(text),
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
  ],
  rows: 'added',
};

/** Measurements by sensor and area. */
export const MEASUREMENT_ROLLUP: RollupDefinition = {
  name: 'measurement',
  raw: 'measurement',
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
  time: 'minute',
  device: 'camera_id',
  groups: ['camera_id', 'area_id'].map(text),
  measures: [
    total('minutes', 'count(*)'),
    ...['expected', 'decoded', 'quiet', 'sent', 'received', 'looked'].map((name) => total(name)),
    { name: 'dropped_edge', type: 'jsonb', fromRaw: 'sum_by_key(dropped_edge)', combination: 'sum-by-key' },
    { name: 'dropped', type: 'jsonb', fromRaw: 'sum_by_key(dropped)', combination: 'sum-by-key' },
  ],
  levels: [
    { table: 'coverage_hourly', bucket: 'hour' },
    { table: 'coverage_daily', bucket: 'day' },
  ],
  rows: 'replaced',
};

/** All roll-ups. */
export const ROLLUPS = [OBSERVATION_ROLLUP, MEASUREMENT_ROLLUP, COVERAGE_ROLLUP] as const;

import { areaNameOf, areaOf, columnsOf, simulatedAt, type ExportFilter, type ExportSource } from './source.ts';

const TABLE = { raw: '15min', '15min': '15min', hour: 'hourly', day: 'daily' } as const;
const SERIES = ['kind', 'camera_id', 'zone_id', 'class', 'direction', 'area_id'] as const;
/** What is missed of less is not worth a row of its own; as in answers (`flow-parts.ts`). */
const WORTH_A_ROW = 0.05;

/**
 * Counts of observations by quarter, hour or day, with how much of the time was watched and what was probably missed. Hours
 * in which nothing was counted because nobody watched are rows too; where nobody can tell what of it was missed, one for the
 * camera, without an event. Quarters have the observed share of their hour, and no estimate.
 */
export const flowSource: ExportSource = {
  columns: [
    ...columnsOf('time', 'bucket'),
    ...columnsOf('text', 'event', 'camera_id', 'camera_name', 'zone_id', 'zone_name', 'area_id', 'area_name'),
    ...columnsOf('text', 'class', 'direction'),
    ...columnsOf('integer', 'count'),
    ...columnsOf('number', 'value_mean', 'observed_share', 'estimated', 'plus_minus', 'lat', 'lon'),
    ...columnsOf('yes-no', 'simulated'),
  ],
  statement: (filter) => {
    const { from, to, areaIds, cameraId, zoneId, classes, event } = filter;
    const area = areaOf(filter, 'o', 'c');
    return {
      select: `o.bucket, o.kind, o.camera_id, c.name, o.zone_id, z.name, ${area},
        ${areaNameOf(filter, area, 'o.bucket')}, o.class, o.direction, o.count,
        (o.value_sum / nullif(o.valued, 0))::float8, watch.share,
        case when watch.is_known then round((o.count + coalesce(o.missed, 0))::numeric, 1)::float8 end,
        case when watch.is_known then round((1.96 * sqrt(coalesce(o.missed + o.rate_sd * o.rate_sd, 0)))::numeric, 1)::float8 end,
        c.lat, c.lon, ${simulatedAt('o.camera_id', 'o.bucket')}`,
      // Places that are gone keep their names.
      from: `${counted(filter)} o left join known_place c on c.kind = 'camera' and c.id = o.camera_id
        left join known_place z on z.kind in ('zone', 'line') and z.id = o.zone_id and z.camera_id = o.camera_id
        cross join lateral ${watch(filter)} watch`,
      where: `($1::text[] is null or ${area} = any ($1)) and o.bucket >= $2 and o.bucket < $3
        and ($4::text[] is null or ${area} = any ($4)) and ($5::text is null or o.camera_id = $5)
        and (o.kind is null or ($6::text is null or o.zone_id = $6) and ($7::text[] is null or o.class = any ($7))
          and ($8::text is null or o.kind = $8))`,
      at: 'o.bucket',
      key: `concat_ws('|', o.kind, o.camera_id, o.zone_id, o.class, o.direction, o.area_id)`,
      values: [from, to, areaIds ?? null, cameraId ?? null, zoneId ?? null, classes ?? null, event ?? null],
      order: 'sums',
    };
  },
};

/** Rows that counted anything, and those that only missed. */
function counted({ step }: ExportFilter): string {
  const series = SERIES.map((name) => `s.${name}`).join(', ');
  const sums = `observation_${TABLE[step]}`;
  if (TABLE[step] === '15min')
    return `(select s.bucket, ${series}, s.count, s.value_sum, s.valued, null::float8 as missed, null::float8 as rate_sd from ${sums} s
      union all ${unknown(sums, null, QUARTERS)})`;
  const missed = `missed_${TABLE[step]}`;
  // The first three are what indexes find; the others may be empty.
  const same = (a: string, b: string): string =>
    ['bucket', ...SERIES]
      .map((name, i) => (i < 3 ? `${a}.${name} = ${b}.${name}` : `${a}.${name} is not distinct from ${b}.${name}`))
      .join(' and ');
  return `(select s.bucket, ${series}, s.count, s.value_sum, s.valued, m.missed, m.rate_sd
      from ${sums} s left join lateral (select missed, rate_sd from ${missed} m where ${same('m', 's')} limit 1) m on true
     union all
    select s.bucket, ${series}, 0, null, 0, s.missed, s.rate_sd from ${missed} s
     where s.missed >= ${WORTH_A_ROW} and not exists (select from ${sums} o where ${same('o', 's')})
     union all ${unknown(sums, missed, step === 'day' ? DAYS : 'select bucket, camera_id, area_id from gap_hourly where not known')})`;
}

/** Dark hours of which nobody can tell what was missed, by quarters and by days. */
const QUARTERS = `select bucket + n * interval '15 minutes' as bucket, camera_id, area_id
  from gap_hourly cross join generate_series(0, 3) n where not known and watched = 0`;
const DAYS = `select distinct date_trunc('day', bucket, coalesce((select time_zone from rollup_zone), 'UTC')) as bucket, camera_id, area_id
  from gap_hourly where not known and bucket >= $2 and bucket < $3`;

/** Cameras of which there is no other row of a time. */
function unknown(sums: string, missed: string | null, dark: string): string {
  const nothingIn = (table: string): string =>
    `not exists (select from ${table} o where o.bucket = g.bucket and o.camera_id = g.camera_id)`;
  return `select g.bucket, null, g.camera_id, null, null, null, g.area_id, 0, null, 0, null, null
      from (${dark}) g where ${nothingIn(sums)}${missed === null ? '' : ` and ${nothingIn(missed)}`}`;
}

/** How much of a row's time was watched, and whether it can be told what was missed; as of figures in answers. */
function watch({ step }: ExportFilter): string {
  const [from, to] =
    step === 'day'
      ? ['o.bucket', "(o.bucket at time zone city.zone + interval '1 day') at time zone city.zone"]
      : ["date_trunc('hour', o.bucket)", "date_trunc('hour', o.bucket) + interval '1 hour'"];
  const isTold = 'told.until >= span.until and served.minutes > 0';
  const isEstimated = step === 'hour' || step === 'day';
  return `(select case when ${isTold} then round(1 - least(1, coalesce(g.missing, 0) / served.minutes)::numeric, 4)::float8 end as share,
      ${isEstimated ? `${isTold} and coalesce(g.unknown, 0) <= 0.01 * served.minutes` : 'false'} as is_known
    from (select (select until from gap_account) as until) told
    cross join (select coalesce((select time_zone from rollup_zone), 'UTC') as zone) city
    cross join lateral (select ${from} as since, ${to} as until) span
    cross join lateral (
      select sum(extract(epoch from least(span.until, coalesce(s.to_at, span.until)) - greatest(span.since, s.from_at)) / 60)::float8 as minutes
        from service_span s
       where s.camera_id = o.camera_id and s.from_at < span.until and (s.to_at is null or s.to_at > span.since)) served
    cross join lateral (
      select sum(in_service - watched) as missing, sum(in_service - watched) filter (where not known) as unknown
        from gap_hourly g where g.camera_id = o.camera_id and g.bucket >= span.since and g.bucket < span.until) g)`;
}

/** The questions of the pages as one would ask the raw rows; without coverage and estimates, which raw rows do not tell. */
type Span = { readonly from: string; readonly to: string };

const ZONE = 'Asia/Ho_Chi_Minh';
const LOCAL = `at at time zone '${ZONE}'`;
const within = ({ from, to }: Span): string =>
  `at >= timestamptz '${from}T00:00:00+07' and at < timestamptz '${to}T00:00:00+07'`;
const crossed = (span: Span, more = ''): string =>
  `from observation where kind = 'crossed' and ${within(span)} ${more}`;
const YEAR: Span = { from: '2025-01-01', to: '2026-01-01' };

export function overview(span: Span, by: string, where: string): readonly string[] {
  return [
    `select class, count(*) ${crossed(span, where)} group by 1`,
    `select date_trunc('${by}', at, '${ZONE}'), class, count(*) ${crossed(span, where)} group by 1, 2`,
    `select zone_id, direction, class, count(*) ${crossed(span, where)} group by 1, 2, 3`,
    `select extract(isodow from ${LOCAL}), extract(hour from ${LOCAL}), class, count(*) ${crossed(span, where)} group by 1, 2, 3`,
    `select date_trunc('day', at, '${ZONE}'), class, count(*) ${crossed(YEAR, where)} group by 1, 2`,
  ];
}

export function movements(span: Span, camera: string): readonly string[] {
  return [
    `select from_zone, zone_id, direction, count(*), avg(at - from_at) from (
       select zone_id, direction, at, lag(zone_id) over w as from_zone, lag(at) over w as from_at
       ${crossed(span, `and camera_id = '${camera}'`)} window w as (partition by track_id order by at)) pairs
     where from_at >= at - interval '10 minutes' group by 1, 2, 3`,
    `select zone_id, direction, count(*) ${crossed(span, `and camera_id = '${camera}'`)} group by 1, 2`,
  ];
}

export function values(span: Span, kind: string, where: string): readonly string[] {
  return [
    `select extract(hour from ${LOCAL}), count(*), percentile_cont(array[0.15, 0.5, 0.85]) within group (order by value)
     from observation where kind = '${kind}' and ${within(span)} ${where} group by 1`,
    `select floor(value), count(*) from observation where kind = '${kind}' and ${within(span)} ${where} group by 1`,
  ];
}

export function days(span: Span): readonly string[] {
  return [`select date_trunc('day', at, '${ZONE}'), class, count(*) ${crossed(span)} group by 1, 2`];
}

export function sensor(span: Span): readonly string[] {
  const readings = `select date_trunc('hour', at), avg(value), min(value), max(value), count(*) from measurement
    where sensor_id = 'sensor-0' and ${within(span)} group by 1`;
  return [readings, readings, `select date_trunc('hour', at), class, count(*) ${crossed(span)} group by 1, 2`];
}

export function past(span: Span): readonly string[] {
  return [
    `select zone_id, direction, date_bin('1 hour', at, '2000-01-01Z'), count(*) from observation
     where kind in ('crossed', 'entered') and ${within(span)} group by 1, 2, 3`,
    `select sensor_id, date_trunc('hour', at), avg(value) from measurement where ${within(span)} group by 1, 2`,
  ];
}

export function hotSpots(span: Span): readonly string[] {
  return [`select extract(hour from ${LOCAL}), camera_id, count(*) ${crossed(span)} group by 1, 2`];
}

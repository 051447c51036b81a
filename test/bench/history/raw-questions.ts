const YEAR = `at >= timestamptz '2025-01-01T00:00:00+07' and at < timestamptz '2026-01-01T00:00:00+07'`;
const MONTH = `at >= timestamptz '2025-10-01T00:00:00+07' and at < timestamptz '2025-11-01T00:00:00+07'`;

/** The same questions to the raw rows, as one would ask them without roll-ups; null: the page itself reads raw rows. */
export const RAW_QUESTIONS = {
  'overview: classes over a year': () =>
    `select class, count(*) from observation where kind = 'crossed' and ${YEAR} group by 1`,
  'overview: days of a year': (_: string, zone: string) =>
    `select date_trunc('day', at, '${zone}'), count(*) from observation where kind = 'crossed' and ${YEAR} group by 1 order by 1`,
  'overview: hours of the week over a year': (_: string, zone: string) =>
    `select extract(isodow from at at time zone '${zone}'), extract(hour from at at time zone '${zone}'), count(*)
     from observation where kind = 'crossed' and ${YEAR} group by 1, 2`,
  'overview: busiest lines of a month': () =>
    `select zone_id, direction, count(*) from observation where kind = 'crossed' and ${MONTH} group by 1, 2 order by 3 desc`,
  'one camera: hours of a month by class': (camera: string, zone: string) =>
    `select date_trunc('hour', at, '${zone}'), class, count(*) from observation
     where kind = 'crossed' and camera_id = '${camera}' and ${MONTH} group by 1, 2`,
  'junction: movements of a month': (camera: string) =>
    `select from_zone, zone_id, count(*) from (
       select zone_id, at, lag(zone_id) over w as from_zone, lag(at) over w as from_at from observation
        where kind = 'crossed' and camera_id = '${camera}' and ${MONTH} window w as (partition by track_id order by at)) pairs
     where from_at >= at - interval '10 minutes' group by 1, 2`,
  'map of the past: a day in quarters': () =>
    `select zone_id, direction, date_bin('15 minutes', at, '2000-01-01Z'), count(*) from observation where kind = 'crossed'
      and at >= timestamptz '2025-10-05T00:00:00+07' and at < timestamptz '2025-10-06T00:00:00+07' group by 1, 2, 3`,
  'search: events of a camera': null,
} as const satisfies Readonly<Record<string, ((camera: string, zone: string) => string) | null>>;

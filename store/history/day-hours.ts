import type { TimeStep } from '../../contracts/history.ts';
import { DAY_HOURS } from '../rollup-definitions.ts';
import { stepOf } from './time-steps.ts';

/** How many there were on a whole day, of a row that tells its hours. */
export const DAY_TOTAL = DAY_HOURS.join(' + ');

/**
 * CTEs that add up rows of days by the steps their hours belong to. Days whose hours belong to the same steps, such as all
 * Mondays of a week's pattern, are added up before their hours are told apart.
 *
 * @param zone parameter with the zone whose days they are; $1 and $2 are the ends of the period, on full hours of these days.
 * @param parts names and SQL of what else is told apart, of a row `o`.
 * @param from table of days `o`, with its joins; `where` its filter, which need not name the period.
 * @returns the last of them is `of_hours`: `at`, `slot`, the parts, and `counted`; steps without a count are left out.
 */
export function sumsOfHours(
  by: TimeStep,
  zone: string,
  {
    parts,
    from,
    where,
  }: { readonly parts: Readonly<Record<string, string>>; readonly from: string; readonly where: string },
): string {
  const step = stepOf(by, 'start', zone, 'local');
  const names = Object.keys(parts);
  const told = Object.entries(parts).map(([name, sql]) => `${sql} as ${name}`);
  return `
     day_of as materialized (
       select bucket, next, greatest(bucket, $1) as first, least(next, $2) - interval '1 hour' as last
         from (select day at time zone ${zone} as bucket, (day + interval '1 day') at time zone ${zone} as next
                 from generate_series(date_trunc('day', $1::timestamptz at time zone ${zone}),
                                      ($2::timestamptz - interval '1 microsecond') at time zone ${zone}, interval '1 day') day
               offset 0) d),
     -- Days whose first and last hours belong to the same steps are alike; those on which clocks change may do so at different hours.
     like_day as materialized (
       select bucket, min(bucket) over (partition by steps, case when next - bucket <> interval '24 hours' then bucket end) as day
         from (select bucket, next, string_agg(concat(start - bucket, ' ', ${step.at}, ${step.slot}), ',' order by start) as steps
                 from (select *, start at time zone ${zone} as local
                         from day_of cross join lateral (values (first), (last)) ends (start) offset 0) e
                group by 1, 2) d),
     hour_of as materialized (
       select bucket, i, ${step.at} as at, ${step.slot} as slot
         from (select bucket, i, start, start at time zone ${zone} as local
                 from (select * from day_of where bucket in (select day from like_day) offset 0) d
                cross join generate_series(0, ${DAY_HOURS.length - 1}) i
                cross join lateral (select bucket + i * interval '1 hour' as start) h
                where start >= $1 and start < $2 offset 0) h),
     of_days as (
       select l.day, ${told.join(', ')}, ${DAY_HOURS.map((hour) => `sum(${hour}) as ${hour}`).join(', ')}
         from ${from} join like_day l on l.bucket = o.bucket
        where o.bucket >= date_trunc('day', $1::timestamptz, ${zone}) and o.bucket < $2 and ${where}
        group by ${['1', ...names.map((_, i) => String(i + 2))].join(', ')}),
     of_hours as (
       select h.at, h.slot, ${names.join(', ')}, sum(n)::float8 as counted
         from of_days d cross join lateral (values ${DAY_HOURS.map((hour, i) => `(${i}, ${hour})`).join(', ')}) v (i, n)
         join hour_of h on h.bucket = d.day and h.i = v.i
        where n > 0 group by ${['1', '2', ...names.map((_, i) => String(i + 3))].join(', ')})`;
}

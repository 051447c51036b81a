import type { TimeStep } from '../../contracts/history.ts';

/**
 * SQL that gives the step a bucket belongs to: a moment for steps of the calendar, a number for those that recur, null for
 * none. Seasons are told as months. `zone`: parameter with the zone whose calendar counts; `local`: the bucket's time there,
 * where it is told already.
 */
export function stepOf(
  by: TimeStep,
  bucket: string,
  zone: string,
  local = `(${bucket} at time zone ${zone})`,
): { readonly at: string; readonly slot: string } {
  const at = (sql: string) => ({ at: sql, slot: 'null::int' });
  // date_part, for extract reckons in numerics.
  const slot = (sql: string) => ({ at: 'null::timestamptz', slot: `(${sql})::int` });
  switch (by) {
    case 'none':
      return { at: 'null::timestamptz', slot: 'null::int' };
    case '15min':
      return at(bucket);
    case 'hour':
    case 'day':
    case 'week':
    case 'month':
    case 'year':
      return at(`date_trunc('${by}', ${bucket}, ${zone})`);
    case 'hour-of-day':
      return slot(`date_part('hour', ${local})`);
    case 'weekday':
      return slot(`date_part('isodow', ${local})`);
    case 'hour-of-week':
      return slot(`(date_part('isodow', ${local}) - 1) * 24 + date_part('hour', ${local})`);
    case 'month-of-year':
    case 'season':
      return slot(`date_part('month', ${local})`);
  }
}

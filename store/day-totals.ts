import { transaction, type Database } from './database.ts';
import type { GapCalendar } from './gaps.ts';
import { DAY_TOTAL } from './history/day-hours.ts';

/** Days of which less was watched say too little about what days are like. */
const ENOUGH_WATCHED = 0.9;

/**
 * Tells anew what cameras counted on whole days, and what they had in common: what estimates of gaps go by.
 *
 * @param days start of the first and of the day after the last.
 * @param summedUntil days that end later are left for the next time.
 */
export async function tellDays(
  database: Database,
  days: { readonly from: Date; readonly to: Date },
  summedUntil: Date,
  { timeZone, holidays }: GapCalendar,
): Promise<void> {
  const span = [days.from, days.to, timeZone];
  await transaction(database, async (connection) => {
    await connection.query(
      'delete from camera_day where day >= ($1::timestamptz at time zone $3)::date and day < ($2::timestamptz at time zone $3)::date',
      span,
    );
    await connection.query(
      `with calendar as (
         select t::date as day, t at time zone $3 as first, (t + interval '1 day') at time zone $3 as after
           from generate_series($1::timestamptz at time zone $3, ($2::timestamptz at time zone $3) - interval '1 day', interval '1 day') t),
       watched as (
         select day, camera_id, sum(watched)::float8 * 60 / extract(epoch from after - first)::float8 as share
           from calendar join coverage_hourly c on bucket >= first and bucket < after
          where bucket >= $1 and bucket < $2 and after <= $4 group by 1, 2, first, after)
       insert into camera_day (day, kind, camera_id, count)
       select day, kind, camera_id, sum(${DAY_TOTAL}) / least(1, share)
         from calendar join observation_camera_hours o on o.bucket = first join watched using (day, camera_id)
        where o.bucket >= $1 and o.bucket < $2 and share >= ${ENOUGH_WATCHED}
        group by day, kind, camera_id, share`,
      [...span, summedUntil],
    );
    // Days are compared with those a week before and after, so that trends and seasons are not taken for days that are alike.
    const near = `day >= ($1::timestamptz at time zone $3)::date - 7 and day < ($2::timestamptz at time zone $3)::date + 7`;
    await connection.query(`delete from day_likeness where ${near}`, span);
    await connection.query(
      `with off as (
         select n.day, n.kind, n.count - (a.count + b.count) / 2 as off, (n.count + a.count + b.count) / 3 as usual
           from (select * from camera_day where ${near}) n
           join camera_day a on a.day = n.day - 7 and a.kind = n.kind and a.camera_id = n.camera_id
           join camera_day b on b.day = n.day + 7 and b.kind = n.kind and b.camera_id = n.camera_id
          where not array[n.day, a.day, b.day] && $4::date[])
       insert into day_likeness (day, kind, shared, usual)
       -- The mean of two weeks is itself unsure by half as much.
       select day, kind, (power(sum(off), 2) - sum(off * off)) / 1.5, power(sum(usual), 2) - sum(usual * usual)
         from off group by 1, 2 having count(*) > 1`,
      [...span, holidays],
    );
  });
}

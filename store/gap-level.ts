/** Comparable hours, or days, needed to tell from them what is usual. */
export const FEWEST_COMPARABLE = 3;
/** Days around a gap that tell at what level traffic is. */
const AROUND_DAYS = 10;
/** Fewer tell nothing. */
const FEWEST_DAYS = 4;
/** Weeks around that level is relative to: those the gap itself is compared with. */
const COMPARED_WEEKS = 6;
/** What is off by no more than so many variances of chance is taken for chance, what is off by more in proportion. */
const DOUBT = 2;
/** Until days are known, they are taken to be off by so much at all cameras alike; worth so many days. */
export const SUPPOSED = { sd: 0.1, days: 7 };
/** Days that tell how alike days are: half a year before, and as far after as hours are compared. */
const LIKENESS_DAYS = { before: 180, after: 42 };

/** How much of an estimated deviation is believed: positive-part James–Stein. */
const believed = (off: string, variance: string): string =>
  `(1 + (${off}) * greatest(0, 1 - ${DOUBT} * (${variance}) / nullif(power(${off}, 2), 0)))`;

/**
 * By how much traffic around the days of gaps (`GAPS`) is above or below what these are compared with: `alike` has by kind how far days are off at all cameras alike (standard deviation, relative), `level` by day, kind and camera a
 * factor to comparable hours, `city_level` the same where a camera itself says nothing. Parameters as in `MISSED`.
 *
 * For each watched day up to ten days away: what was counted against the mean of the same weekday of the same weeks the gap
 * is compared with. First all cameras together, then each camera against all; as far as it is not chance.
 */
export const LEVELS = `
  told_day as materialized (
    select distinct (bucket at time zone $3)::date as day from gaps),
  alike as materialized (
    select kind, sqrt(greatest(0, sum(shared) / sum(usual) * count(*) + ${SUPPOSED.days * SUPPOSED.sd ** 2})
                      / (count(*) + ${SUPPOSED.days})) as sd
      from day_likeness where usual > 0 and day >= ($1::timestamptz at time zone $3)::date - ${LIKENESS_DAYS.before}
       and day < ($2::timestamptz at time zone $3)::date + ${LIKENESS_DAYS.after} group by 1),
  around as materialized (
    select t.day as today, n.day, n.kind, n.camera_id, n.count as n, avg(o.count) as usual
      from told_day t
      join camera_day n on n.day between t.day - ${AROUND_DAYS} and t.day + ${AROUND_DAYS} and n.day <> t.day
      cross join (select k from generate_series(-${COMPARED_WEEKS}, ${COMPARED_WEEKS}) k where k <> 0) weeks
      join camera_day o on o.day = n.day + 7 * k and o.kind = n.kind and o.camera_id = n.camera_id
     where t.day + 7 * k < ($5::timestamptz at time zone $3)::date
       and not array[n.day, o.day] && $4::date[]
     group by 1, 2, 3, 4, 5 having count(*) >= ${FEWEST_COMPARABLE}),
  around_city as materialized (select today, day, kind, sum(n) as n, sum(usual) as usual from around group by 1, 2, 3),
  city_level as materialized (
    select today, kind, ${believed('sum(n) / sum(usual) - 1', 'var_samp(n / usual) / count(*)')} as level
      from around_city group by 1, 2 having count(*) >= ${FEWEST_DAYS}),
  level as materialized (
    select a.today, a.kind, a.camera_id, least(2, greatest(0.5,
           l.level * coalesce(${believed('avg(r) - 1', 'var_samp(r) / count(*)')}, 1))) as level
      from (select a.today, a.kind, a.camera_id, a.n / a.usual / (c.n / c.usual) as r
              from around a join around_city c using (today, day, kind)) a
      join city_level l using (today, kind)
     group by 1, 2, 3, l.level having count(*) >= ${FEWEST_DAYS})`;

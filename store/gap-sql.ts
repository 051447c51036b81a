import { FEWEST_COMPARABLE, SUPPOSED } from './gap-level.ts';

/** From this share of an hour on, what was counted in it tells what was missed without any other hour. */
const ENOUGH_WATCHED = 0.25;
/** Hours are compared with those up to so many days away. */
const COMPARED_DAYS = 42;
/** Hours outside are not looked at, so that their chunks are not opened. */
const REACH = `interval '${COMPARED_DAYS + 1} days'`;

/**
 * Gaps of the hours from $1 up to, not including, $2: hours in which a camera in service was watched for less than
 * 99.5 % of it. $3 to $5 as in {@link MISSED}, of which they are the first part.
 */
export const GAPS = `
  service as materialized (
    select h as bucket, camera_id, (array_agg(area_id order by minutes desc))[1] as area_id, sum(minutes) as in_service
      from (select h, s.camera_id, s.area_id,
                   (extract(epoch from least(h + interval '1 hour', coalesce(to_at, h + interval '1 hour'))
                                     - greatest(h, from_at)) / 60)::float8 as minutes
              from generate_series($1::timestamptz, $2::timestamptz - interval '1 hour', interval '1 hour') h
              join service_span s on from_at < h + interval '1 hour' and (to_at is null or to_at > h)) m
     group by 1, 2),
  seen as materialized (
    select bucket, camera_id, sum(watched)::float8 as watched from coverage_hourly
     where bucket >= $1 and bucket < $2 group by 1, 2),
  gaps as materialized (
    select s.bucket, s.camera_id, area_id, in_service, least(coalesce(watched, 0), in_service) as watched,
           least(coalesce(watched, 0), in_service) / in_service as share
      from service s left join seen using (bucket, camera_id)
     where coalesce(watched, 0) < 0.995 * in_service)`;

/**
 * What was missed in the gaps, per series (kind, zone, class, direction), from hours of the same weekday and time of day
 * up to six weeks away in which the camera was watched. $3: zone of the calendar, $4: holidays, which count as Sundays,
 * $5: end of what is summed.
 *
 * Their mean and spread are brought to the level of these days (`LEVELS`, which stands between the two).
 *
 * The rate of an hour is Gamma distributed with the mean and the variance (beyond chance) of the comparable hours; seeing
 * n in a share p of the hour makes it Gamma(k + n, k / mean + p); what was missed is Poisson of it over the rest
 * (the usual conjugate pair; e.g. Gelman et al., Bayesian Data Analysis, ch. 2.6).
 *
 * `rate_sd` is how unsure the rate is, `common_sd` the part of it that errs in the same proportion at all cameras: what is
 * seen of the hour takes from it as from the rest, and the mean of the weeks has such a part of its own.
 */
export const MISSED = `
  calendar as materialized (
    select t::date as day, weekday_of(t::date, $4::date[]) as weekday
      from generate_series(($1::timestamptz at time zone $3)::date - ${COMPARED_DAYS},
                           ($2::timestamptz at time zone $3)::date + ${COMPARED_DAYS}, interval '1 day') one(t)),
  comparable as materialized (
    select g.bucket, g.camera_id, (other.day + (g.bucket at time zone $3)::time) at time zone $3 as at
      from gaps g
      join calendar today on today.day = (g.bucket at time zone $3)::date
      join calendar other on other.weekday = today.weekday and other.day <> today.day
       and other.day between today.day - ${COMPARED_DAYS} and today.day + ${COMPARED_DAYS}),
  usable as materialized (
    select c.* from comparable c
     where c.at + interval '1 hour' <= $5
       and exists (select from service_span s where s.camera_id = c.camera_id and s.from_at <= c.at
                      and (s.to_at is null or s.to_at >= c.at + interval '1 hour'))
       and (select coalesce(sum(watched), 0) from coverage_hourly v
             where v.camera_id = c.camera_id and v.bucket = c.at and v.bucket >= $1::timestamptz - ${REACH}
               and v.bucket < $2::timestamptz + ${REACH}) >= 54),
  weeks as (select bucket, camera_id, count(*)::float8 as weeks from usable group by 1, 2),
  usual as (
    select bucket, camera_id, kind, zone_id, class, direction, sum(n) as s1, sum(n * n) as s2
      from (select u.bucket, u.camera_id, u.at, o.kind, o.zone_id, o.class, o.direction, sum(o.count)::float8 as n
              from usable u cross join lateral (
                   -- \`offset 0\`: look up hour by hour, never read all hours of the weeks around.
                   select * from observation_hourly h where h.camera_id = u.camera_id and h.bucket = u.at
                      and h.bucket >= $1::timestamptz - ${REACH} and h.bucket < $2::timestamptz + ${REACH} offset 0) o
             group by 1, 2, 3, 4, 5, 6, 7) hourly
     group by 1, 2, 3, 4, 5, 6),
  counted as (
    select g.bucket, g.camera_id, o.kind, o.zone_id, o.class, o.direction, sum(o.count)::float8 as n
      from gaps g cross join lateral (
           select * from observation_hourly h where h.camera_id = g.camera_id and h.bucket = g.bucket
              and h.bucket >= $1 and h.bucket < $2 offset 0) o
     group by 1, 2, 3, 4, 5, 6),
  series as (
    select bucket, camera_id, kind, zone_id, class, direction, sum(n) as n, sum(s1) as s1, sum(s2) as s2
      from (select bucket, camera_id, kind, zone_id, class, direction, n, 0::float8 as s1, 0::float8 as s2 from counted
            union all
            select bucket, camera_id, kind, zone_id, class, direction, 0, s1, s2 from usual) both_of
     group by 1, 2, 3, 4, 5, 6),
  judged as (
    select s.*, g.area_id, g.share as p, coalesce(w.weeks, 0) as weeks,
           coalesce(l.level, c.level, 1) as level, coalesce(a.sd, ${SUPPOSED.sd}) as alike_sd,
           greatest(s1, 0.5) / nullif(w.weeks, 0) as mean,
           greatest((s2 - s1 * s1 / nullif(w.weeks, 0)) / nullif(w.weeks - 1, 0), 0) as variance
      from series s join gaps g using (bucket, camera_id) left join weeks w using (bucket, camera_id)
      left join level l on l.today = (bucket at time zone $3)::date and l.kind = s.kind and l.camera_id = s.camera_id
      left join city_level c on c.today = (bucket at time zone $3)::date and c.kind = s.kind
      left join alike a on a.kind = s.kind),
  rated as (
    select bucket, kind, camera_id, zone_id, class, direction, area_id, n, p, weeks, alike_sd,
           mean * level as mean, variance * level * level as variance,
           case when weeks >= ${FEWEST_COMPARABLE} then mean * mean / greatest(variance - mean, 0.0001 * mean) end as k
      from judged where weeks >= ${FEWEST_COMPARABLE} or p >= ${ENOUGH_WATCHED}),
  errs as (
    select *, (1 - p) * sqrt(case when k is null then n / (p * p)
                               else (k + n) / power(k / mean + p, 2)
                                    + power(k / mean / (k / mean + p), 2) * variance / weeks end) as sd,
           case when k is null then 0
                else (1 - p) * k / (k / mean + p) * alike_sd * sqrt(1 + 1 / weeks) end as common_sd
      from rated),
  missed as (
    select bucket, kind, camera_id, zone_id, class, direction, area_id,
           (1 - p) * case when k is null then n / p else (k + n) / (k / mean + p) end as missed,
           greatest(sd, common_sd) as rate_sd, common_sd
      from errs),
  known as (
    select g.bucket, g.camera_id, g.area_id, g.in_service, g.watched,
           coalesce(w.weeks, 0) >= ${FEWEST_COMPARABLE} or g.share >= ${ENOUGH_WATCHED} as known
      from gaps g left join weeks w using (bucket, camera_id))`;

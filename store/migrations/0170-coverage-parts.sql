-- How much of the pictures that were looked at was really seen by the detector: a whole picture counts 1, one of which only
-- the regions were taken where something can be, their share of it. null: nobody counted; whole pictures then.
alter table coverage add column looked_area double precision;
-- Of `looked`, those of which only regions were taken.
alter table coverage add column looked_parts int;

alter table coverage_hourly add column looked_area numeric not null default 0;
alter table coverage_hourly add column looked_parts bigint not null default 0;
alter table coverage_daily add column looked_area numeric not null default 0;
alter table coverage_daily add column looked_parts bigint not null default 0;
update coverage_hourly set looked_area = looked;
update coverage_daily set looked_area = looked;

-- People per 100 m² are told apart as finely as people.
create or replace function value_bin(kind text, value double precision) returns int language sql immutable parallel safe as $$
  select case when kind in ('speed', 'crowd', 'crowd-density') then floor(least(greatest(value, 0), 1000))
              else floor(24 * log(least(greatest(value, 0.1), 1e9))) end::int
$$;

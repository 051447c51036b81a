-- Further sums for planners: whole areas, spread of values, presence in zones, movements between lines; and how much of
-- each camera's minute was watched. Kept by the same refresh as the others (0021).

-- Areas as a whole: what a city asks for most, in few rows.
create table observation_area_hourly (
  bucket timestamptz not null,
  kind text not null,
  class text,
  direction text,
  area_id text,
  count bigint not null,
  valued bigint not null,
  value_sum numeric not null,
  value_min double precision,
  value_max double precision,
  unique nulls not distinct (bucket, kind, class, direction, area_id)
);
create table observation_area_daily (like observation_area_hourly including all);

-- How often a value fell into a bin: whole km/h and people, else 24 bins to each power of ten of seconds.
create function value_bin(kind text, value double precision) returns int language sql immutable parallel safe as $$
  select case when kind in ('speed', 'crowd') then floor(least(greatest(value, 0), 1000))
              else floor(24 * log(least(greatest(value, 0.1), 1e9))) end::int
$$;
create table value_hourly (
  bucket timestamptz not null,
  kind text not null,
  camera_id text not null,
  zone_id text,
  class text,
  direction text,
  area_id text,
  bin int not null,
  count bigint not null,
  unique nulls not distinct (bucket, kind, camera_id, zone_id, class, direction, area_id, bin)
);
create table value_daily (like value_hourly including all);

-- Seconds that things spent in a zone, in the quarters in which they were there (told when they leave).
create table presence_15min (
  bucket timestamptz not null,
  camera_id text not null,
  zone_id text,
  class text,
  area_id text,
  -- stays and quarters: a stay through three of them counts three
  quarters bigint not null,
  seconds numeric not null,
  unique nulls not distinct (bucket, camera_id, zone_id, class, area_id)
);
create table presence_hourly (like presence_15min including all);
create table presence_daily (like presence_15min including all);

-- Tracks that came over one line and went on over another within ten minutes, by when they did.
create table movement_hourly (
  bucket timestamptz not null,
  camera_id text not null,
  from_zone_id text not null,
  from_direction text,
  zone_id text not null,
  direction text,
  class text,
  area_id text,
  count bigint not null,
  seconds numeric not null,
  unique nulls not distinct (bucket, camera_id, from_zone_id, from_direction, zone_id, direction, class, area_id)
);
create table movement_daily (like movement_hourly including all);

do $$
declare name text;
begin
  foreach name in array array['observation_area_hourly', 'observation_area_daily'] loop
    execute format('create index on %I (area_id, bucket)', name);
  end loop;
  foreach name in array array['value_hourly', 'value_daily'] loop
    execute format('create index on %I (zone_id, kind, bucket)', name);
    execute format('create index on %I (area_id, kind, bucket)', name);
  end loop;
  foreach name in array array['presence_15min', 'presence_hourly', 'presence_daily'] loop
    execute format('create index on %I (zone_id, bucket)', name);
    execute format('create index on %I (camera_id, bucket)', name);
  end loop;
  foreach name in array array['movement_hourly', 'movement_daily'] loop
    execute format('create index on %I (camera_id, bucket)', name);
  end loop;
end $$;

-- The whole areas of what is summed already.
insert into observation_area_hourly
  select bucket, kind, class, direction, area_id, sum(count), sum(valued), sum(value_sum), min(value_min), max(value_max)
    from observation_hourly group by 1, 2, 3, 4, 5;
insert into observation_area_daily
  select bucket, kind, class, direction, area_id, sum(count), sum(valued), sum(value_sum), min(value_min), max(value_max)
    from observation_daily group by 1, 2, 3, 4, 5;

alter table rollup_dirty drop constraint rollup_dirty_rollup_check;
alter table rollup_dirty add constraint rollup_dirty_rollup_check
  check (rollup in ('observation', 'measurement', 'coverage', 'value', 'presence', 'movement'));

-- Everything that observations that went or came have a part in.
create or replace function dirty_observation() returns trigger language plpgsql as $$
begin
  if rollups_keep() then return null; end if;
  insert into rollup_dirty (rollup, bucket, device_id)
    select distinct 'observation', date_bin('15 minutes', at, '2000-01-01Z'), camera_id from gone
    union select 'value', date_bin('1 hour', at, '2000-01-01Z'), camera_id from gone where value is not null
    -- What came after it may follow another now.
    union select 'movement', date_bin('1 hour', t, '2000-01-01Z'), camera_id
      from gone cross join lateral (values (at), (at + interval '10 minutes')) as v(t) where kind = 'crossed'
    union select 'presence', b, camera_id
      from gone cross join lateral presence_buckets(at, value) b where kind = 'left';
  if tg_op = 'UPDATE' then
    insert into rollup_dirty (rollup, bucket, device_id)
      select distinct 'observation', date_bin('15 minutes', at, '2000-01-01Z'), camera_id from come
      union select 'value', date_bin('1 hour', at, '2000-01-01Z'), camera_id from come where value is not null
      union select 'movement', date_bin('1 hour', t, '2000-01-01Z'), camera_id
        from come cross join lateral (values (at), (at + interval '10 minutes')) as v(t) where kind = 'crossed'
      union select 'presence', b, camera_id
        from come cross join lateral presence_buckets(at, value) b where kind = 'left';
  end if;
  return null;
end $$;

-- The time a stay of so many seconds that ended at a moment took, at most a day; nothing when it is not a time.
create function stay_length(seconds double precision) returns interval language sql immutable parallel safe as $$
  select case when seconds > 0 then make_interval(secs => least(seconds, 86400)) end
$$;
-- Quarters in which somebody who left at a moment after so many seconds was there.
create function presence_buckets(left_at timestamptz, seconds double precision) returns setof timestamptz
language sql immutable parallel safe as $$
  select generate_series(date_bin('15 minutes', left_at - stay_length(seconds), '2000-01-01Z'),
                         date_bin('15 minutes', left_at, '2000-01-01Z'), interval '15 minutes')
$$;

-- Minutes that were watched: whole from four fifths of the pictures on, because a tracker loses nobody when every fifth
-- picture is missing; in proportion below. Quiet pictures were looked at: nothing moved.
create function watched(quiet int, looked int, expected int) returns numeric language sql immutable parallel safe as $$
  select case when expected > 0 then least(1, round((quiet + looked)::numeric / (0.8 * expected), 6)) else 0 end
$$;
alter table coverage_hourly add column watched numeric not null default 0;
alter table coverage_daily add column watched numeric not null default 0;
-- What is summed already is told from its sums, and summed anew where the minutes are still there.
update coverage_hourly set watched = least(minutes, round(minutes * (quiet + looked) / (0.8 * expected), 6)) where expected > 0;
update coverage_daily set watched = least(minutes, round(minutes * (quiet + looked) / (0.8 * expected), 6)) where expected > 0;
insert into rollup_dirty (rollup, bucket, device_id)
  select 'coverage', bucket, camera_id from coverage_hourly group by 2, 3;

-- Until when everything that was committed is summed.
create table rollup_caught_up (rollup text primary key, at timestamptz not null);

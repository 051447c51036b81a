-- Counts and sums over time, for planners: kept for ever, refreshed by analytics only. Each level holds the same sums
-- over longer buckets. What is not known (no zone, no class) is null and a group of its own.

-- Sums the numbers of objects by key: reasons of dropped pictures.
create function add_by_key(a jsonb, b jsonb) returns jsonb language sql immutable parallel safe as $$
  select case when b = '{}' then a when a = '{}' then b else (
    select jsonb_object_agg(key, total) from (
      select key, sum(value::numeric) as total
        from (select * from jsonb_each_text(a) union all select * from jsonb_each_text(b)) both_of group by key) t)
  end
$$;
create aggregate sum_by_key(jsonb) (sfunc = add_by_key, stype = jsonb, initcond = '{}', parallel = safe,
                                    combinefunc = add_by_key);

create table observation_15min (
  bucket timestamptz not null,
  kind text not null,
  camera_id text not null,
  zone_id text,
  class text,
  direction text,
  area_id text,
  count bigint not null,
  -- of those that carry a value (seconds, people, km/h)
  valued bigint not null,
  value_sum numeric not null,
  value_min double precision,
  value_max double precision,
  unique nulls not distinct (bucket, kind, camera_id, zone_id, class, direction, area_id)
);
create table observation_hourly (like observation_15min including all);
-- Days of the city's time zone.
create table observation_daily (like observation_15min including all);

create table measurement_hourly (
  bucket timestamptz not null,
  sensor_id text not null,
  area_id text,
  -- trusted readings; sums and ends are theirs alone
  count bigint not null,
  suspect bigint not null,
  value_sum numeric not null,
  value_min double precision,
  value_max double precision,
  value_last double precision,
  first_at timestamptz,
  last_at timestamptz,
  unique nulls not distinct (bucket, sensor_id, area_id)
);
create table measurement_daily (like measurement_hourly including all);

create table coverage_hourly (
  bucket timestamptz not null,
  camera_id text not null,
  area_id text,
  -- of which there is an account
  minutes bigint not null,
  expected bigint not null,
  decoded bigint not null,
  quiet bigint not null,
  sent bigint not null,
  received bigint not null,
  looked bigint not null,
  dropped_edge jsonb not null,
  dropped jsonb not null,
  unique nulls not distinct (bucket, camera_id, area_id)
);
create table coverage_daily (like coverage_hourly including all);

do $$
declare level text;
begin
  foreach level in array array['15min', 'hourly', 'daily'] loop
    execute format('create index on %I (zone_id, bucket)', 'observation_' || level);
    execute format('create index on %I (camera_id, bucket)', 'observation_' || level);
    execute format('create index on %I (area_id, bucket)', 'observation_' || level);
    execute format('create view %I as select bucket, camera_id, zone_id, class, direction, area_id, count
                      from %I where kind = ''crossed''', 'crossing_' || level, 'observation_' || level);
  end loop;
  foreach level in array array['hourly', 'daily'] loop
    execute format('create index on %I (sensor_id, bucket)', 'measurement_' || level);
    execute format('create index on %I (camera_id, bucket)', 'coverage_' || level);
  end loop;
end $$;

-- Buckets that must be summed anew, because rows in them were removed or changed by hand. What ingest writes is not
-- told here: the refresh reads it by cursor. Nothing is ever updated here, so that no mark is lost.
create table rollup_dirty (
  id bigint generated always as identity primary key,
  rollup text not null check (rollup in ('observation', 'measurement', 'coverage')),
  -- start of a bucket of the finest level
  bucket timestamptz not null,
  -- camera or sensor
  device_id text not null
);
create index rollup_dirty_next on rollup_dirty (rollup, id);

-- Raw rows from here on are complete; what is older may have been removed and is never summed anew.
create table raw_kept (
  table_name text primary key,
  since timestamptz not null
);

-- The time zone whose days the daily levels count.
create table rollup_zone (
  one boolean primary key default true check (one),
  time_zone text not null
);

create function rollups_keep() returns boolean language sql stable as $$
  select coalesce(current_setting('citywatch.keep_rollups', true), '') = 'on'
$$;

create function dirty_observation() returns trigger language plpgsql as $$
begin
  if rollups_keep() then return null; end if;
  insert into rollup_dirty (rollup, bucket, device_id)
    select distinct 'observation', date_bin('15 minutes', at, '2000-01-01Z'), camera_id from gone;
  if tg_op = 'UPDATE' then
    insert into rollup_dirty (rollup, bucket, device_id)
      select distinct 'observation', date_bin('15 minutes', at, '2000-01-01Z'), camera_id from come;
  end if;
  return null;
end $$;
create trigger rolled_delete after delete on observation
  referencing old table as gone for each statement execute function dirty_observation();
create trigger rolled_update after update on observation
  referencing old table as gone new table as come for each statement execute function dirty_observation();

create function dirty_measurement() returns trigger language plpgsql as $$
begin
  if rollups_keep() then return null; end if;
  insert into rollup_dirty (rollup, bucket, device_id)
    select distinct 'measurement', date_bin('1 hour', at, '2000-01-01Z'), sensor_id from gone;
  if tg_op = 'UPDATE' then
    insert into rollup_dirty (rollup, bucket, device_id)
      select distinct 'measurement', date_bin('1 hour', at, '2000-01-01Z'), sensor_id from come;
  end if;
  return null;
end $$;
create trigger rolled_delete after delete on measurement
  referencing old table as gone for each statement execute function dirty_measurement();
create trigger rolled_update after update on measurement
  referencing old table as gone new table as come for each statement execute function dirty_measurement();

-- A minute of coverage is written in pieces: each write gives it a new place in the order of changes.
create sequence coverage_change;
alter table coverage
  add column xid xid8 not null default pg_current_xact_id(),
  add column change bigint not null default nextval('coverage_change');
create index coverage_cursor on coverage (xid, change);
create function place_coverage() returns trigger language plpgsql as $$
begin
  new.xid = pg_current_xact_id();
  new.change = nextval('coverage_change');
  return new;
end $$;
create trigger place before update on coverage for each row execute function place_coverage();

create function dirty_coverage() returns trigger language plpgsql as $$
begin
  if rollups_keep() then return null; end if;
  insert into rollup_dirty (rollup, bucket, device_id)
    select distinct 'coverage', date_bin('1 hour', minute, '2000-01-01Z'), camera_id from gone;
  return null;
end $$;
create trigger rolled_delete after delete on coverage
  referencing old table as gone for each statement execute function dirty_coverage();

-- What a sum is of (kind, camera, zone, class, direction, area) is written down once, as a series; sums bear its number.
-- In a year of hours and quarters the words took four fifths of the room. What reads sums reads views that look as the
-- tables did. Series are never removed: sums are kept for ever.

create table observation_series (
  id int generated always as identity primary key,
  kind text not null,
  camera_id text not null,
  zone_id text,
  class text,
  direction text,
  area_id text,
  unique nulls not distinct (camera_id, kind, zone_id, class, direction, area_id)
);
create index on observation_series (zone_id);

create table presence_series (
  id int generated always as identity primary key,
  camera_id text not null,
  zone_id text,
  class text,
  area_id text,
  unique nulls not distinct (camera_id, zone_id, class, area_id)
);
create index on presence_series (zone_id);

create table movement_series (
  id int generated always as identity primary key,
  camera_id text not null,
  from_zone_id text not null,
  from_direction text,
  zone_id text not null,
  direction text,
  class text,
  area_id text,
  unique nulls not distinct (camera_id, from_zone_id, from_direction, zone_id, direction, class, area_id)
);

create table observation_15min_packed (
  bucket timestamptz not null,
  count bigint not null,
  valued bigint not null,
  series int not null,
  value_sum numeric not null,
  value_min double precision,
  value_max double precision,
  primary key (series, bucket)
);
create index on observation_15min_packed (bucket);
create table observation_hourly_packed (like observation_15min_packed including all);
create table observation_daily_packed (like observation_15min_packed including all);
create table observation_monthly_packed (like observation_15min_packed including all);

create table value_hourly_packed (
  bucket timestamptz not null,
  count bigint not null,
  series int not null,
  bin int not null,
  primary key (series, bucket, bin)
);
create index on value_hourly_packed (bucket);
create table value_daily_packed (like value_hourly_packed including all);

create table presence_15min_packed (
  bucket timestamptz not null,
  quarters bigint not null,
  series int not null,
  seconds numeric not null,
  primary key (series, bucket)
);
create index on presence_15min_packed (bucket);
create table presence_hourly_packed (like presence_15min_packed including all);
create table presence_daily_packed (like presence_15min_packed including all);

create table movement_hourly_packed (
  bucket timestamptz not null,
  count bigint not null,
  series int not null,
  seconds numeric not null,
  primary key (series, bucket)
);
create index on movement_hourly_packed (bucket);
create table movement_daily_packed (like movement_hourly_packed including all);

-- What is summed already moves over; then each table gives its name to the view.
do $$
declare
  observed constant text := 'kind, camera_id, zone_id, class, direction, area_id';
  present constant text := 'camera_id, zone_id, class, area_id';
  moved constant text := 'camera_id, from_zone_id, from_direction, zone_id, direction, class, area_id';
  summed constant text := 'count, valued, value_sum, value_min, value_max';
  one record;
  name text;
begin
  foreach name in array array['15min', 'hourly', 'daily'] loop
    execute format('drop view %I', 'crossing_' || name);
  end loop;
  for one in
    select * from (values
      ('observation_15min', 'observation_series', observed, '', summed),
      ('observation_hourly', 'observation_series', observed, '', summed),
      ('observation_daily', 'observation_series', observed, '', summed),
      ('observation_monthly', 'observation_series', observed, '', summed),
      ('value_hourly', 'observation_series', observed, ', bin', 'count'),
      ('value_daily', 'observation_series', observed, ', bin', 'count'),
      ('presence_15min', 'presence_series', present, '', 'quarters, seconds'),
      ('presence_hourly', 'presence_series', present, '', 'quarters, seconds'),
      ('presence_daily', 'presence_series', present, '', 'quarters, seconds'),
      ('movement_hourly', 'movement_series', moved, '', 'count, seconds'),
      ('movement_daily', 'movement_series', moved, '', 'count, seconds')) t(level, series, groups, more, measures)
  loop
    execute format('insert into %I (%s) select distinct %s from %I on conflict do nothing', one.series, one.groups, one.groups, one.level);
    execute format('insert into %I (bucket, series%s, %s) select bucket, s.id%s, %s from %I t join %I s on %s',
      one.level || '_packed', one.more, one.measures, one.more, one.measures, one.level, one.series,
      (select string_agg(format('coalesce(t.%1$I, '''') = coalesce(s.%1$I, '''') and (t.%1$I is null) = (s.%1$I is null)', g), ' and ')
         from unnest(string_to_array(one.groups, ', ')) g));
    execute format('drop table %I', one.level);
    execute format('create view %I as select bucket, %s%s, %s from %I join %I s on s.id = series',
      one.level, one.groups, one.more, one.measures, one.level || '_packed', one.series);
  end loop;
  foreach name in array array['15min', 'hourly', 'daily'] loop
    execute format('create view %I as select bucket, camera_id, zone_id, class, direction, area_id, count
                      from %I where kind = ''crossed''', 'crossing_' || name, 'observation_' || name);
  end loop;
end $$;

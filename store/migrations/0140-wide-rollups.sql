-- Sums for questions about much at once: years of single lines by months, the hours of the whole city, and cameras as a
-- whole for the map. Kept by the same refresh as the others (0021, 0101).

create table observation_monthly (like observation_daily including all);

create table observation_city_hourly (
  bucket timestamptz not null,
  kind text not null,
  class text,
  direction text,
  count bigint not null,
  valued bigint not null,
  value_sum numeric not null,
  value_min double precision,
  value_max double precision,
  unique nulls not distinct (bucket, kind, class, direction)
);

create table observation_camera_hourly (
  bucket timestamptz not null,
  kind text not null,
  camera_id text not null,
  area_id text,
  count bigint not null,
  valued bigint not null,
  value_sum numeric not null,
  value_min double precision,
  value_max double precision,
  unique nulls not distinct (bucket, kind, camera_id, area_id)
);
-- Days of the city's time zone.
create table observation_camera_daily (like observation_camera_hourly including all);
create index on observation_camera_hourly (camera_id, bucket);
create index on observation_camera_daily (camera_id, bucket);

create table value_city_hourly (
  bucket timestamptz not null,
  kind text not null,
  bin int not null,
  count bigint not null,
  unique (bucket, kind, bin)
);
-- Days of the city's time zone.
create table value_city_daily (like value_city_hourly including all);

-- Of what is summed already.
insert into observation_monthly (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum, value_min, value_max)
  select date_trunc('month', bucket, (select time_zone from rollup_zone)), kind, camera_id, zone_id, class, direction, area_id,
         sum(count), sum(valued), sum(value_sum), min(value_min), max(value_max)
    from observation_daily group by 1, 2, 3, 4, 5, 6, 7;
insert into observation_city_hourly
  select bucket, kind, class, direction, sum(count), sum(valued), sum(value_sum), min(value_min), max(value_max)
    from observation_area_hourly group by 1, 2, 3, 4;
insert into observation_camera_hourly
  select bucket, kind, camera_id, area_id, sum(count), sum(valued), sum(value_sum), min(value_min), max(value_max)
    from observation_hourly group by 1, 2, 3, 4;
insert into observation_camera_daily
  select bucket, kind, camera_id, area_id, sum(count), sum(valued), sum(value_sum), min(value_min), max(value_max)
    from observation_daily group by 1, 2, 3, 4;
insert into value_city_hourly select bucket, kind, bin, sum(count) from value_hourly group by 1, 2, 3;
insert into value_city_daily select bucket, kind, bin, sum(count) from value_daily group by 1, 2, 3;

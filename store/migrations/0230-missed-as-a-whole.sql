-- What was missed of all classes together: what a planner's page asks for first, and what of a year is else added up from
-- hundreds of thousands of rows. Variances of classes do not add up within a day, so these are levels of their own.

-- By which passenger-car units the levels below are weighed; while that is not done, they are not to be read.
create table missed_weights (
  one boolean primary key default true check (one),
  car_units jsonb,
  done boolean not null default false
);
insert into missed_weights default values;

-- Areas: sums of `missed_area_hourly` over classes and directions; `units` are weighed once, `units_squared` twice.
create table missed_whole_hourly (
  kind text not null,
  bucket timestamptz not null,
  area_id text,
  missed double precision not null,
  rate_sd double precision not null,
  units double precision not null,
  units_squared double precision not null,
  units_sd double precision not null,
  unique nulls not distinct (kind, bucket, area_id)
);
-- Days of the city's time zone, of `missed_area_daily`.
create table missed_whole_daily (like missed_whole_hourly including all);

-- Ways over lines, by months of the city's calendar: of `missed_daily`, the squares of whose days are added up.
create table missed_way_monthly (
  kind text not null,
  bucket timestamptz not null,
  camera_id text not null,
  zone_id text,
  direction text,
  area_id text,
  missed double precision not null,
  sd_squared double precision not null,
  units double precision not null,
  units_squared double precision not null,
  units_sd_squared double precision not null,
  unique nulls not distinct (kind, bucket, camera_id, zone_id, direction, area_id)
);
create index on missed_way_monthly (camera_id, bucket);
-- Days on which a camera changed its area are not in the months: it errs the same way in both, whichever are asked for.
create table missed_parted_day (
  camera_id text not null,
  bucket timestamptz not null,
  primary key (camera_id, bucket)
);

-- How alike days are across the cameras of a city, and at what level traffic is: so that sums over cameras that were dark
-- together say how unsure they are, and the last days are compared with earlier weeks as they would be now (ADR 300).

-- What each camera counted on whole days of the city's calendar of which nine tenths were watched, as if all had been.
create table camera_day (
  day date not null,
  kind text not null,
  camera_id text not null,
  count double precision not null,
  primary key (day, kind, camera_id)
);

-- What cameras had in common on a day: products of what pairs of them were off by from the same weekday a week before and
-- after, and what these products would be if all were off by the whole of what is usual.
create table day_likeness (
  day date not null,
  kind text not null,
  shared double precision not null,
  usual double precision not null,
  primary key (day, kind)
);

-- Of `rate_sd`, what is off in the same proportion at all cameras: it adds up whole over cameras within a day, too.
-- `rate_sd` stays the whole of it. Nothing is in common in what was told before, until it is told anew.
alter table missed_hourly add column common_sd double precision not null default 0;
alter table missed_daily add column common_sd double precision not null default 0;
alter table missed_area_hourly add column common_sd double precision not null default 0;
alter table missed_area_daily add column common_sd double precision not null default 0;
alter table missed_whole_hourly add column common_sd double precision not null default 0,
  add column units_common_sd double precision not null default 0;
alter table missed_whole_daily add column common_sd double precision not null default 0,
  add column units_common_sd double precision not null default 0;

-- Since which day gaps are told like this; null: none yet.
alter table gap_account add column alike_from timestamptz;

-- What is usual in each hour of the week at each line and zone, learned from the hourly sums of the last weeks.

-- Hours that tell what is usual: those in which the camera was in service and watched, holidays left out.
create table usual_watched (
  zone_id text not null,
  -- 0: Monday 00:00 … 167: Sunday 23:00, by the clock of the city
  slot int not null check (slot between 0 and 167),
  -- area the camera stood in last
  area_id text,
  weeks int not null,
  primary key (slot, zone_id)
);
create index usual_watched_zone on usual_watched (zone_id);

-- Of what was never counted in a slot there is no row: nothing is usual then.
create table usual_count (
  zone_id text not null,
  slot int not null check (slot between 0 and 167),
  kind text not null,
  -- '': all classes together
  class text not null,
  -- median
  usual double precision not null,
  -- nine of ten hours lie between
  low double precision not null,
  high double precision not null,
  -- median distance from the median × 1.4826: the standard deviation, were the hours normally distributed
  spread double precision not null,
  primary key (slot, zone_id, kind, class)
);
create index usual_count_zone on usual_count (zone_id, kind, class);

-- Up to which hour the usual is learned, and by which calendar.
create table usual_account (
  one boolean primary key default true check (one),
  until timestamptz not null,
  calendar jsonb not null,
  -- whole hours before this moment were compared with the usual; null: none yet
  looked_until timestamptz
);

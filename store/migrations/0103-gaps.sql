-- What was not watched, and what was missed by that: the account that every figure of the past carries.

-- When each camera was in service, in which area: what it did not see then, it missed.
create table service_span (
  camera_id text not null,
  area_id text,
  from_at timestamptz not null,
  -- null: still
  to_at timestamptz check (to_at > from_at)
);
create index service_span_camera on service_span (camera_id);
create unique index service_span_open on service_span (camera_id) where to_at is null;

create function keep_service_span() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.enabled = old.enabled and new.area_id is not distinct from old.area_id then return null; end if;
  if tg_op <> 'INSERT' then
    -- Opened in this very transaction: it was never in service like that.
    delete from service_span where camera_id = old.id and to_at is null and from_at >= now();
    update service_span set to_at = now() where camera_id = old.id and to_at is null;
  end if;
  if tg_op <> 'DELETE' and new.enabled then
    insert into service_span (camera_id, area_id, from_at) values (new.id, new.area_id, now());
  end if;
  return null;
end $$;
create trigger keep_service after insert or update or delete on camera for each row execute function keep_service_span();

insert into service_span (camera_id, area_id, from_at)
  select id, area_id, least(changed_at, (select min(bucket) from coverage_daily c where c.camera_id = camera.id))
    from camera where enabled;

-- Hours in which a camera in service was not watched all the time.
create table gap_hourly (
  bucket timestamptz not null,
  camera_id text not null,
  area_id text,
  -- minutes it was in service, and of those the minutes watched
  in_service double precision not null,
  watched double precision not null,
  -- whether there were comparable hours to tell what was missed
  known boolean not null,
  primary key (bucket, camera_id)
);
create index gap_hourly_camera on gap_hourly (camera_id, bucket);

-- What was probably missed in such hours. The variance of a sum is the sum of `missed` (chance) plus, for each camera and
-- day, the square of the sum of `rate_sd` (how well the usual is known: errs the same way all day).
create table missed_hourly (
  bucket timestamptz not null,
  kind text not null,
  camera_id text not null,
  zone_id text,
  class text,
  direction text,
  area_id text,
  missed double precision not null,
  rate_sd double precision not null,
  unique nulls not distinct (bucket, kind, camera_id, zone_id, class, direction, area_id)
);
-- Days of the city's time zone.
create table missed_daily (like missed_hourly including all);
-- Areas as a whole: `rate_sd` is that of all their cameras together.
create table missed_area_hourly (
  bucket timestamptz not null,
  kind text not null,
  class text,
  direction text,
  area_id text,
  missed double precision not null,
  rate_sd double precision not null,
  unique nulls not distinct (bucket, kind, class, direction, area_id)
);
create table missed_area_daily (like missed_area_hourly including all);
create index on missed_hourly (camera_id, bucket);
create index on missed_daily (camera_id, bucket);

-- Until when gaps are accounted for, and since when all of them were told anew.
create table gap_account (
  one boolean primary key default true check (one),
  until timestamptz not null,
  renewed_at timestamptz not null
);

-- The weekday a day counts as: holidays are Sundays.
create function weekday_of(day date, holidays date[]) returns int language sql immutable parallel safe as $$
  select case when day = any (holidays) then 7 else extract(isodow from day)::int end
$$;

-- What a history needs of places: the name something had when it was there, and since when and until when it was in use.

-- Cameras, sensors, zones and lines by the name they have or last had: counts outlive the thing that counted.
create table known_place (
  kind text not null check (kind in ('camera', 'sensor', 'zone', 'line')),
  id text not null,
  name text not null,
  camera_id text,
  lat double precision,
  lon double precision,
  area_id text,
  first_at timestamptz not null default now(),
  gone_at timestamptz,
  primary key (kind, id)
);
create index known_place_id on known_place (id);

create function know_place(place_kind text, place_id text, place_name text, of_camera text,
                           place_lat double precision, place_lon double precision, place_area text)
returns void language sql as $$
  insert into known_place (kind, id, name, camera_id, lat, lon, area_id)
    values (place_kind, place_id, place_name, of_camera, place_lat, place_lon, place_area)
  on conflict (kind, id) do update set name = excluded.name, camera_id = excluded.camera_id, lat = excluded.lat,
    lon = excluded.lon, area_id = excluded.area_id, gone_at = null
$$;

create function know_camera() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    update known_place set gone_at = now() where kind = 'camera' and id = old.id;
  else
    perform know_place('camera', new.id, new.name, null, new.lat, new.lon, new.area_id);
  end if;
  return null;
end $$;
create trigger know after insert or update or delete on camera for each row execute function know_camera();

create function know_sensor() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    update known_place set gone_at = now() where kind = 'sensor' and id = old.id;
  else
    perform know_place('sensor', new.id, new.name, null, new.lat, new.lon, new.area_id);
  end if;
  return null;
end $$;
create trigger know after insert or update or delete on sensor for each row execute function know_sensor();

-- A zone stands where its camera stands.
create function know_zone() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    update known_place set gone_at = now() where kind in ('zone', 'line') and id = old.id;
  else
    update known_place set gone_at = now()
      where id = new.id and kind in ('zone', 'line') and kind <> new.shape->>'kind' and gone_at is null;
    perform know_place(new.shape->>'kind', new.id, new.name, new.camera_id, null, null, null);
  end if;
  return null;
end $$;
create trigger know after insert or update or delete on zone for each row execute function know_zone();

insert into known_place (kind, id, name, lat, lon, area_id, first_at)
  select 'camera', id, name, lat, lon, area_id, changed_at from camera;
insert into known_place (kind, id, name, lat, lon, area_id, first_at)
  select 'sensor', id, name, lat, lon, area_id, changed_at from sensor;
insert into known_place (kind, id, name, camera_id, first_at)
  select shape->>'kind', id, name, camera_id, changed_at from zone;

-- Data that were made up (a demo's history): whatever shows them says so. No device: all of them.
create table simulated_span (
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at > from_at),
  device_id text
);

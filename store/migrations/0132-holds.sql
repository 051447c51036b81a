-- What belongs to a case is kept, whatever its age: an alert, or a time at places.
create table hold (
  id bigint generated always as identity primary key,
  -- null: a time at places
  alert_id bigint references alert,
  -- of a time at places; an alert's follow from the alert
  camera_ids text[] not null default '{}',
  sensor_ids text[] not null default '{}',
  -- the areas that were named; their devices stand above
  area_ids text[] not null default '{}',
  from_at timestamptz,
  to_at timestamptz check (to_at > from_at),
  reason text not null,
  put_by text not null,
  put_at timestamptz not null default now(),
  lifted_by text,
  lifted_at timestamptz,
  lift_reason text,
  check (alert_id is not null or (from_at is not null and to_at is not null)),
  check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lift_reason is null))
);
create index hold_alert on hold (alert_id);
create unique index hold_one on hold (alert_id) where lifted_at is null and alert_id is not null;

-- What is held now: an alert's device from ten minutes before it began to ten minutes after it last happened.
create view held as
  select h.id, h.alert_id,
         case when a.id is null then h.camera_ids when a.device_kind = 'camera' then array[a.device_id] else '{}' end as camera_ids,
         case when a.id is null then h.sensor_ids when a.device_kind = 'sensor' then array[a.device_id] else '{}' end as sensor_ids,
         case when a.id is null then h.from_at else a.captured_at - interval '10 minutes' end as from_at,
         case when a.id is null then h.to_at else greatest(a.last_at, a.cleared_at, a.captured_at) + interval '10 minutes' end as to_at
    from hold h left join alert a on a.id = h.alert_id
   where h.lifted_at is null;

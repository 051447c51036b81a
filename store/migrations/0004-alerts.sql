-- What was judged. Raised by analytics in the transaction that moves its cursor; changed by people through the gateway.

create sequence alert_change;

create table alert (
  id bigint generated always as identity primary key,
  version int not null default 1,
  rule_id text not null,
  rule_version int not null,
  rule_name text not null,
  condition jsonb not null,
  severity text not null,
  state text not null default 'raised'
    check (state in ('raised', 'acknowledged', 'dispatched', 'on-scene', 'resolved', 'false-alarm')),
  device_kind text not null,
  device_id text not null,
  device_name text not null,
  zone_id text,
  zone_name text,
  area_id text,
  lat double precision,
  lon double precision,
  class text,
  box real[],
  value double precision,
  unit text,
  -- one active alert per rule and place
  place_key text not null,
  -- the fact that raised it, and the last that repeated it
  source_key text not null,
  count int not null default 1,
  last_at timestamptz not null,
  cleared_at timestamptz,
  assignee jsonb,
  deadline_at timestamptz,
  captured_at timestamptz not null,
  received_at timestamptz,
  perceived_at timestamptz,
  raised_at timestamptz not null default now(),
  pushed_at timestamptz,
  shown_at timestamptz,
  acknowledged_at timestamptz,
  resolved_at timestamptz,
  -- feed: where the newest change stands
  changed_xid xid8 not null default pg_current_xact_id(),
  changed_seq bigint not null default nextval('alert_change'),
  foreign key (rule_id, rule_version) references rule (id, version)
);
create unique index alert_one_active on alert (rule_id, place_key)
  where state in ('raised', 'acknowledged', 'dispatched', 'on-scene');
create index alert_feed on alert (changed_xid, changed_seq);
create index alert_raised_at on alert (raised_at desc);
create index alert_area on alert (area_id, raised_at desc);

create table alert_step (
  id bigint generated always as identity primary key,
  alert_id bigint not null references alert on delete cascade,
  kind text not null,
  at timestamptz not null default now(),
  by text,
  text text,
  assignee jsonb,
  deadline_at timestamptz,
  xid xid8 not null default pg_current_xact_id()
);
create index alert_step_alert on alert_step (alert_id, id);
create index alert_step_feed on alert_step (xid, id);

create table evidence (
  alert_id bigint not null references alert on delete cascade,
  kind text not null check (kind in ('snapshot', 'clip')),
  at timestamptz not null,
  mime text not null,
  sha256 bytea not null,
  content bytea not null,
  primary key (alert_id, kind)
);

-- Where each reader of facts stands, and what it must remember between facts (pending holds, hysteresis).
create table reader (
  name text primary key,
  xid xid8 not null default '0',
  id bigint not null default 0,
  moved_at timestamptz not null default now()
);
create table rule_state (
  rule_id text not null,
  place_key text not null,
  state jsonb not null,
  changed_at timestamptz not null default now(),
  primary key (rule_id, place_key)
);

-- Every settings change wakes whoever keeps a copy.
create function announce_settings() returns trigger language plpgsql as $$
begin
  perform pg_notify('settings', tg_table_name);
  return null;
end $$;
create trigger announce after insert or update or delete on area for each statement execute function announce_settings();
create trigger announce after insert or update or delete on agent for each statement execute function announce_settings();
create trigger announce after insert or update or delete on camera for each statement execute function announce_settings();
create trigger announce after insert or update or delete on sensor for each statement execute function announce_settings();
create trigger announce after insert or update or delete on zone for each statement execute function announce_settings();
create trigger announce after insert or update or delete on rule for each statement execute function announce_settings();

-- What was seen and measured. Written by ingest only, in batches.
-- Each row carries the transaction that wrote it: a reader's cursor (xid, id) never passes the oldest transaction still
-- open (pg_snapshot_xmin), because order of numbers is not order of commits.

create table measurement (
  at timestamptz not null,
  sensor_id text not null,
  value double precision not null,
  quality text not null default 'good',
  area_id text,
  received_at timestamptz not null default now(),
  xid xid8 not null default pg_current_xact_id(),
  id bigint generated always as identity,
  primary key (sensor_id, at)
);

create table observation (
  at timestamptz not null,
  id bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  kind text not null,
  camera_id text not null,
  area_id text,
  zone_id text,
  track_id text,
  class text,
  direction text,
  value double precision,
  uncertainty double precision,
  score real,
  -- x, y, w, h as fractions of the picture
  box real[],
  received_at timestamptz not null,
  perceived_at timestamptz not null,
  -- what makes an observation the same one when it is written again
  natural_key text not null,
  primary key (natural_key, at)
);

create table track (
  first_at timestamptz not null,
  last_at timestamptz not null,
  track_id text not null,
  camera_id text not null,
  area_id text,
  class text not null,
  score real not null,
  looks int not null,
  -- [[ms after first_at, x, y], …], thinned
  path jsonb not null,
  primary key (track_id, first_at)
);

create table coverage (
  minute timestamptz not null,
  camera_id text not null,
  area_id text,
  -- the agent's account of the minute
  expected int not null default 0,
  decoded int not null default 0,
  quiet int not null default 0,
  sent int not null default 0,
  dropped_edge jsonb not null default '{}',
  -- ingest's
  received int not null default 0,
  looked int not null default 0,
  dropped jsonb not null default '{}',
  primary key (camera_id, minute)
);

create table health_event (
  at timestamptz not null,
  id bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  device_kind text not null check (device_kind in ('camera', 'agent', 'sensor')),
  device_id text not null,
  area_id text,
  condition text not null,
  fault text,
  primary key (device_kind, device_id, at, condition)
);

-- Pictures belonging to observations, kept for a short time; those of alerts are copied to evidence.
create table snapshot (
  at timestamptz not null,
  camera_id text not null,
  width int not null,
  height int not null,
  jpeg bytea not null,
  primary key (camera_id, at)
);

-- How each device is now. One row a device, replaced.
create table device_state (
  device_kind text not null check (device_kind in ('camera', 'agent', 'sensor')),
  device_id text not null,
  -- when ingest last heard of it, by ingest's clock
  heard_at timestamptz not null,
  -- camera: condition, fault, since, fps, lastFrameAt, width, height · agent: state, heartbeat · sensor: value, at, quality
  state jsonb not null,
  xid xid8 not null default pg_current_xact_id(),
  primary key (device_kind, device_id)
);
create index device_state_xid on device_state (xid);

-- Each agent's numbered readings: everything up to `up_to` of `epoch` is committed or refused for good.
create table readings_stored (
  agent_id text not null,
  epoch text not null,
  up_to bigint not null,
  stored_at timestamptz not null default now(),
  primary key (agent_id, epoch)
);

-- Devices that talk but are not registered, and refusals by reason: nothing is dropped silently.
create table refusal (
  source text not null,
  reason text not null,
  count bigint not null default 0,
  last_at timestamptz not null default now(),
  last_detail text,
  primary key (source, reason)
);

create index observation_cursor on observation (xid, id);
create index observation_camera on observation (camera_id, at desc);
create index observation_zone on observation (zone_id, at desc);
create index measurement_cursor on measurement (xid, id);
create index health_event_cursor on health_event (xid, id);
create index track_camera on track (camera_id, first_at desc);

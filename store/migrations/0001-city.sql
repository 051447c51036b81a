-- People, places and devices.

create table area (
  id text not null,
  kind text not null check (kind in ('country', 'province', 'city', 'ward')),
  name_vi text not null,
  name_en text not null,
  parent_id text,
  valid_from timestamptz not null,
  valid_to timestamptz check (valid_to > valid_from),
  outline jsonb,
  primary key (id, valid_from)
);

create table account (
  username text primary key check (username ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name text not null,
  role text not null check (role in ('operator', 'police', 'planner', 'admin')),
  -- null: the whole city
  area_ids text[],
  -- scrypt, in the form scrypt$N$r$p$salt$hash (base64url)
  password_hash text not null,
  locale text not null default 'vi' check (locale in ('vi', 'en')),
  failed_tries int not null default 0,
  locked_until timestamptz,
  enabled boolean not null default true,
  created_at timestamptz not null default now()
);

create table session (
  -- sha256 of the cookie's value: a stolen table opens no door
  token_hash bytea primary key,
  username text not null references account on delete cascade,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_username on session (username);

create table agent (
  id text primary key,
  name text not null,
  -- sha256 of the token the agent presents to ingest and gateway
  token_hash bytea not null,
  created_at timestamptz not null default now()
);

create table camera (
  id text primary key,
  agent_id text not null references agent,
  name text not null,
  url text not null,
  lat double precision not null,
  lon double precision not null,
  heading_deg real not null,
  field_of_view_deg real not null,
  range_m real not null,
  sample_fps real not null,
  priority text not null check (priority in ('low', 'normal', 'high')),
  masks jsonb not null default '[]',
  enabled boolean not null default true,
  area_id text,
  changed_at timestamptz not null default now()
);

create table sensor (
  id text primary key,
  agent_id text references agent,
  name text not null,
  quantity text not null,
  unit text not null,
  lat double precision not null,
  lon double precision not null,
  url text,
  every_s real not null,
  plausible_min double precision,
  plausible_max double precision,
  enabled boolean not null default true,
  area_id text,
  changed_at timestamptz not null default now()
);

create table zone (
  id text primary key,
  camera_id text not null references camera on delete cascade,
  name text not null,
  shape jsonb not null,
  changed_at timestamptz not null default now()
);
create index zone_camera on zone (camera_id);

-- Every version of a rule is kept: an alert names the one that raised it. The highest version is the rule as it is now.
create table rule (
  id text not null,
  version int not null,
  name text not null,
  severity text not null check (severity in ('info', 'warning', 'critical')),
  condition jsonb not null,
  hours jsonb,
  enabled boolean not null,
  deleted boolean not null default false,
  changed_by text,
  changed_at timestamptz not null default now(),
  primary key (id, version)
);

create view rule_now as
  select distinct on (id) * from rule order by id, version desc;

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  username text,
  action text not null,
  subject text,
  detail jsonb not null default '{}',
  address text
);
create index audit_at on audit (at desc);

create table setting (
  key text primary key,
  value jsonb not null,
  changed_at timestamptz not null default now()
);

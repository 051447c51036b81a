-- What agents were asked to send: clips of alerts, stills of cameras. Each request has a token of its own.
create table upload_request (
  request_id text primary key,
  kind text not null check (kind in ('clip', 'still')),
  -- sha256 of the token the agent presents with its answer
  token_hash bytea not null,
  camera_id text not null,
  alert_id bigint references alert on delete cascade,
  from_at timestamptz,
  to_at timestamptz,
  asked_at timestamptz not null,
  tries int not null default 1,
  answered_at timestamptz,
  -- why the agent has nothing to send
  refusal text,
  -- of a still, until it was fetched; clips become evidence
  content bytea,
  check ((kind = 'clip') = (alert_id is not null))
);
-- One clip an alert, however many gateways look.
create unique index upload_request_clip on upload_request (alert_id) where kind = 'clip';
create index upload_request_asked_at on upload_request (asked_at);

-- Pictures and films do not shrink; uncompressed, a part can be read without the rest.
alter table evidence alter column content set storage external;

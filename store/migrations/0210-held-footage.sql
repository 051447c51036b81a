-- Video of what is held for a case, copied from the agents' disks minute by minute.
create table held_footage (
  id bigint generated always as identity primary key,
  hold_id bigint not null references hold,
  camera_id text not null,
  -- the minute, as the agent is asked for it
  from_at timestamptz not null,
  -- gone: nobody has it any more; failed: the agent has it and could not bring it
  state text not null default 'waiting' check (state in ('waiting', 'stored', 'gone', 'failed')),
  tries int not null default 0,
  asked_at timestamptz,
  settled_at timestamptz,
  -- why it is not there
  reason text,
  -- when the first picture was taken, as the agent says
  taken_from timestamptz,
  sha256 bytea,
  content bytea,
  unique (hold_id, camera_id, from_at),
  check ((state = 'stored') = (content is not null))
);
alter table held_footage alter column content set storage external;
create index held_footage_waiting on held_footage (camera_id, id) where state = 'waiting';

-- Minutes before this moment are ordered; null: none yet.
alter table hold add column footage_until timestamptz;

alter table upload_request drop constraint upload_request_kind_check;
alter table upload_request add column held_id bigint references held_footage on delete cascade;
alter table upload_request add constraint upload_request_kind_check
  check (kind in ('clip', 'still', 'held') and (kind = 'held') = (held_id is not null));
create index upload_request_held on upload_request (held_id) where held_id is not null;

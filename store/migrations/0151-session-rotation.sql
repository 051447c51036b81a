-- A session changes its token now and then, so that a stolen one is soon worth nothing. It is known by its number meanwhile.
alter table session
  add column id bigint generated always as identity unique,
  add column rotated_at timestamptz not null default now(),
  -- The token before: good until the new one has been used, and a little longer for requests that were on their way.
  add column previous_hash bytea,
  add column previous_until timestamptz;
create unique index session_previous on session (previous_hash);

create or replace function announce_session_end() returns trigger language plpgsql as $$
begin
  perform pg_notify('session', old.id::text);
  return null;
end $$;

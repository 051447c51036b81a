-- Rules that are tried on what was seen: asked for by gateways, judged by analytics, taken by the gateway that shows it.
create table rule_trial (
  id uuid primary key,
  username text not null references account on delete cascade,
  -- what the one who asked may see; null: the whole city
  area_ids text[],
  rule jsonb not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  asked_at timestamptz not null default now(),
  -- when whoever judges it last said so; nobody for a while: somebody else takes it up
  heard_at timestamptz,
  progress real not null default 0,
  finished_at timestamptz,
  -- null when it failed
  result jsonb
);
create index rule_trial_waiting on rule_trial (asked_at) where finished_at is null;

create function announce_trial() returns trigger language plpgsql as $$
begin
  perform pg_notify('trial', '');
  return null;
end $$;
create trigger announce after insert on rule_trial for each statement execute function announce_trial();

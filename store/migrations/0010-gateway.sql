-- What the gateway needs: who an alert was handed to, tries at signing in, and word of every change.

-- `ward:{area}` and `account:{username}` of everybody the alert was ever handed to: they may see it from then on.
alter table alert add column handed_to text[] not null default '{}';
create index alert_handed_to on alert using gin (handed_to);
create index alert_device on alert (device_id, raised_at desc);

-- Failed tries at signing in, for names (existing or not: no difference must show) and addresses.
create table sign_in_try (
  -- `account:{name}` or `address:{ip}`
  key text primary key,
  failed int not null,
  last_at timestamptz not null,
  locked_until timestamptz
);
alter table account drop column failed_tries, drop column locked_until;

-- The areas of an account with everything below them, in all their versions; null stays null: the whole city.
create function area_and_below(ids text[]) returns text[] language sql stable as $$
  with recursive mine(id) as (
    select unnest(ids) union select area.id from area join mine on area.parent_id = mine.id
  )
  select case when ids is null then null else coalesce(array_agg(id), '{}') end from mine
$$;

-- Every change an alert's readers must hear of gets a new `changed_seq`; whoever sets it wakes them.
create function announce_alert() returns trigger language plpgsql as $$
begin
  perform pg_notify('alert', '');
  return null;
end $$;
create trigger announce after insert or update of changed_seq on alert
  for each statement execute function announce_alert();

create trigger announce after insert or update or delete on setting
  for each statement execute function announce_settings();

-- Whoever holds sockets of an account or session closes them at once.
create function announce_account() returns trigger language plpgsql as $$
begin
  perform pg_notify('account', old.username);
  return null;
end $$;
create trigger announce after update of role, area_ids, enabled, password_hash or delete on account
  for each row execute function announce_account();

create function announce_session_end() returns trigger language plpgsql as $$
begin
  perform pg_notify('session', encode(old.token_hash, 'hex'));
  return null;
end $$;
create trigger announce after delete on session
  for each row execute function announce_session_end();

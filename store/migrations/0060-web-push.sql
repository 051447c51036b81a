-- Alerts told to browsers whose console is closed (web push, RFC 8030).

-- The city's key pair (P-256, VAPID), made by the first gateway that offers push, and how far the steps of alerts have been
-- turned into messages.
create table push_service (
  one boolean primary key default true check (one),
  public_key bytea not null,
  private_key bytea not null,
  xid xid8 not null default pg_current_xact_id(),
  step_id bigint not null default 0
);

create table push_subscription (
  id bigint generated always as identity primary key,
  endpoint text not null unique,
  p256dh bytea not null check (octet_length(p256dh) = 65),
  auth bytea not null check (octet_length(auth) = 16),
  username text not null references account on delete cascade,
  least_severity text not null check (least_severity in ('info', 'warning', 'critical')),
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
create index push_subscription_username on push_subscription (username);

-- What is still to be sent. A step is told to a browser once, however many gateways there are.
create table push_message (
  id bigint generated always as identity primary key,
  subscription_id bigint not null references push_subscription on delete cascade,
  alert_id bigint not null references alert on delete cascade,
  step_id bigint not null,
  kind text not null check (kind in ('raised', 'escalated', 'dispatched')),
  tries int not null default 0,
  made_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  unique (subscription_id, step_id)
);
create index push_message_due on push_message (due_at);

-- A stolen phone: whoever signs out everywhere, gets a new password or is switched off is told nothing more.
create function forget_push() returns trigger language plpgsql as $$
begin
  delete from push_subscription where username = old.username;
  return null;
end $$;
create trigger forget_push after update of password_hash, enabled on account
  for each row when (old.password_hash is distinct from new.password_hash or not new.enabled)
  execute function forget_push();

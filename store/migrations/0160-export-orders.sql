-- Files that consoles ordered: each is fetched once, by the session that ordered it. How far it is and whether it is still wanted
-- stands here, so that any gateway can be asked.
create table export_order (
  id uuid primary key default gen_random_uuid(),
  username text not null,
  -- the session that ordered it; its token may change meanwhile
  session_id bigint not null,
  kind text not null,
  query jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'cancelled', 'failed')),
  rows int not null default 0,
  -- how much of the period has been read
  share real not null default 0 check (share between 0 and 1),
  ordered_at timestamptz not null default now(),
  -- last sign of life of the gateway that makes it
  worked_at timestamptz
);
create index export_order_username on export_order (username, ordered_at);
create index export_order_ordered_at on export_order (ordered_at);

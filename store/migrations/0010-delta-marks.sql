-- Counters are added to rows in flushes. Each flush is marked here in the same transaction, so that one whose commit
-- was cut off can be tried again without being counted twice.
create table delta_mark (
  writer text primary key,
  number bigint not null,
  at timestamptz not null default now()
);

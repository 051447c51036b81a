-- How each server process is, told by itself every few seconds (contracts: processState).
create table process_state (
  process text not null,
  instance text not null,
  at timestamptz not null default now(),
  state jsonb not null,
  primary key (process, instance)
);

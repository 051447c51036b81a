-- The end of shifts: what was open then, and what the next shift should know.
create table handover (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  -- sign-in names; accounts may go, what they did stays
  by text not null,
  -- the maker's areas; null: the whole city
  area_ids text[],
  note text not null,
  open jsonb not null,
  taken_at timestamptz,
  taken_by text
);
create index handover_at on handover (at desc);

-- Counts that are not as usual become observations: what is usual stands beside what was counted.
alter table observation add column deviation jsonb;

-- Each is told once per place, hour and mark, whichever process looks and however often. Kept for a week.
create table deviation_told (
  hour timestamptz not null,
  zone_id text not null,
  -- '': all classes together
  class text not null,
  what text not null,
  side text not null,
  factor double precision not null,
  at_least int not null,
  primary key (hour, zone_id, class, what, side, factor, at_least)
);

-- Monthly reports: ordered by people or by the schedule, made by whichever gateway takes them, kept as PDF.

create table report (
  id uuid primary key default gen_random_uuid(),
  -- first day of the month in the city's calendar
  month date not null check (extract(day from month) = 1),
  -- null: the whole city
  area_id text,
  language text not null check (language in ('vi', 'en')),
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  share real not null default 0 check (share between 0 and 1),
  ordered_by text,
  ordered_at timestamptz not null default now(),
  -- last sign of life of the gateway that makes it
  worked_at timestamptz,
  tries int not null default 0,
  done_at timestamptz,
  sha256 bytea,
  content bytea
);
create unique index report_open on report (month, coalesce(area_id, ''), language) where state in ('waiting', 'running');
create index report_month on report (month desc, ordered_at desc);


-- Whose areas a report means: those of its month, or today's.
alter table report add column boundaries text not null default 'then' check (boundaries in ('then', 'now'));
drop index report_open;
create unique index report_open on report (month, coalesce(area_id, ''), language, boundaries)
  where state in ('waiting', 'running');

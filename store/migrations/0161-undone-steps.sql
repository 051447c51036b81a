-- A step that was taken back by whoever took it stays in the alert's life, and counts for nothing.
alter table alert_step add column undone boolean not null default false;

-- What judging needs: a reader's turn, so that of two processes only the one that read can move it.
alter table reader add column turn bigint not null default 0;

-- A deadline that passed is told once, whoever looks.
create unique index alert_step_escalated on alert_step (alert_id, deadline_at) where kind = 'escalated';
-- What nobody has acted on yet is looked at each second.
create index alert_waiting on alert (state, raised_at) where state in ('raised', 'dispatched');

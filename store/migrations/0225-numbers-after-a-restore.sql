-- Numbers of transactions belong to one database cluster and begin anew in the next: rows restored from a dump would seem
-- to come from transactions still to be. So the numbers facts carry are the cluster's and a base, which is raised when a
-- restored database starts for the first time (store/transaction-numbers.ts). These two are the only places that know.

create table transaction_base (
  one boolean primary key default true check (one),
  base bigint not null default 0
);
insert into transaction_base default values;

-- The number under which this transaction's facts are written.
create function fact_xid() returns xid8 language sql stable as $$
  select pg_current_xact_id()
$$;
-- Facts with a lower number can no longer be joined by an older transaction that is still open.
create function settled_xid() returns xid8 language sql stable parallel safe as $$
  select pg_snapshot_xmin(pg_current_snapshot())
$$;

alter table measurement alter column xid set default fact_xid();
alter table observation alter column xid set default fact_xid();
alter table health_event alter column xid set default fact_xid();
alter table device_state alter column xid set default fact_xid();
alter table coverage alter column xid set default fact_xid();
alter table alert alter column changed_xid set default fact_xid();
alter table alert_step alter column xid set default fact_xid();
alter table push_service alter column xid set default fact_xid();

create or replace function place_coverage() returns trigger language plpgsql as $$
begin
  new.xid = fact_xid();
  new.change = nextval('coverage_change');
  return new;
end $$;

-- Run only where the TimescaleDB extension is present; elsewhere the same tables are plain.

select create_hypertable('measurement', by_range('at', interval '1 day'), migrate_data => true);
select create_hypertable('observation', by_range('at', interval '1 day'), migrate_data => true);
select create_hypertable('track', by_range('first_at', interval '1 day'), migrate_data => true);
select create_hypertable('coverage', by_range('minute', interval '7 days'), migrate_data => true);
select create_hypertable('health_event', by_range('at', interval '7 days'), migrate_data => true);
select create_hypertable('snapshot', by_range('at', interval '6 hours'), migrate_data => true);

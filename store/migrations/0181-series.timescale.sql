-- Run only where the TimescaleDB extension is present; elsewhere the same tables are plain.

select create_hypertable('observation_15min_packed', by_range('bucket', interval '30 days'), migrate_data => true);
select create_hypertable('observation_hourly_packed', by_range('bucket', interval '90 days'), migrate_data => true);
select create_hypertable('value_hourly_packed', by_range('bucket', interval '90 days'), migrate_data => true);
select create_hypertable('presence_15min_packed', by_range('bucket', interval '30 days'), migrate_data => true);
select create_hypertable('presence_hourly_packed', by_range('bucket', interval '90 days'), migrate_data => true);
select create_hypertable('movement_hourly_packed', by_range('bucket', interval '90 days'), migrate_data => true);

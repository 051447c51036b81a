-- Run only where the TimescaleDB extension is present; elsewhere the same tables are plain.

select create_hypertable('observation_15min', by_range('bucket', interval '30 days'), migrate_data => true);
select create_hypertable('observation_hourly', by_range('bucket', interval '90 days'), migrate_data => true);
select create_hypertable('measurement_hourly', by_range('bucket', interval '90 days'), migrate_data => true);
select create_hypertable('coverage_hourly', by_range('bucket', interval '90 days'), migrate_data => true);

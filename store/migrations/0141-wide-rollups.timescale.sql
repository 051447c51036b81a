-- Run only where the TimescaleDB extension is present; elsewhere the same table is plain.

select create_hypertable('observation_camera_hourly', by_range('bucket', interval '90 days'), migrate_data => true);

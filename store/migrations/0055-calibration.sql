-- Where four points of a camera's picture lie on the ground (contracts: calibration); null: not calibrated.
alter table camera add column calibration jsonb;

/** Statements that make the city; parameters beside each. */
export const CITY = (cameras: number, sensors: number, start: Date): readonly (readonly [string, unknown[]])[] => [
  ["insert into agent (id, name, token_hash) values ('agent', 'Agent', '\\x00')", []],
  [
    `insert into area (id, kind, name_vi, name_en, valid_from)
     select 'ward-' || n, 'ward', 'Phường ' || n, 'Ward ' || n, $1 from generate_series(0, 9) n`,
    [start],
  ],
  [
    `insert into camera (id, agent_id, name, url, lat, lon, heading_deg, field_of_view_deg, range_m, sample_fps, priority, area_id)
     select 'cam-' || n, 'agent', 'Camera ' || n, 'rtsp://127.0.0.1/' || n, 21.3 + n * 0.0005, 105.6, 0, 70, 60, 5, 'normal', 'ward-' || n % 10
     from generate_series(0, $1::int - 1) n`,
    [cameras],
  ],
  [
    `insert into zone (id, camera_id, name, shape)
     select 'line-' || n || '-' || m, 'cam-' || n, 'Line ' || m, '{"kind": "line", "line": {"from": [0.1, 0.5], "to": [0.9, 0.5]}}'::jsonb
     from generate_series(0, $1::int - 1) n, generate_series(0, 3) m
     union all
     select 'zone-' || n, 'cam-' || n, 'Zone', '{"kind": "zone", "polygon": [[0, 0], [1, 0], [1, 1]]}' from generate_series(0, $1::int - 1) n`,
    [cameras],
  ],
  [
    `insert into sensor (id, agent_id, name, quantity, unit, lat, lon, every_s, area_id)
     select 'sensor-' || n, 'agent', 'Sensor ' || n, 'pm25', 'µg/m³', 21.3, 105.6, 300, 'ward-' || n % 10 from generate_series(0, $1::int - 1) n`,
    [sensors],
  ],
  [
    `insert into rule (id, version, name, severity, enabled, condition)
     values ('night', 1, 'Night', 'critical', true, '{"kind": "zone-presence", "zoneIds": ["zone-0"], "classes": ["person"], "forS": 0}')`,
    [],
  ],
  ['update service_span set from_at = $1', [start]],
  ['update known_place set first_at = $1', [start]],
];

/**
 * A day that begins at $1: so many journeys in each hour ($2) over lines of $3 cameras, in order of time as they come in
 * life. $4 names its tracks, $5 is the transaction they bear (0: long before every reader; null: this one).
 */
export const DAY_OF_JOURNEYS = `
with journey as materialized (
  select $4::text || '-' || lpad((h * 10000000 + n)::text, 9, '0') as track, floor(random() * $3::int)::int as cam,
    floor(random() * 4)::int as a, floor(random() * 3)::int as b, n,
    $1::timestamptz + (h - 1 + (n - random()) / count) * interval '1 hour' as came, (4 + 12 * random()) * interval '1 second' as took,
    (array['motorcycle','motorcycle','motorcycle','motorcycle','motorcycle','motorcycle','car','car','truck','bus'])[1 + floor(random() * 10)::int] as class
  from unnest($2::int[]) with ordinality u(count, h) cross join lateral generate_series(1, count) n)
insert into observation (at, xid, kind, camera_id, area_id, zone_id, track_id, class, direction, value, uncertainty, score, received_at,
  perceived_at, natural_key)
select came + case when part in ('b', 's') then took when part = 'l' then interval '3 minutes' * random() else interval '0' end,
  coalesce($5::text::xid8, pg_current_xact_id()), kind, 'cam-' || cam, 'ward-' || cam % 10,
  case when part in ('e', 'l') then 'zone-' || cam else 'line-' || cam || '-' || case when part = 'a' then a else (a + 1 + b) % 4 end end,
  track, case when part in ('e', 'l') then 'person' else class end,
  case part when 'a' then 'forward' when 'b' then 'backward' when 's' then 'backward' end,
  case part when 's' then 20 + 30 * random() when 'l' then 5 + 175 * random() end, case part when 's' then 3 end, 0.8, came, came,
  track || part
from journey, (values ('a', 'crossed', 1), ('b', 'crossed', 1), ('s', 'speed', 3), ('e', 'entered', 6), ('l', 'left', 6)) p(part, kind, every)
where n % every = 0`;

/** Readings of $3 sensors every five minutes from $1 to $2. */
export const READINGS = `
insert into measurement (at, xid, sensor_id, area_id, value, received_at)
select t, '0', 'sensor-' || n, 'ward-' || n % 10, 30 + 20 * sin(extract(epoch from t) / 13750) + 5 * random(), t
from generate_series($1::timestamptz, $2::timestamptz - interval '1 minute', interval '5 minutes') t, generate_series(0, $3::int - 1) n`;

/** Twenty thousand alerts of $3 cameras from $1 to $2, all dealt with. */
export const ALERTS = `
with put as (
  insert into alert (rule_id, rule_version, rule_name, condition, severity, state, device_kind, device_id, device_name, zone_id, zone_name,
    area_id, lat, lon, class, place_key, source_key, last_at, captured_at, raised_at, acknowledged_at, resolved_at)
  select r.id, r.version, r.name, r.condition, 'critical', case when n % 9 = 0 then 'false-alarm' else 'resolved' end, 'camera',
    'cam-' || n % $3::int, 'Camera', 'zone-' || n % $3::int, 'Zone', 'ward-' || n % $3::int % 10, 21.3, 105.6, 'person', 'p' || n, 's' || n, t, t, t,
    t + 90 * random() * interval '1 second', t + 1200 * random() * interval '1 second'
  from rule_now r, generate_series(1, 20000) n,
    lateral (select $1::timestamptz + n / 20001.0 * ($2::timestamptz - $1::timestamptz) as t) moment
  returning id, raised_at, acknowledged_at, resolved_at, state)
insert into alert_step (alert_id, kind, at, text)
select id, kind, at, case when kind = 'acknowledged' then 'Đã báo tổ trực' end from put,
  lateral (values ('raised', raised_at), ('acknowledged', acknowledged_at), (state, resolved_at)) s(kind, at)`;

/** What $3 cameras watched from $1 to $2: one day in a hundred dark, three hours in a thousand. */
export const COVERAGE_HOURS = `
insert into coverage_hourly (bucket, camera_id, area_id, minutes, expected, decoded, quiet, sent, received, looked, dropped_edge, dropped, watched)
select t, 'cam-' || n, 'ward-' || n % 10, 60, 18000, 18000, 12000, 6000, 6000, 6000, '{}', '{}', 60
from generate_series($1::timestamptz, $2::timestamptz - interval '1 hour', interval '1 hour') t, generate_series(0, $3::int - 1) n,
  lateral (select extract(epoch from t)::int8 / 3600 as hour) h
where abs(hashint8(hour / 24 * 1000 + n)) % 100 <> 0 and abs(hashint8(hour * 1000 + n)) % 1000 >= 3`;

/** The same by days of the zone $1. */
export const COVERAGE_DAYS = `
insert into coverage_daily (bucket, camera_id, area_id, minutes, expected, decoded, quiet, sent, received, looked, dropped_edge, dropped, watched)
select date_trunc('day', bucket, $1), camera_id, area_id, sum(minutes), sum(expected), sum(decoded), sum(quiet), sum(sent), sum(received),
  sum(looked), '{}', '{}', sum(watched) from coverage_hourly group by 1, 2, 3`;

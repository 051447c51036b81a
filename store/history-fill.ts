import type { Queryable } from './database.ts';
import { ROLLUPS } from './rollup-definitions.ts';

// Made-up history, put in all at once while nothing else writes. Its rows bear transaction 0, which lies behind every
// reader: nobody is alerted by what happened a year ago, and sums are made here.

/** So many of one class went over one line and then another in an hour. */
export type JourneyHour = {
  /** Start of the hour, epoch milliseconds. */
  readonly at: number;
  readonly cameraId: string;
  readonly areaId: string | null;
  readonly fromZoneId: string;
  readonly toZoneId: string;
  readonly class: string;
  readonly count: number;
  /** km/h about which they drove; null: nobody measured. */
  readonly speedKmh: number | null;
};

/** Puts every journey in as two crossings and, for each third one, a speed; all are over by `until`. @returns rows written */
export async function fillJourneys(connection: Queryable, hours: readonly JourneyHour[], until: Date): Promise<number> {
  const { rowCount } = await connection.query(
    `with begun as materialized (
       select h.*, n, at + (n - 0.5 + 0.8 * (random() - 0.5)) / count * interval '1 hour' as came,
              (4 + 12 * random()) * interval '1 second' as drove,
              camera_id || ' ' || extract(epoch from at)::bigint || ' ' || ordinal || ' ' || n as track
         from (select to_timestamp(at / 1000.0) as at, camera_id, area_id, from_zone, to_zone, class, count, speed, ordinal
                 from unnest($1::float8[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::float8[])
                   with ordinality as u(at, camera_id, area_id, from_zone, to_zone, class, count, speed, ordinal)) h
         cross join lateral generate_series(1, count) n),
     journey as (select begun.*, least(drove, $9::timestamptz - interval '1 millisecond' - came) as took from begun)
     insert into observation (at, xid, kind, camera_id, area_id, zone_id, track_id, class, direction, value, uncertainty,
       score, received_at, perceived_at, natural_key)
     select came, '0'::xid8, 'crossed', camera_id, area_id, from_zone, track, class, 'forward', null::float8, null::float8, 0.8, came, came, track || ' a'
       from journey
     union all
     select came + took, '0'::xid8, 'crossed', camera_id, area_id, to_zone, track, class, 'backward', null, null, 0.8, came, came, track || ' b'
       from journey
     union all
     select came + took, '0'::xid8, 'speed', camera_id, area_id, to_zone, track, class, 'backward',
            greatest(3, speed * (0.55 + 0.3 * (random() + random() + random()))), 3, 0.8, came, came, track || ' s'
       from journey where n % 3 = 0 and speed is not null`,
    [
      hours.map((row) => row.at),
      hours.map((row) => row.cameraId),
      hours.map((row) => row.areaId),
      hours.map((row) => row.fromZoneId),
      hours.map((row) => row.toZoneId),
      hours.map((row) => row.class),
      hours.map((row) => row.count),
      hours.map((row) => row.speedKmh),
      until,
    ],
  );
  return rowCount ?? 0;
}

/** So many people stayed in a zone in an hour. */
export type StayHour = {
  readonly at: number;
  readonly cameraId: string;
  readonly areaId: string | null;
  readonly zoneId: string;
  readonly count: number;
  /** Seconds, the median. */
  readonly medianS: number;
};

/** Puts every stay in as somebody who entered and left, by `until` at the latest. @returns rows written */
export async function fillStays(connection: Queryable, hours: readonly StayHour[], until: Date): Promise<number> {
  const { rowCount } = await connection.query(
    `with begun as materialized (
       select h.*, at + random() * interval '1 hour' as came,
              least(7200, median * exp(0.8 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))) as wished,
              camera_id || ' ' || extract(epoch from at)::bigint || ' p' || ordinal || ' ' || n as track
         from (select to_timestamp(at / 1000.0) as at, camera_id, area_id, zone_id, count, median, ordinal
                 from unnest($1::float8[], $2::text[], $3::text[], $4::text[], $5::int[], $6::float8[])
                   with ordinality as u(at, camera_id, area_id, zone_id, count, median, ordinal)) h
         cross join lateral generate_series(1, count) n),
     stay as (select begun.*, greatest(0, least(wished, extract(epoch from $7::timestamptz - interval '1 millisecond' - came)::float8)) as seconds from begun)
     insert into observation (at, xid, kind, camera_id, area_id, zone_id, track_id, class, value, score, received_at,
       perceived_at, natural_key)
     select came, '0'::xid8, 'entered', camera_id, area_id, zone_id, track, 'person', null::float8, 0.8, came, came, track || ' e' from stay
     union all
     select came + seconds * interval '1 second', '0'::xid8, 'left', camera_id, area_id, zone_id, track, 'person', seconds, 0.8,
            came, came, track || ' l' from stay`,
    [
      hours.map((row) => row.at),
      hours.map((row) => row.cameraId),
      hours.map((row) => row.areaId),
      hours.map((row) => row.zoneId),
      hours.map((row) => row.count),
      hours.map((row) => row.medianS),
      until,
    ],
  );
  return rowCount ?? 0;
}

/** What part of an hour was watched. */
export type WatchedHour = {
  readonly at: number;
  readonly cameraId: string;
  readonly areaId: string | null;
  /** 0..1; the first minutes are those that were watched. */
  readonly share: number;
};

/** Puts the account of every minute in, at 5 pictures a second. */
export async function fillCoverage(connection: Queryable, hours: readonly WatchedHour[]): Promise<void> {
  await connection.query(
    `insert into coverage (minute, xid, camera_id, area_id, expected, decoded, quiet, sent, received, looked, dropped_edge, dropped)
     select to_timestamp(at / 1000.0) + m * interval '1 minute', '0'::xid8, camera_id, area_id, 300,
       case when seen then 300 else 0 end, case when seen then 210 else 0 end, case when seen then 90 else 0 end,
       case when seen then 90 else 0 end, case when seen then 90 else 0 end,
       case when seen then '{}'::jsonb else '{"offline": 300}' end, '{}'
     from unnest($1::float8[], $2::text[], $3::text[], $4::float8[]) as u(at, camera_id, area_id, share)
     cross join generate_series(0, 59) m cross join lateral (select m < round(share * 60) as seen) s`,
    [
      hours.map((row) => row.at),
      hours.map((row) => row.cameraId),
      hours.map((row) => row.areaId),
      hours.map((row) => row.share),
    ],
  );
}

/** One reading. */
export type PastReading = {
  readonly at: number;
  readonly sensorId: string;
  readonly areaId: string | null;
  readonly value: number;
};

/** Puts readings in; those that are there stay. */
export async function fillReadings(connection: Queryable, readings: readonly PastReading[]): Promise<void> {
  await connection.query(
    `insert into measurement (at, xid, sensor_id, area_id, value, received_at)
     select to_timestamp(at / 1000.0), '0'::xid8, sensor_id, area_id, value, to_timestamp(at / 1000.0)
     from unnest($1::float8[], $2::text[], $3::text[], $4::float8[]) as u(at, sensor_id, area_id, value)
     on conflict do nothing`,
    [
      readings.map((row) => row.at),
      readings.map((row) => row.sensorId),
      readings.map((row) => row.areaId),
      readings.map((row) => row.value),
    ],
  );
}

/** An alert that was dealt with. Times in epoch milliseconds. */
export type PastAlert = {
  readonly ruleId: string;
  readonly deviceKind: 'camera' | 'sensor';
  readonly deviceId: string;
  readonly zoneId: string | null;
  readonly raisedAt: number;
  readonly acknowledgedAt: number;
  readonly endedAt: number;
  readonly isFalse: boolean;
  readonly by: string;
  readonly value: number | null;
};

/** Puts alerts with their steps in, by the rules as they are now. @returns how many */
export async function fillAlerts(connection: Queryable, alerts: readonly PastAlert[]): Promise<number> {
  const { rows } = await connection.query<{ count: number }>(
    `with past as (
       select row_number() over () as n, * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[],
         $6::float8[], $7::float8[], $8::boolean[], $9::text[], $10::float8[])
         as u(rule_id, device_kind, device_id, zone_id, raised, acknowledged, ended, is_false, by, value)),
     put as (
       insert into alert (rule_id, rule_version, rule_name, condition, severity, state, device_kind, device_id, device_name,
         zone_id, zone_name, area_id, lat, lon, class, value, unit, place_key, source_key, last_at, cleared_at, captured_at,
         raised_at, acknowledged_at, resolved_at)
       select r.id, r.version, r.name, r.condition, r.severity, case when is_false then 'false-alarm' else 'resolved' end,
         device_kind, device_id, d.name, zone_id, z.name, d.area_id, d.lat, d.lon,
         case when device_kind = 'camera' and zone_id is not null then 'person' end, value, d.unit,
         'past ' || device_id || coalesce(' ' || zone_id, ''), 'past ' || n, to_timestamp(raised / 1000),
         to_timestamp(ended / 1000), to_timestamp(raised / 1000) - interval '1 second', to_timestamp(raised / 1000),
         to_timestamp(acknowledged / 1000), to_timestamp(ended / 1000)
       from past join rule_now r on r.id = rule_id
       join (select id, name, area_id, lat, lon, null as unit from camera union all
             select id, name, area_id, lat, lon, unit from sensor) d on d.id = device_id
       left join zone z on z.id = zone_id
       returning id, source_key, state, raised_at, acknowledged_at, resolved_at),
     steps as (
       insert into alert_step (alert_id, kind, at, by, text)
       select id, kind, at, case when kind = 'raised' then null else past.by end,
         case when kind = 'false-alarm' then 'Báo động giả (số liệu mô phỏng)' end
       from put join past on source_key = 'past ' || n
       cross join lateral (values ('raised', raised_at), ('acknowledged', acknowledged_at), (state, resolved_at)) s(kind, at))
     select count(*) from put`,
    [
      alerts.map((row) => row.ruleId),
      alerts.map((row) => row.deviceKind),
      alerts.map((row) => row.deviceId),
      alerts.map((row) => row.zoneId),
      alerts.map((row) => row.raisedAt),
      alerts.map((row) => row.acknowledgedAt),
      alerts.map((row) => row.endedAt),
      alerts.map((row) => row.isFalse),
      alerts.map((row) => row.by),
      alerts.map((row) => row.value),
    ],
  );
  return rows[0]?.count ?? 0;
}

/** Says that these devices' data of a time are made up. */
export async function markSimulated(
  connection: Queryable,
  span: { readonly from: Date; readonly to: Date },
  deviceIds: readonly string[],
): Promise<void> {
  await connection.query(
    'insert into simulated_span (from_at, to_at, device_id) select $1, $2, id from unnest($3::text[]) id',
    [span.from, span.to, deviceIds],
  );
}

/** Lets every reader begin behind transaction 0, and notes whose days are counted. Before anything is filled in. */
export async function openHistory(connection: Queryable, timeZone: string): Promise<void> {
  await connection.query(
    `insert into reader (name, xid, id)
     select name, '1', 0 from unnest($1::text[]) name on conflict (name) do update set xid = '1' where reader.xid = '0'`,
    [['observations', 'measurements', 'health', ...ROLLUPS.map(({ name }) => `rollup-${name}`)]],
  );
  await connection.query('insert into rollup_zone (time_zone) values ($1) on conflict do nothing', [timeZone]);
}

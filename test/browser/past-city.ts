import { createHash } from 'node:crypto';
import type { CityFile } from '../../contracts/city-file.ts';
import { demoCity } from '../../demo/city/vinh-yen.ts';
import { importCity } from '../../store/city-import.ts';
import { transaction, type Database } from '../../store/database.ts';
import { ROLLUPS } from '../../store/rollup-definitions.ts';
import { adoptTimeZone } from '../../store/rollup-zone.ts';
import { ACCOUNTS, CHEAP_HASH } from '../gateway/support/city.ts';

export const ZONE = 'Asia/Ho_Chi_Minh';

/** The arms of a junction: a line over each, on the camera's picture, forward = into the junction. */
const ARMS = [
  { id: 'bac', name: 'Nhánh bắc', from: [0.36, 0.3], to: [0.62, 0.26] },
  { id: 'dong', name: 'Nhánh đông', from: [0.86, 0.34], to: [0.92, 0.66] },
  { id: 'nam', name: 'Nhánh nam', from: [0.7, 0.9], to: [0.3, 0.92] },
  { id: 'tay', name: 'Nhánh tây', from: [0.1, 0.68], to: [0.12, 0.36] },
] as const;

/** How many days of a past there are, up to and with the day `until` falls on, and from which day on hours are kept. */
export interface Past {
  readonly until: Date;
  readonly days: number;
  readonly cameras: number;
}

/**
 * The demo's city with junctions whose lines have counted for a while: the same figures every time, a rhythm of hours and
 * weekdays, a quiet Tết, and one camera that saw nothing for two days. Written straight into the sums.
 */
export async function buildPastCity(database: Database, past: Past): Promise<CityFile> {
  const city = cityWithJunctions(past.cameras);
  await transaction(database, async (connection) => {
    const tokenHashOf = (id: string) => createHash('sha256').update(id).digest();
    await importCity(connection, city, { at: new Date(), changedBy: null, tokenHashOf });
    for (const { username, role } of ACCOUNTS.filter(({ areaIds }) => areaIds === null)) {
      await connection.query(
        'insert into account (username, name, role, area_ids, password_hash) values ($1, $2, $3, null, $4)',
        [username, `Tên ${username}`, role, CHEAP_HASH],
      );
    }
  });
  await adoptTimeZone(database, ROLLUPS, ZONE);
  const lines = city.zones.filter(({ shape }) => shape.kind === 'line');
  await database.query(FLOWS, [
    past.until,
    past.days,
    ZONE,
    lines.map(({ id }) => id),
    lines.map(({ cameraId }) => cameraId),
  ]);
  await database.query(DAYS, [ZONE]);
  await database.query(AREA_HOURS);
  await database.query(AREA_DAYS, [ZONE]);
  await database.query(QUARTERS, [past.until]);
  await database.query(COVERAGE, [past.until, past.days, ZONE, city.cameras.map(({ id }) => id)]);
  await database.query(COVERED_DAYS, [ZONE]);
  await database.query(
    `insert into simulated_span (from_at, to_at, device_id) values ($1::timestamptz - make_interval(days => $2), $1, null)`,
    [past.until, past.days + 1],
  );
  await database.query(
    `insert into reader (name, moved_at) values ('rollup-observation', $1)
    on conflict (name) do update set moved_at = excluded.moved_at`,
    [past.until],
  );
  return city;
}

function cityWithJunctions(cameras: number): CityFile {
  const cameraUrls = Array.from({ length: cameras }, (_, i) => ({ url: `rtsp://127.0.0.1:9/${i}`, own: false }));
  const city = demoCity({ cameraUrls, sensorUrl: (id) => `http://127.0.0.1:9/${id}` });
  return {
    ...city,
    zones: [
      ...city.zones.filter(({ shape }) => shape.kind === 'zone'),
      ...city.cameras.flatMap((camera) =>
        ARMS.map(({ id, name, from, to }) => ({
          id: `${camera.id}-${id}`,
          cameraId: camera.id,
          name,
          shape: {
            kind: 'line' as const,
            line: { from: [...from] as [number, number], to: [...to] as [number, number] },
          },
        })),
      ),
    ],
  };
}

/** Hours $1 back over $2 days in zone $3 of lines $4 at cameras $5. */
const FLOWS = `
with hours as (
  select h as bucket, h at time zone $3 as local
    from generate_series((date_trunc('day', $1::timestamptz, $3) - make_interval(days => $2)), $1::timestamptz - interval '1 hour', interval '1 hour') h),
shaped as (
  select bucket, local,
         (0.05 + exp(-((extract(hour from local) - 7.2) ^ 2) / 3) + 1.1 * exp(-((extract(hour from local) - 17.1) ^ 2) / 4)
          + 0.45 * exp(-((extract(hour from local) - 12) ^ 2) / 18))
         * case extract(isodow from local) when 6 then 0.8 when 7 then 0.62 else 1 end
         * case when local::date between '2026-02-15' and '2026-02-22' then 0.35 else 1 end
         * (1 + 0.12 * sin(extract(doy from local) / 58.0)) as level
    from hours),
parts as (
  select l.id as line, l.camera, l.n, c.class, c.share, d.direction, d.lean
    from unnest($4::text[], $5::text[]) with ordinality l(id, camera, n)
    cross join (values ('motorcycle', 0.74), ('car', 0.17), ('truck', 0.05), ('bus', 0.015), ('bicycle', 0.025)) c(class, share)
    cross join (values ('forward', 0.55), ('backward', 0.45)) d(direction, lean))
insert into observation_hourly (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum)
select bucket, 'crossed', camera, line, class, direction, k.area_id,
       round(900 * level * share * lean * (0.4 + 0.6 * (abs(hashtext(line)) % 100) / 100.0)
             * (0.9 + 0.2 * (abs(hashtext(line || class || bucket::text)) % 100) / 100.0))::bigint, 0, 0
  from shaped cross join parts join known_place k on k.kind = 'camera' and k.id = camera
 where not (n <= 4 and bucket >= date_trunc('day', $1::timestamptz, $3) - interval '4 days'
                   and bucket < date_trunc('day', $1::timestamptz, $3) - interval '2 days' - interval '9 hours')`;

const DAYS = `
insert into observation_daily
select date_trunc('day', bucket, $1), kind, camera_id, zone_id, class, direction, area_id, sum(count), 0, 0, null, null
  from observation_hourly group by 1, 2, 3, 4, 5, 6, 7`;

/** The same without lines: what whole areas are answered from. */
const AREA_HOURS = `
insert into observation_area_hourly (bucket, kind, class, direction, area_id, count, valued, value_sum)
select bucket, kind, class, direction, area_id, sum(count), 0, 0 from observation_hourly group by 1, 2, 3, 4, 5`;
const AREA_DAYS = `
insert into observation_area_daily (bucket, kind, class, direction, area_id, count, valued, value_sum)
select date_trunc('day', bucket, $1), kind, class, direction, area_id, sum(count), 0, 0
  from observation_area_hourly group by 1, 2, 3, 4, 5`;

/** The last days by quarters of an hour that add up to the hours. */
const QUARTERS = `
insert into observation_15min
select bucket + q * interval '15 minutes', kind, camera_id, zone_id, class, direction, area_id,
       count / 4 + case when q < count % 4 then 1 else 0 end, 0, 0, null, null
  from observation_hourly cross join generate_series(0, 3) q where bucket >= $1::timestamptz - interval '5 days'`;

/** What each camera saw of each hour: 3,600 pictures wanted, some 8 % missed, and the first camera's gap. */
const COVERAGE = `
insert into coverage_hourly
select h, c.id, k.area_id, 60, 18000, 18000 - lost, 9000, 9000 - lost, 9000 - lost, 9000 - lost, '{}', '{}'
  from generate_series((date_trunc('day', $1::timestamptz, $3) - make_interval(days => $2)), $1::timestamptz - interval '1 hour', interval '1 hour') h
  cross join unnest($4::text[]) with ordinality c(id, n)
  cross join lateral (select (abs(hashtext(c.id || h::text)) % 1500)::bigint as lost) l
  join known_place k on k.kind = 'camera' and k.id = c.id
 where not (c.n = 1 and h >= date_trunc('day', $1::timestamptz, $3) - interval '4 days'
                   and h < date_trunc('day', $1::timestamptz, $3) - interval '2 days' - interval '9 hours')`;

const COVERED_DAYS = `
insert into coverage_daily
select date_trunc('day', bucket, $1), camera_id, area_id, sum(minutes), sum(expected), sum(decoded), sum(quiet), sum(sent),
       sum(received), sum(looked), '{}', '{}'
  from coverage_hourly group by 1, 2, 3`;

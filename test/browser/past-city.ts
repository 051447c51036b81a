import { createHash } from 'node:crypto';
import type { CityFile } from '../../contracts/city-file.ts';
import { demoCity } from '../../demo/city/vinh-yen.ts';
import { importCity } from '../../store/city-import.ts';
import { transaction, type Database } from '../../store/database.ts';
import { refreshGaps } from '../../store/gap-refresh.ts';
import { ROLLUPS } from '../../store/rollup-definitions.ts';
import { sayCaughtUp } from '../../store/rollup-freshness.ts';
import { adoptTimeZone } from '../../store/rollup-zone.ts';
import { insertDayHours, insertSums } from '../store/insert-sums.ts';
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
  await insertSums(database, FLOWS, [
    past.until,
    past.days,
    ZONE,
    lines.map(({ id }) => id),
    lines.map(({ cameraId }) => cameraId),
  ]);
  const zones = city.zones.filter(({ shape }) => shape.kind === 'zone');
  for (const sql of VALUES) await insertSums(database, sql);
  for (const sql of STAYS)
    await insertSums(
      database,
      sql,
      sql.includes('$1') ? [zones.map(({ id }) => id), zones.map(({ cameraId }) => cameraId)] : [],
    );
  await insertSums(database, DAYS, [ZONE]);
  await database.query(AREA_DAYS, [ZONE]);
  for (const sql of WIDE) await insertSums(database, sql, [ZONE]);
  await insertDayHours(database, ZONE);
  await insertSums(database, QUARTERS, [past.until]);
  await database.query(COVERAGE, [past.until, past.days, ZONE, city.cameras.map(({ id }) => id)]);
  await database.query(COVERED_DAYS, [ZONE]);
  await accountFor(database, past);
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

/** Says since when cameras were in service, and what was missed in their gaps. */
async function accountFor(database: Database, { until, days }: Past): Promise<void> {
  const from = new Date(until.getTime() - (days + 1) * 86_400_000);
  await database.query('update service_span set from_at = $1', [from]);
  await database.query('update known_place set first_at = $1', [from]);
  const summed = new Date(until.getTime() + 600_000);
  for (const { name } of ROLLUPS) await sayCaughtUp(database, name, summed);
  await refreshGaps(database, { timeZone: ZONE, holidays: [] }, new AbortController().signal, { daysAtOnce: 28 });
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
select date_trunc('day', bucket, $1), kind, camera_id, zone_id, class, direction, area_id, sum(count), sum(valued), sum(value_sum), null, null
  from observation_hourly group by 1, 2, 3, 4, 5, 6, 7`;

/** Every third that leaves a junction has a speed: how many fell into which bin, and these counted. */
const VALUES = [
  `insert into value_hourly (bucket, kind, camera_id, zone_id, class, direction, area_id, bin, count)
   select bucket, 'speed', camera_id, zone_id, class, direction, area_id, bin, (count * share / 24)::int
     from observation_hourly cross join (values (22, 1), (30, 4), (37, 2), (48, 1)) v(bin, share)
    where kind = 'crossed' and direction = 'backward' and (count * share / 24)::int > 0`,
  `insert into observation_hourly (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum)
   select bucket, 'speed', camera_id, zone_id, class, direction, area_id, sum(count), sum(count), sum(count * (bin + 0.5))
     from value_hourly where kind = 'speed' group by 1, 3, 4, 5, 6, 7`,
];

/** In each hour that anything was counted, three who stayed for a minute and one for two, in zones $1 of cameras $2. */
const STAYS = [
  `insert into value_hourly (bucket, kind, camera_id, zone_id, class, area_id, bin, count)
   select bucket, 'left', camera_id, z.id, 'person', area_id, bin, n
     from (select distinct bucket, camera_id, area_id from observation_hourly) h
     join unnest($1::text[], $2::text[]) z(id, camera) on camera = camera_id cross join (values (42, 3), (50, 1)) v(bin, n)`,
  `insert into observation_hourly (bucket, kind, camera_id, zone_id, class, area_id, count, valued, value_sum)
   select bucket, 'left', camera_id, zone_id, class, area_id, 4, 4, 300 from value_hourly where kind = 'left' group by 1, 3, 4, 5, 6`,
  `insert into presence_15min (bucket, camera_id, zone_id, class, area_id, quarters, seconds)
   select bucket, camera_id, zone_id, class, area_id, 4, 300 from observation_hourly where kind = 'left'`,
  `insert into presence_hourly select * from presence_15min`,
  `insert into value_daily select date_trunc('day', bucket, 'Asia/Ho_Chi_Minh'), kind, camera_id, zone_id, class, direction, area_id, bin, sum(count)
     from value_hourly group by 1, 2, 3, 4, 5, 6, 7, 8`,
  `insert into value_city_hourly select bucket, kind, bin, sum(count) from value_hourly group by 1, 2, 3`,
  `insert into value_city_daily select bucket, kind, bin, sum(count) from value_daily group by 1, 2, 3`,
  `insert into presence_daily
   select date_trunc('day', bucket, 'Asia/Ho_Chi_Minh'), camera_id, zone_id, class, area_id, sum(quarters), sum(seconds) from presence_hourly
    group by 1, 2, 3, 4, 5`,
];

/** The same without lines: what whole areas are answered from. */
const AREA_DAYS = `
insert into observation_area_daily (bucket, kind, class, direction, area_id, count, valued, value_sum)
select date_trunc('day', bucket, $1), kind, class, direction, area_id, sum(count), sum(valued), sum(value_sum)
  from observation_daily group by 1, 2, 3, 4, 5`;

/** The days of the whole city, and lines by months. */
const WIDE = [
  `insert into observation_city_daily (bucket, kind, class, direction, count, valued, value_sum)
   select date_trunc('day', bucket, $1), kind, class, direction, sum(count), 0, 0 from observation_hourly group by 1, 2, 3, 4`,
  `insert into observation_monthly
   select date_trunc('month', bucket, $1), kind, camera_id, zone_id, class, direction, area_id, sum(count), 0, 0, null, null
     from observation_daily group by 1, 2, 3, 4, 5, 6, 7`,
] as const;

/** The last days by quarters of an hour that add up to the hours. */
const QUARTERS = `
insert into observation_15min
select bucket + q * interval '15 minutes', kind, camera_id, zone_id, class, direction, area_id,
       count / 4 + case when q < count % 4 then 1 else 0 end, 0, 0, null, null
  from observation_hourly cross join generate_series(0, 3) q where bucket >= $1::timestamptz - interval '5 days'`;

/** What each camera saw of each hour: 3,600 pictures wanted, some 8 % missed, and the first camera's gap. */
const COVERAGE = `
insert into coverage_hourly
select h, c.id, k.area_id, 60, 18000, 18000 - lost, 9000, 9000 - lost, 9000 - lost, 9000 - lost, '{}', '{}', 60 - 3 * (lost / 1200)
  from generate_series((date_trunc('day', $1::timestamptz, $3) - make_interval(days => $2)), $1::timestamptz - interval '1 hour', interval '1 hour') h
  cross join unnest($4::text[]) with ordinality c(id, n)
  cross join lateral (select (abs(hashtext(c.id || h::text)) % 1500)::bigint as lost) l
  join known_place k on k.kind = 'camera' and k.id = c.id
 where not (c.n = 1 and h >= date_trunc('day', $1::timestamptz, $3) - interval '4 days'
                   and h < date_trunc('day', $1::timestamptz, $3) - interval '2 days' - interval '9 hours')`;

const COVERED_DAYS = `
insert into coverage_daily
select date_trunc('day', bucket, $1), camera_id, area_id, sum(minutes), sum(expected), sum(decoded), sum(quiet), sum(sent),
       sum(received), sum(looked), '{}', '{}', sum(watched)
  from coverage_hourly group by 1, 2, 3`;

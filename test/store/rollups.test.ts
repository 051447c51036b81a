import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { addIngestCoverage, writeEdgeCoverage } from '../../store/coverage.ts';
import type { Database } from '../../store/database.ts';
import { everywhere, removeOlder } from '../../store/housekeeping.ts';
import { writeObservations } from '../../store/observations-write.ts';
import { readerPosition } from '../../store/readers.ts';
import { DAY_HOURS, OBSERVATION_ROLLUP, ROLLUPS, type RollupDefinition } from '../../store/rollup-definitions.ts';
import { untilSettled } from '../../store/open-transactions.ts';
import { addDelta, readDelta } from '../../store/rollup-delta.ts';
import { findRepair, sumBuckets, writeRepair } from '../../store/rollup-repair.ts';
import { adoptTimeZone } from '../../store/rollup-zone.ts';
import { aCity, anObservation } from '../analytics/city.ts';
import { SUM_TABLES } from './insert-sums.ts';

// Days around the night in which Berlin puts its clocks forward: one of them is 23 hours long.
const START = Date.parse('2026-03-28T00:00:00Z');
const SPAN_MS = 3 * 86_400_000;
const ZONES = ['Asia/Ho_Chi_Minh', 'Europe/Berlin'] as const;

let database: Database;
beforeAll(async () => {
  ({ database } = await aCity());
}, 60_000);

/** One step of adding what is new. `interrupted`: everything is done but the commit. */
async function add(definition: RollupDefinition, zone: string, limit: number, interrupted = false): Promise<number> {
  const from = await readerPosition(database, `rollup-${definition.name}`);
  const delta = await readDelta(database, definition, from, limit);
  const connection = await database.connect();
  try {
    await connection.query('begin');
    expect(await addDelta(connection, definition, from, delta, zone)).not.toBeNull();
    await connection.query(interrupted ? 'rollback' : 'commit');
  } finally {
    connection.release();
  }
  return delta.rows;
}

/** One step of repairing. `dieAt`: the statement at which the connection breaks. */
async function repair(definition: RollupDefinition, zone: string, limit: number, dieAt = Infinity): Promise<boolean> {
  const at = await readerPosition(database, `rollup-${definition.name}`);
  const found = await findRepair(database, definition, at, limit);
  const groups = await sumBuckets(database, definition, at, found.buckets);
  try {
    expect(
      await writeRepair(dieAt === Infinity ? database : dying(dieAt), definition, at, { ...found, groups }, zone),
    ).toMatchObject({ turn: at.turn + 1 });
  } catch (error) {
    if (!/broken on purpose/.test(String(error))) throw error;
  }
  return found.more;
}

function dying(at: number): Database {
  let statements = 0;
  const connect = async (): Promise<unknown> => {
    const connection = await database.connect();
    return {
      query: async (...args: [string]) => {
        statements += 1;
        if (statements === at) throw new Error('broken on purpose');
        return connection.query(...args);
      },
      release: () => connection.release(),
      on: connection.on.bind(connection),
      off: connection.off.bind(connection),
    };
  };
  // Only what writeRepair uses of a pool.
  return { connect } as unknown as Database;
}

async function refreshAll(zone: string): Promise<void> {
  // Tests of other files write on the same server.
  await untilSettled(database, 3000);
  for (const definition of ROLLUPS) {
    if (definition.rows === 'added') while ((await add(definition, zone, 1000)) === 1000);
    while (await repair(definition, zone, 1000));
  }
}

const SUMMED = `kind, count(*) as count, count(value) as valued,
  coalesce(sum(value::numeric), 0) as value_sum, min(value) as value_min, max(value) as value_max`;
const OBSERVED = `camera_id, zone_id, class, direction, area_id, ${SUMMED}`;
const MEASURED = `sensor_id, area_id, count(*) filter (where quality = 'good') as count,
  count(*) filter (where quality = 'suspect') as suspect,
  coalesce(sum(value::numeric) filter (where quality = 'good'), 0) as value_sum,
  min(value) filter (where quality = 'good') as value_min, max(value) filter (where quality = 'good') as value_max,
  (array_agg(value order by at) filter (where quality = 'good'))[count(*) filter (where quality = 'good')] as value_last,
  min(at) filter (where quality = 'good') as first_at, max(at) filter (where quality = 'good') as last_at`;
const COVERED = `camera_id, area_id, count(*) as minutes, sum(expected) as expected, sum(decoded) as decoded,
  sum(quiet) as quiet, sum(sent) as sent, sum(received) as received, sum(looked) as looked,
  coalesce(sum(looked_parts), 0) as looked_parts, sum(round(coalesce(looked_area, looked)::numeric, 3)) as looked_area,
  sum(coalesce((dropped_edge->>'busy')::int, 0)) as busy, sum(coalesce((dropped->>'stale')::int, 0)) as stale,
  sum(case when expected = 0 then 0 when 5 * (quiet + looked) >= 4 * expected then 1
           else round((quiet + looked) * 1.25 / expected, 6) end) as watched`;
const COVERED_UP = `camera_id, area_id, minutes, expected, decoded, quiet, sent, received, looked, looked_parts, looked_area,
  coalesce((dropped_edge->>'busy')::int, 0) as busy, coalesce((dropped->>'stale')::int, 0) as stale, watched`;
const SUMMED_UP = 'kind, count, valued, value_sum, value_min, value_max';
const OBSERVED_UP = `camera_id, zone_id, class, direction, area_id, ${SUMMED_UP}`;
const MEASURED_UP =
  'sensor_id, area_id, count, suspect, value_sum, value_min, value_max, value_last, first_at, last_at';

const AREA = `class, direction, area_id, ${SUMMED_UP}`;
const BINNED_UP = 'kind, camera_id, zone_id, class, direction, area_id, bin, count';
const BIN = `case when kind = 'speed' then floor(least(greatest(value, 0), 1000))
       else floor(24 * log(least(greatest(value, 0.1), 1e9))) end::int as bin, count(*) as count`;
const BINNED = `kind, camera_id, zone_id, class, direction, area_id, ${BIN}`;
const PRESENT_UP = 'camera_id, zone_id, class, area_id, quarters, seconds';
const PRESENT = `camera_id, zone_id, class, area_id, count(*) as quarters,
  sum(extract(epoch from least(at, q + interval '15 minutes') - greatest(at - stay, q))) as seconds`;
const PRESENT_FROM = `(select o.*, make_interval(secs => least(value, 86400)) as stay from observation o where kind = 'left' and value > 0) o
  join generate_series('2026-03-26T00:00:00Z'::timestamptz, '2026-04-01T00:00:00Z', interval '15 minutes') q
    on q <= at and q + interval '15 minutes' > at - stay`;
const MOVED_UP = 'camera_id, from_zone_id, from_direction, zone_id, direction, class, area_id, count, seconds';
const MOVED = `r.camera_id, p.zone_id as from_zone_id, p.direction as from_direction, r.zone_id, r.direction, r.class, r.area_id,
  count(*) as count, sum(extract(epoch from r.at - p.at)) as seconds`;
const MOVED_FROM = `observation r cross join lateral (
    select p.* from observation p where p.kind = 'crossed' and p.zone_id is not null and p.camera_id = r.camera_id
       and p.track_id = r.track_id and (p.at, p.id) < (r.at, r.id) order by p.at desc, p.id desc limit 1) p
  where r.kind = 'crossed' and r.zone_id is not null and r.at - p.at <= interval '10 minutes'`;

const hourOf = (time: string) => `date_trunc('hour', ${time})`;
const quarterOf = (time: string) => `to_timestamp(floor(extract(epoch from ${time}) / 900) * 900)`;

/** Days with their hours as a row for each hour that has any. */
const unfolded = (table: string) =>
  `(select t.*, ordinality - 1 as hour, n as count from ${table} t
      cross join unnest(array[${DAY_HOURS.join(', ')}]) with ordinality u (n) where n <> 0) ${table}`;

/** Groups of every level that are not what the raw rows say, either way round; none when all is well. */
async function differences(zone: string, since = '-infinity'): Promise<readonly unknown[]> {
  const dayOf = (time: string) => `(${time} at time zone '${zone}')::date::timestamp at time zone '${zone}'`;
  const monthOf = (time: string) => `date_trunc('month', ${time} at time zone '${zone}') at time zone '${zone}'`;
  const valued = '(select * from observation where value is not null) o';
  const pairs = [
    ['observation_15min', 6, OBSERVED_UP, OBSERVED, 'observation', quarterOf('at')],
    ['observation_hourly', 6, OBSERVED_UP, OBSERVED, 'observation', hourOf('at')],
    ['observation_daily', 6, OBSERVED_UP, OBSERVED, 'observation', dayOf('at')],
    ['observation_area_daily', 4, AREA, OBSERVED.slice('camera_id, zone_id, '.length), 'observation', dayOf('at')],
    ['observation_monthly', 6, OBSERVED_UP, OBSERVED, 'observation', monthOf('at')],
    [
      'observation_city_daily',
      3,
      `class, direction, ${SUMMED_UP}`,
      `class, direction, ${SUMMED}`,
      'observation',
      dayOf('at'),
    ],
    ...[
      'camera_id, class, area_id',
      'camera_id, zone_id, direction, area_id',
      'class, direction, area_id',
      'class, direction',
    ].map(
      (groups, i) =>
        [
          unfolded(`observation_${['camera', 'way', 'area', 'city'][i]}_hours`),
          groups.split(', ').length + 2,
          `kind, ${groups}, hour, count`,
          `kind, ${groups}, floor(extract(epoch from at - ${dayOf('at')}) / 3600)::int as hour, count(*)`,
          'observation',
          dayOf('at'),
        ] as const,
    ),
    ['measurement_hourly', 2, MEASURED_UP, MEASURED, 'measurement', hourOf('at')],
    ['measurement_daily', 2, MEASURED_UP, MEASURED, 'measurement', dayOf('at')],
    ['coverage_hourly', 2, COVERED_UP, COVERED, 'coverage', hourOf('minute')],
    ['coverage_daily', 2, COVERED_UP, COVERED, 'coverage', dayOf('minute')],
    ['value_hourly', 7, BINNED_UP, BINNED, valued, hourOf('at')],
    ['value_daily', 7, BINNED_UP, BINNED, valued, dayOf('at')],
    ['value_city_hourly', 2, 'kind, bin, count', `kind, ${BIN}`, valued, hourOf('at')],
    ['value_city_daily', 2, 'kind, bin, count', `kind, ${BIN}`, valued, dayOf('at')],
    ['presence_15min', 4, PRESENT_UP, PRESENT, PRESENT_FROM, 'q'],
    ['presence_hourly', 4, PRESENT_UP, PRESENT, PRESENT_FROM, hourOf('q')],
    ['presence_daily', 4, PRESENT_UP, PRESENT, PRESENT_FROM, dayOf('q')],
    ['movement_hourly', 7, MOVED_UP, MOVED, MOVED_FROM, hourOf('r.at')],
    ['movement_daily', 7, MOVED_UP, MOVED, MOVED_FROM, dayOf('r.at')],
  ] as const;
  const found: unknown[] = [];
  for (const [table, groupCount, kept, summed, raw, bucket] of pairs) {
    const groups = Array.from({ length: groupCount }, (_, i) => i + 2);
    const { rows } = await database.query(
      `with kept as (select bucket, ${kept} from ${table} where bucket >= $1 ${table.startsWith('movement') ? 'and count <> 0' : ''}),
            truth as (select ${bucket} as bucket, ${summed} from ${raw} group by 1, ${groups.join(', ')})
       select '${table}' as level, 'too much' as what, to_jsonb(x) as row from (select * from kept except select * from truth) x
       union all
       select '${table}', 'missing', to_jsonb(x) from (select * from truth where bucket >= $1 except select * from kept) x`,
      [since],
    );
    found.push(...rows);
  }
  return found;
}

async function daysOf(zone: string): Promise<void> {
  await database.query(
    'insert into rollup_zone (time_zone) values ($1) on conflict (one) do update set time_zone = excluded.time_zone',
    [zone],
  );
}

async function clean(zone = 'UTC'): Promise<void> {
  await daysOf(zone);
  await database.query(
    `truncate observation, measurement, coverage, delta_mark, rollup_dirty, raw_kept, ${SUM_TABLES.join(', ')}`,
  );
  await database.query("delete from reader where name like 'rollup-%'");
}

let serial = 0;
async function insertObservations(
  count: number,
  seed: number,
  connection: Pick<Database, 'query'> = database,
): Promise<void> {
  const pick = <T>(from: readonly T[], salt: number): T => from[(seed * 7 + salt * 13) % from.length] as T; // in range
  const rows = Array.from({ length: count }, (_, i) => {
    serial += 1;
    return anObservation({
      naturalKey: `r-${serial}`,
      // Half of them anywhere, half close together, so that tracks cross line after line.
      capturedAt:
        START +
        (i % 2 === 0
          ? (seed * 7_919 + i * 104_729_000) % SPAN_MS
          : (seed % 2) * 3_540_000 + (seed % 89) * 1_000 + ((i * 7) % 12) * 53_000),
      trackId: pick(['one', 'two', null], i * 5),
      kind: pick(['crossed', 'entered', 'left', 'crossed', 'speed'] as const, i),
      cameraId: pick(['gate', 'yard'], i + 1),
      zoneId: pick(['kerb', 'gate-line', null], i + 2),
      class: pick(['person', 'car', null] as const, i + 3),
      direction: pick(['forward', 'backward', null] as const, i + 4),
      value: pick([null, 0.1, 700.25, 1e15, -3.3, 4000], i + 5),
      areaId: pick(['old-ward', 'new-ward', null], i + 6),
    });
  });
  await writeObservations(connection, rows, []);
}

async function insertMeasurements(count: number, seed: number): Promise<void> {
  await database.query(
    `insert into measurement (at, sensor_id, value, quality, area_id)
     select to_timestamp($1 + ((seed * 7919 + i * 104729) % $2)), 's' || (i + seed) % 3, (i * seed) % 17 / 10.0 + 0.1,
            case when (i + seed) % 5 = 0 then 'suspect' else 'good' end, case when i % 2 = 0 then 'old-ward' end
       from generate_series(1, $3) i, (values ($4::bigint)) s(seed) on conflict do nothing`,
    [START / 1000, SPAN_MS / 1000, count, seed],
  );
}

async function writeCoverage(seed: number): Promise<void> {
  const minute = START + Math.floor(((seed * 7_919_000) % SPAN_MS) / 60_000) * 60_000;
  if (seed % 2 === 0)
    await writeEdgeCoverage(database, [
      {
        cameraId: 'gate',
        minute,
        expected: 300,
        decoded: seed % 300,
        quiet: 3,
        sent: 2,
        dropped: { busy: seed % 9 },
        areaId: 'old-ward',
      },
    ]);
  else
    await addIngestCoverage(database, { writer: 'test', number: (serial += 1) }, [
      {
        cameraId: 'gate',
        minute,
        areaId: 'old-ward',
        received: seed % 11,
        looked: seed % 7,
        lookedParts: seed % 3,
        lookedArea: (seed % 7) / 3,
        dropped: { stale: 1 },
      },
    ]);
}

const seed = fc.nat(10_000);
const rollup = fc.constantFrom(...ROLLUPS.map(({ name }) => name));
const defined = (name: string): RollupDefinition => ROLLUPS.find((one) => one.name === name) ?? OBSERVATION_ROLLUP;
const limit = fc.integer({ min: 1, max: 40 });
const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('observe' as const), count: fc.integer({ min: 1, max: 30 }), seed }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('measure' as const), count: fc.integer({ min: 1, max: 30 }), seed }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('cover' as const), seed }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), seed }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('change' as const), seed }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), limit, interrupted: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('repair' as const),
      rollup,
      limit,
      dieAt: fc.constantFrom(Infinity, 3, 5, 7, 8),
    }),
  },
);

test('roll-ups are what the raw rows say, exactly, after late rows, removals, changes and interrupted refreshes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ZONES),
      fc.array(command, { minLength: 10, maxLength: 40, size: 'max' }),
      async (zone, commands) => {
        await clean(zone);
        for (const step of commands) {
          switch (step.do) {
            case 'observe':
              await insertObservations(step.count, step.seed);
              break;
            case 'measure':
              await insertMeasurements(step.count, step.seed);
              break;
            case 'cover':
              await writeCoverage(step.seed);
              break;
            case 'delete':
              for (const table of ['observation', 'measurement'])
                await database.query(`delete from ${table} where id % 5 = $1`, [step.seed % 5]);
              await database.query('delete from coverage where expected % 3 = $1', [step.seed % 3]);
              break;
            case 'change':
              await database.query(
                "update observation set class = 'bus', value = value + 1, camera_id = 'yard' where id % 7 = $1",
                [step.seed % 7],
              );
              await database.query("update measurement set quality = 'suspect' where id % 7 = $1", [step.seed % 7]);
              break;
            case 'add':
              for (const definition of ROLLUPS)
                if (definition.rows === 'added') await add(definition, zone, step.limit, step.interrupted);
              break;
            case 'repair':
              await repair(defined(step.rollup), zone, step.limit, step.dieAt);
              break;
          }
        }
        await refreshAll(zone);
        expect(await differences(zone)).toEqual([]);
        const { rows } = await database.query('select 1 from rollup_dirty');
        expect(rows).toEqual([]);
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);

test('rows that are removed because of their age stay in the roll-ups, also when something near them is repaired', async () => {
  const zone = ZONES[0];
  await clean(zone);
  await insertObservations(200, 1);
  await insertMeasurements(200, 1);
  await refreshAll(zone);
  const sum = async (): Promise<unknown> =>
    (await database.query('select sum(count)::int as n, sum(value_sum) as v from observation_daily')).rows;
  const before = await sum();
  const until = new Date(START + 2 * 86_400_000);
  await removeOlder(database, 'observation', everywhere(until), new AbortController().signal);
  await removeOlder(database, 'measurement', everywhere(until), new AbortController().signal);
  expect(
    (await database.query('select 1 from observation where at < $1', [new Date(START + 86_400_000)])).rows,
  ).toEqual([]);
  // Somebody marks a bucket whose raw rows are gone.
  await database.query(
    "insert into rollup_dirty (rollup, bucket, device_id) select distinct 'observation', bucket, camera_id from observation_15min",
  );
  await refreshAll(zone);
  expect(await sum()).toEqual(before);
  expect(await differences(zone, until.toISOString())).toEqual([]);
});

test('rows whose transaction is older than others but commits after them are added, once', async () => {
  await clean();
  await insertObservations(50, 2);
  const late = await database.connect();
  await late.query('begin');
  await insertObservations(5, 2, late);
  await insertObservations(7, 2);
  await add(OBSERVATION_ROLLUP, 'UTC', 100);
  await late.query('commit');
  late.release();
  await refreshAll('UTC');
  expect(await differences('UTC')).toEqual([]);
  expect((await database.query('select sum(count)::int as n from observation_daily')).rows).toEqual([{ n: 62 }]);
});

test('a refresh that another process has overtaken writes nothing', async () => {
  await clean();
  await insertObservations(10, 3);
  await untilSettled(database, 3000);
  const from = await readerPosition(database, 'rollup-observation');
  const delta = await readDelta(database, OBSERVATION_ROLLUP, from, 100);
  expect(await addDelta(database, OBSERVATION_ROLLUP, from, delta, 'UTC')).not.toBeNull();
  expect(await addDelta(database, OBSERVATION_ROLLUP, from, delta, 'UTC')).toBeNull();
  expect(
    await writeRepair(database, OBSERVATION_ROLLUP, from, { to: from, marks: [], buckets: [], groups: '[]' }, 'UTC'),
  ).toBeNull();
  expect(
    await differences('UTC').then((all) => all.filter((row) => String(Object(row).level).startsWith('obs'))),
  ).toEqual([]);
});

test('a crossing that comes late parts a pair into two, and one that goes joins two to a pair', async () => {
  await clean();
  const cross = (zoneId: string, seconds: number) =>
    writeObservations(
      database,
      [
        anObservation({
          kind: 'crossed',
          cameraId: 'gate',
          zoneId,
          trackId: 'truck',
          direction: 'forward',
          capturedAt: START + 3_300_000 + seconds * 1000,
        }),
      ],
      [],
    );
  const moved = async (): Promise<unknown> => {
    await refreshAll('UTC');
    expect(await differences('UTC')).toEqual([]);
    const { rows } = await database.query<{ way: string }>(
      `select from_zone_id || ' ' || zone_id || ' ' || seconds::int as way from movement_hourly where count > 0 order by 1`,
    );
    return rows.map(({ way }) => way);
  };
  await cross('east', 0);
  await cross('west', 590);
  expect(await moved()).toEqual(['east west 590']);
  await cross('north', 200);
  expect(await moved()).toEqual(['east north 200', 'north west 390']);
  await cross('far', 1191);
  expect(await moved()).toEqual(['east north 200', 'north west 390']);
  await database.query("delete from observation where zone_id = 'north'");
  expect(await moved()).toEqual(['east west 590']);
  await database.query("delete from observation where zone_id = 'east'");
  expect(await moved()).toEqual([]);
});

test('crossings are a view of their own on each level', async () => {
  await clean();
  await insertObservations(60, 5);
  await refreshAll('UTC');
  const { rows } = await database.query<{ all: number; fine: number; day: number }>(
    `select (select count(*)::int from observation where kind = 'crossed') as all,
            (select sum(count)::int from crossing_15min) as fine, (select sum(count)::int from crossing_daily) as day`,
  );
  expect(rows[0]?.all).toBeGreaterThan(0);
  expect(rows[0]).toEqual({ all: rows[0]?.all, fine: rows[0]?.all, day: rows[0]?.all });
});

test('when the city takes another time zone its days are summed anew, and whoever still counts the old ones is refused', async () => {
  const [hanoi, berlin] = ZONES;
  await clean(hanoi);
  await insertObservations(80, 4);
  await insertMeasurements(80, 4);
  await writeCoverage(4);
  await refreshAll(hanoi);
  expect(await adoptTimeZone(database, ROLLUPS, hanoi)).toBe(false);
  expect(await adoptTimeZone(database, ROLLUPS, berlin)).toBe(true);
  expect(await differences(berlin)).toEqual([]);
  await insertObservations(10, 6);
  await untilSettled(database, 3000);
  const from = await readerPosition(database, 'rollup-observation');
  const delta = await readDelta(database, OBSERVATION_ROLLUP, from, 100);
  expect(await addDelta(database, OBSERVATION_ROLLUP, from, delta, hanoi)).toBeNull();
  await refreshAll(berlin);
  expect(await differences(berlin)).toEqual([]);
});

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { addIngestCoverage, writeEdgeCoverage } from '../../store/coverage.ts';
import type { Database } from '../../store/database.ts';
import { removeOlder } from '../../store/housekeeping.ts';
import { writeObservations } from '../../store/observations-write.ts';
import { readerPosition } from '../../store/readers.ts';
import { OBSERVATION_ROLLUP, ROLLUPS, type RollupDefinition } from '../../store/rollup-definitions.ts';
import { addDelta, readDelta } from '../../store/rollup-delta.ts';
import { findRepair, sumBuckets, writeRepair } from '../../store/rollup-repair.ts';
import { adoptTimeZone } from '../../store/rollup-zone.ts';
import { aCity, anObservation } from '../analytics/city.ts';

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
  for (const definition of ROLLUPS) {
    if (definition.rows === 'added') while ((await add(definition, zone, 1000)) === 1000);
    while (await repair(definition, zone, 1000));
  }
}

const OBSERVED = `camera_id, zone_id, class, direction, area_id, kind, count(*) as count, count(value) as valued,
  coalesce(sum(value::numeric), 0) as value_sum, min(value) as value_min, max(value) as value_max`;
const MEASURED = `sensor_id, area_id, count(*) filter (where quality = 'good') as count,
  count(*) filter (where quality = 'suspect') as suspect,
  coalesce(sum(value::numeric) filter (where quality = 'good'), 0) as value_sum,
  min(value) filter (where quality = 'good') as value_min, max(value) filter (where quality = 'good') as value_max,
  (array_agg(value order by at) filter (where quality = 'good'))[count(*) filter (where quality = 'good')] as value_last,
  min(at) filter (where quality = 'good') as first_at, max(at) filter (where quality = 'good') as last_at`;
const COVERED = `camera_id, area_id, count(*) as minutes, sum(expected) as expected, sum(decoded) as decoded,
  sum(quiet) as quiet, sum(sent) as sent, sum(received) as received, sum(looked) as looked,
  sum(coalesce((dropped_edge->>'busy')::int, 0)) as busy, sum(coalesce((dropped->>'stale')::int, 0)) as stale`;
const COVERED_UP = `camera_id, area_id, minutes, expected, decoded, quiet, sent, received, looked,
  coalesce((dropped_edge->>'busy')::int, 0) as busy, coalesce((dropped->>'stale')::int, 0) as stale`;
const OBSERVED_UP =
  'camera_id, zone_id, class, direction, area_id, kind, count, valued, value_sum, value_min, value_max';
const MEASURED_UP =
  'sensor_id, area_id, count, suspect, value_sum, value_min, value_max, value_last, first_at, last_at';

/** Groups of every level that are not what the raw rows say, either way round; none when all is well. */
async function differences(zone: string, since = '-infinity'): Promise<readonly unknown[]> {
  const pairs = [
    [
      'observation_15min',
      OBSERVED_UP,
      OBSERVED,
      'observation',
      'to_timestamp(floor(extract(epoch from at) / 900) * 900)',
    ],
    ['observation_hourly', OBSERVED_UP, OBSERVED, 'observation', "date_trunc('hour', at)"],
    [
      'observation_daily',
      OBSERVED_UP,
      OBSERVED,
      'observation',
      `(at at time zone '${zone}')::date::timestamp at time zone '${zone}'`,
    ],
    ['measurement_hourly', MEASURED_UP, MEASURED, 'measurement', "date_trunc('hour', at)"],
    [
      'measurement_daily',
      MEASURED_UP,
      MEASURED,
      'measurement',
      `(at at time zone '${zone}')::date::timestamp at time zone '${zone}'`,
    ],
    ['coverage_hourly', COVERED_UP, COVERED, 'coverage', "date_trunc('hour', minute)"],
    [
      'coverage_daily',
      COVERED_UP,
      COVERED,
      'coverage',
      `(minute at time zone '${zone}')::date::timestamp at time zone '${zone}'`,
    ],
  ] as const;
  const found: unknown[] = [];
  for (const [table, kept, summed, raw, bucket] of pairs) {
    const groups = summed.slice(0, summed.search(/, count\(\*\)/));
    const { rows } = await database.query(
      `with kept as (select bucket, ${kept} from ${table} where bucket >= $1),
            truth as (select ${bucket} as bucket, ${summed} from ${raw} group by 1, ${groups}
                      having ${bucket.replaceAll('at at', 'min(at) at')} is not null or true)
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
    `truncate observation, measurement, coverage, delta_mark, rollup_dirty, raw_kept, observation_15min, observation_hourly,
       observation_daily, measurement_hourly, measurement_daily, coverage_hourly, coverage_daily`,
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
      capturedAt: START + ((seed * 7_919 + i * 104_729_000) % SPAN_MS),
      kind: pick(['crossed', 'entered', 'dwelled'] as const, i),
      cameraId: pick(['gate', 'yard'], i + 1),
      zoneId: pick(['kerb', null], i + 2),
      class: pick(['person', 'car', null] as const, i + 3),
      direction: pick(['forward', 'backward', null] as const, i + 4),
      value: pick([null, 0.1, 0.7, 1e15, -3.3], i + 5),
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
      { cameraId: 'gate', minute, areaId: 'old-ward', received: seed % 11, looked: seed % 7, dropped: { stale: 1 } },
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
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), rollup, limit, interrupted: fc.boolean() }) },
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
              if (step.rollup !== 'coverage') await add(defined(step.rollup), zone, step.limit, step.interrupted);
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
    { numRuns: 15 },
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
  await removeOlder(database, 'observation', until, new AbortController().signal);
  await removeOlder(database, 'measurement', until, new AbortController().signal);
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
  const from = await readerPosition(database, 'rollup-observation');
  const delta = await readDelta(database, OBSERVATION_ROLLUP, from, 100);
  expect(await addDelta(database, OBSERVATION_ROLLUP, from, delta, hanoi)).toBeNull();
  await refreshAll(berlin);
  expect(await differences(berlin)).toEqual([]);
});

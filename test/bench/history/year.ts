import { transaction, type Database } from '../../../store/database.ts';
import { tellDays } from '../../../store/day-totals.ts';
import { accountGaps, saveGapAccount } from '../../../store/gaps.ts';
import { weighMissed } from '../../../store/missed-whole.ts';
import { DEFAULT_PLANNING } from '../../../contracts/planning.ts';
import { openHistory } from '../../../store/history-fill.ts';
import { sumHistory } from '../../../store/history-sums.ts';
import { COVERAGE_ROLLUP, ROLLUPS } from '../../../store/rollup-definitions.ts';
import { isPacked, keptIn } from '../../../store/rollup-series.ts';
import { sayCaughtUp } from '../../../store/rollup-freshness.ts';
import { ALERTS, CITY, COVERAGE_DAYS, COVERAGE_HOURS, DAY_OF_JOURNEYS, READINGS } from './year-sql.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const START = Date.parse('2025-01-01T00:00:00+07:00');
export const END = Date.parse('2026-01-01T00:00:00+07:00');
const DAYS = Math.round((END - START) / DAY_MS);
/** Days that are summed in one go: what they are sorted in fits into memory. */
const DAYS_SUMMED = 5;
const GAP_DAYS = 7;
/** Journeys of each hour of the day, and of each weekday from Sunday on, as shares of the mean. */
const HOURS = '0.2 0.1 0.1 0.1 0.3 0.8 1.6 2.3 1.7 1.2 1.1 1.3 1 1 1.1 1.3 1.7 2.3 1.8 1.2 0.8 0.5 0.3 0.2'
  .split(' ')
  .map(Number);
const WEEKDAYS = [0.75, 1.05, 1.05, 1.05, 1.05, 1.1, 0.95];
/** Two crossings; of every third a speed; for every sixth somebody who enters a zone and leaves it. */
const ROWS_PER_JOURNEY = 2 + 1 / 3 + 2 / 6;

/** What the year is made of. */
export type Year = {
  readonly cameras: number;
  readonly rows: number;
  readonly timeZone: string;
  readonly say: (line: string) => void;
};

/** Tables of sums with a row for nearly every observation: their indexes are made when they are full. */
const PACKED = ROLLUPS.flatMap((definition) =>
  definition.levels
    // A month is added to as it is filled.
    .filter((level) => isPacked(definition, level) && level.bucket !== 'month')
    .map((level) => keptIn(definition, level)),
);

/** Levels that came later than some years that were kept. */
const WHOLE = ['missed_whole_hourly', 'missed_whole_daily', 'missed_way_monthly', 'observation_city_daily'];

type Step = { readonly name: string; readonly work: () => Promise<unknown> };

/**
 * Fills 2025: an agent, cameras in ten wards with four lines and a zone each, their journeys with a rhythm of hours and
 * weekdays, sensors, alerts, gaps of about 1.3 % of the time; sums all of it. What was done before is not done again, so
 * that it may be broken off.
 */
export async function fillYear(database: Database, year: Year): Promise<void> {
  const { cameras, timeZone, say } = year;
  await database.query('create table if not exists bench_step (name text primary key)');
  await database.query('create table if not exists bench_index (name text primary key, of_table text, again text)');
  const stages: readonly (readonly [what: string, steps: readonly Step[]])[] = [
    ['the city', [{ name: 'city', work: () => prepareCity(database, year) }]],
    ['observations', Array.from({ length: DAYS }, (_, day) => dayStep(database, year, day))],
    ['indexes', [{ name: 'raw-indexes', work: () => makeIndexes(database, 'observation') }]],
    [
      'readings and alerts',
      [
        {
          name: 'readings',
          work: () => database.query(READINGS, [new Date(START), new Date(END), sensorsOf(cameras)]),
        },
        { name: 'alerts', work: () => database.query(ALERTS, [new Date(START), new Date(END), cameras]) },
      ],
    ],
    ['coverage', [{ name: 'coverage', work: () => fillCoverage(database, year) }]],
    // Sums are planned by how many rows there are; a small sample of each chunk tells that.
    [
      'statistics of rows',
      [
        {
          name: 'analyze-observation',
          work: () =>
            transaction(database, async (connection) => {
              await connection.query('set local default_statistics_target = 10');
              await connection.query('analyze observation');
            }),
        },
      ],
    ],
    ['sums', [{ name: 'bare-sums', work: () => dropIndexes(database, PACKED) }]],
    ['sums', sumSteps(database, timeZone)],
    ['indexes of sums', PACKED.map((table) => ({ name: `index-${table}`, work: () => makeIndexes(database, table) }))],
    [
      'statistics of tables',
      [
        { name: 'vacuum-observation', work: () => database.query('vacuum (analyze, truncate off) observation') },
        ...PACKED.map((table) => ({
          name: `vacuum-${table}`,
          work: () => database.query(`vacuum (analyze) ${table}`),
        })),
        { name: 'analyze', work: () => database.query('analyze') },
      ],
    ],
    [
      'days',
      [
        {
          name: 'days-alike',
          work: () =>
            tellDays(database, { from: new Date(START), to: new Date(END) }, new Date(END), { timeZone, holidays: [] }),
        },
      ],
    ],
    ['gaps', gapSteps(database, timeZone)],
    [
      'what was missed as a whole',
      [
        {
          name: 'missed-weighed',
          work: () => weighMissed(database, DEFAULT_PLANNING.carUnits, timeZone, new AbortController().signal),
        },
        ...WHOLE.map((table) => ({ name: `vacuum-${table}`, work: () => database.query(`vacuum (analyze) ${table}`) })),
      ],
    ],
    ['gaps', [{ name: 'gaps-done', work: () => sayAccounted(database) }]],
  ];
  for (const [what, steps] of stages) {
    const before = performance.now();
    await doSteps(database, steps, (done) => say(`  ${what}: ${Math.round((100 * done) / steps.length)} %`));
    const tookS = (performance.now() - before) / 1000;
    if (tookS > 1) say(`  ${what}: done in ${tookS.toFixed(0)} s`);
  }
}

/** Two at a time, as there are processors. */
async function doSteps(database: Database, steps: readonly Step[], told: (done: number) => void): Promise<void> {
  const { rows } = await database.query<{ name: string }>('select name from bench_step');
  const known = new Set(rows.map(({ name }) => name));
  const open = steps.filter(({ name }) => !known.has(name));
  let done = steps.length - open.length;
  let toldAt = performance.now();
  const worker = async (): Promise<void> => {
    for (let step = open.shift(); step; step = open.shift()) {
      await step.work();
      await database.query('insert into bench_step (name) values ($1)', [step.name]);
      done += 1;
      if (performance.now() - toldAt < 10_000) continue;
      toldAt = performance.now();
      told(done);
    }
  };
  await Promise.all([worker(), worker()]);
}

async function prepareCity(database: Database, { cameras, timeZone }: Year): Promise<void> {
  await openHistory(database, timeZone);
  for (const [sql, values] of CITY(cameras, sensorsOf(cameras), new Date(START))) await database.query(sql, values);
  await dropIndexes(database, ['observation'], 'and not i.indisprimary');
}

/** Making an index anew is quicker than growing it with each row. */
async function dropIndexes(database: Database, tables: readonly string[], which = ''): Promise<void> {
  await transaction(database, async (connection) => {
    const { rows } = await connection.query<{ table: string; name: string; again: string; primary: boolean }>(
      `select t as table, c.relname as name, i.indisprimary as primary,
              case when i.indisprimary then format('alter table %I add %s', t, pg_get_constraintdef(k.oid)) else pg_get_indexdef(c.oid) end as again
         from unnest($1::text[]) t join pg_index i on i.indrelid = t::regclass ${which} join pg_class c on c.oid = i.indexrelid
         left join pg_constraint k on k.conindid = c.oid`,
      [tables],
    );
    for (const { table, name, again, primary } of rows) {
      await connection.query('insert into bench_index values ($1, $2, $3)', [name, table, again]);
      await connection.query(primary ? `alter table ${table} drop constraint ${name}` : `drop index ${name}`);
    }
  });
}

async function makeIndexes(database: Database, table: string): Promise<void> {
  const { rows } = await database.query<{ name: string; again: string }>(
    'select name, again from bench_index where of_table = $1 order by again',
    [table],
  );
  for (const { name, again } of rows)
    await transaction(database, async (connection) => {
      await connection.query(again);
      await connection.query('delete from bench_index where name = $1', [name]);
    });
}

function dayStep(database: Database, { cameras, rows }: Year, day: number): Step {
  const from = START + day * DAY_MS;
  const weight = WEEKDAYS[new Date(from + 7 * HOUR_MS).getUTCDay()] ?? 1;
  const perHour = rows / ROWS_PER_JOURNEY / DAYS / 24;
  const counts = HOURS.map((hour) => Math.round(perHour * hour * weight));
  return {
    name: `day-${day}`,
    work: () => database.query(DAY_OF_JOURNEYS, [new Date(from), counts, cameras, String(day), '0']),
  };
}

async function fillCoverage(database: Database, { cameras, timeZone }: Year): Promise<void> {
  await database.query(COVERAGE_HOURS, [new Date(START), new Date(END), cameras]);
  await database.query(COVERAGE_DAYS, [timeZone]);
}

function sumSteps(database: Database, timeZone: string): readonly Step[] {
  const parts = Array.from({ length: Math.ceil(DAYS / DAYS_SUMMED) }, (_, n) => START + n * DAYS_SUMMED * DAY_MS);
  // Coverage is filled in as sums: the minutes of a year would be a hundred million rows that no page reads.
  return ROLLUPS.filter(({ name }) => name !== COVERAGE_ROLLUP.name).flatMap((definition) =>
    parts.map((from) => ({
      name: `sum-${definition.name}-${new Date(from).toISOString()}`,
      work: () =>
        sumHistory(database, definition, {
          from: new Date(from),
          to: new Date(Math.min(END, from + DAYS_SUMMED * DAY_MS)),
          timeZone,
        }),
    })),
  );
}

function gapSteps(database: Database, timeZone: string): readonly Step[] {
  return Array.from({ length: Math.ceil(DAYS / GAP_DAYS) }, (_, n) => {
    const from = START + n * GAP_DAYS * DAY_MS;
    const days = { from: new Date(from), to: new Date(Math.min(END, from + GAP_DAYS * DAY_MS)) };
    return {
      name: `gaps-${n}`,
      work: () => accountGaps(database, days, new Date(END), { timeZone, holidays: [] }),
    };
  });
}

async function sayAccounted(database: Database): Promise<void> {
  for (const rollup of ['observation', 'coverage', 'value', 'presence', 'movement', 'measurement'] as const)
    await sayCaughtUp(database, rollup, new Date(END + 10 * 60_000));
  await saveGapAccount(database, { until: new Date(END), renewedAt: new Date(END), alikeFrom: new Date(START) });
}

/** An hour of new data as ingest commits it, the busiest there is. @returns how many observations */
export async function insertHour(
  database: Database,
  { cameras, rows }: Pick<Year, 'cameras' | 'rows'>,
): Promise<number> {
  const most = Math.max(...HOURS) * Math.max(...WEEKDAYS);
  const count = Math.round((rows / ROWS_PER_JOURNEY / DAYS / 24) * most);
  const { rowCount } = await database.query(DAY_OF_JOURNEYS, [
    new Date(END),
    [count],
    cameras,
    `new-${Date.now().toString(36)}`,
    null,
  ]);
  return rowCount ?? 0;
}

/** What the year takes on disk, bytes for one observation: the rows with their indexes, and the sums made of them. */
export async function bytesPerObservation(database: Database): Promise<{ rows: number; raw: number; sums: number }> {
  const sums = ROLLUPS.filter(({ raw }) => raw === 'observation').flatMap((definition) => [
    ...definition.levels.map((level) => keptIn(definition, level)),
    ...(definition.series ? [definition.series.table] : []),
  ]);
  const size = async (tables: readonly string[]): Promise<number> => {
    const { rows } = await database.query<{ bytes: number }>(
      `select sum(pg_total_relation_size(c.oid))::float8 as bytes from pg_class c
        where c.oid = any (select t::regclass from unnest($1::text[]) t) or c.oid in (
          select inhrelid from pg_inherits where inhparent = any (select t::regclass from unnest($1::text[]) t))`,
      [tables],
    );
    return rows[0]?.bytes ?? 0;
  };
  const { rows } = await database.query<{ count: number }>('select count(*)::float8 as count from observation');
  const count = rows[0]?.count ?? 0;
  const [raw, ofSums] = [await size(['observation']), await size([...new Set(sums)])];
  return { rows: count, raw: Math.round(raw / count), sums: Math.round(ofSums / count) };
}

function sensorsOf(cameras: number): number {
  return Math.max(1, Math.round(cameras / 10));
}

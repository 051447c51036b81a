import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { flowQuery, movementQuery } from '../../contracts/history.ts';
import { eventQuery, pastQuery } from '../../contracts/history-events.ts';
import { startDatabase } from '../../demo/database.ts';
import { readEvents } from '../../gateway/edges/history/read-events.ts';
import { readFlows } from '../../gateway/edges/history/read-flows.ts';
import { readMovements } from '../../gateway/edges/history/read-movements.ts';
import { readPast } from '../../gateway/edges/history/read-past.ts';
import { openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { refreshRollups } from '../../store/rollup-refresh.ts';
import { WHOLE_CITY } from '../../store/scope.ts';
import { bytesPerObservation, fillYear, insertHour, prepareYear } from './history/year.ts';
import { RAW_QUESTIONS } from './history/raw-questions.ts';

/**
 * A year of 200 cameras: the questions of the planners' pages, as the gateway answers them from roll-ups, against the same
 * questions to the raw rows, in one run; what an hour of new data costs to sum; what an observation takes on disk.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '8000000' },
    cameras: { type: 'string', default: '200' },
    repeats: { type: 'string', default: '15' },
    raw: { type: 'string', default: '3' },
  },
});
const ZONE = 'Asia/Ho_Chi_Minh';
const cameras = Number(values.cameras);
const repeats = Number(values.repeats);
const LIMIT_MS = 300;

const dir = await mkdtemp(path.join(tmpdir(), 'citywatch-bench-history-'));
const embedded = await startDatabase({ dir, log: pino({ level: 'warn' }, pino.destination(2)) });
const database = openDatabase({ url: embedded.url, name: 'bench', max: 4, onError: () => undefined });

try {
  const { timescale } = await migrate(database);
  console.log(`TimescaleDB ${timescale ?? 'not there: plain PostgreSQL'}`);
  await prepareYear(database, { cameras, timeZone: ZONE });
  const rows = await fillYear(database, { cameras, rows: Number(values.rows), timeZone: ZONE, say: console.log });
  const bytes = await bytesPerObservation(database);
  console.log(`${rows.toLocaleString('en')} observations of ${cameras} cameras, ${bytes} bytes each with indexes`);

  const at = (n: number): string => `cam-${(n * 37) % cameras}`;
  const year = { from: '2025-01-01', to: '2026-01-01' };
  const month = { from: '2025-10-01', to: '2025-11-01' };
  const flows = (query: Record<string, string>) => readFlows(database, flowQuery.parse(query), WHOLE_CITY);
  const QUESTIONS: Readonly<Record<keyof typeof RAW_QUESTIONS, (n: number) => Promise<unknown>>> = {
    'overview: classes over a year': () => flows({ ...year, by: 'none', split: 'class' }),
    'overview: days of a year': () => flows({ ...year, by: 'day' }),
    'overview: hours of the week over a year': () => flows({ ...year, by: 'hour-of-week' }),
    'overview: busiest lines of a month': () => flows({ ...month, by: 'none', split: 'zone,direction' }),
    'one camera: hours of a month by class': (n) => flows({ ...month, by: 'hour', split: 'class', cameraIds: at(n) }),
    'junction: movements of a month': (n) =>
      readMovements(database, movementQuery.parse({ ...month, cameraId: at(n) }), WHOLE_CITY),
    'map of the past: a day in quarters': (n) =>
      readPast(database, pastQuery.parse({ from: day(n), to: day(n + 1), stepS: '900' }), WHOLE_CITY),
    'search: events of a camera': (n) =>
      readEvents(
        database,
        eventQuery.parse({ ...year, of: 'observations', deviceIds: at(n), classes: 'bus', limit: '24' }),
        WHOLE_CITY,
      ),
  };

  const results = [];
  for (const [name, ask] of Object.entries(QUESTIONS) as [
    keyof typeof RAW_QUESTIONS,
    (n: number) => Promise<unknown>,
  ][]) {
    await ask(0);
    const took = await timed(repeats, ask);
    const sql = RAW_QUESTIONS[name];
    const raw = sql === null ? null : await timed(Number(values.raw), (n) => database.query(sql(at(n), ZONE)));
    const [p50, p95] = [quantile(took, 0.5), quantile(took, 0.95)];
    const rawP50 = raw && quantile(raw, 0.5);
    results.push({ name, p50, p95, rawP50 });
    const against =
      rawP50 === null ? 'answered from raw rows' : `raw ${rawP50.toFixed(0)} ms, ${(rawP50 / p50).toFixed(0)} ×`;
    console.log(
      `${name.padEnd(42)} p50 ${p50.toFixed(0).padStart(4)} ms  p95 ${p95.toFixed(0).padStart(4)} ms  ${against}`,
    );
  }

  const fresh = await insertHour(database, cameras, 20);
  const before = performance.now();
  await refreshRollups(database, ZONE);
  const refreshS = (performance.now() - before) / 1000;
  console.log(
    `an hour of new data, ${fresh.toLocaleString('en')} observations, summed in ${refreshS.toFixed(2)} s (aim under 2)`,
  );

  const worst = Math.max(...results.map(({ p95 }) => p95));
  const factors = results.flatMap(({ p50, rawP50 }) => (rawP50 === null ? [] : [rawP50 / p50])).sort((a, b) => a - b);
  console.log(
    JSON.stringify({
      bench: 'history',
      ratio: round(worst / LIMIT_MS),
      worstP95Ms: Math.round(worst),
      fasterThanRawMedian: Math.round(factors[Math.floor(factors.length / 2)] ?? 0),
      fasterThanRawLeast: Math.round(factors[0] ?? 0),
      rows,
      refreshS: round(refreshS),
      bytesPerObservation: bytes,
      pages: Object.fromEntries(
        results.map(({ name, p50, p95, rawP50 }) => [
          name,
          { p50: Math.round(p50), p95: Math.round(p95), raw: rawP50 && Math.round(rawP50) },
        ]),
      ),
    }),
  );
} finally {
  await database.end();
  await embedded.stop();
  await rm(dir, { recursive: true, force: true });
}

/** A day of October 2025. */
function day(n: number): string {
  return new Date(Date.UTC(2025, 9, 1 + (n % 29))).toISOString().slice(0, 10);
}

async function timed(times: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const took = [];
  for (let n = 1; n <= times; n++) {
    const before = performance.now();
    await work(n);
    took.push(performance.now() - before);
  }
  return took;
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

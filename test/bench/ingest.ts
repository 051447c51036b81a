import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { startDatabase } from '../../demo/database.ts';
import { refreshGaps } from '../../store/gap-refresh.ts';
import { refreshRollups } from '../../store/rollup-refresh.ts';
import { openDatabase } from '../../store/database.ts';
import { writeMeasurements } from '../../store/measurements-write.ts';
import { migrate } from '../../store/migrate.ts';
import { writeObservations, type ObservationRow } from '../../store/observations-write.ts';
import { END, fillYear } from './history/year.ts';
import { startChild } from './child.ts';

/**
 * Observations and measurements written per second, in batches as ingest writes them and as fast as the database takes
 * them: alone; while all roll-ups are kept and planners open page after page; and, for comparison, when besides
 * analytics judges all of it. Each a process of its own as in a city, turn by turn in one run, every second turn the
 * other way round; the medians.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    cameras: { type: 'string', default: '100' },
    planners: { type: 'string', default: '3' },
    everyS: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '20' },
    turns: { type: 'string', default: '3' },
  },
});
const ZONE = 'Asia/Ho_Chi_Minh';
const BATCH = 500;
const WAYS = ['alone', 'beside', 'judging'] as const;
type Way = (typeof WAYS)[number];
const SAID: Readonly<Record<Way, string>> = {
  alone: 'alone',
  beside: 'beside planners and roll-ups',
  judging: 'beside planners and all of analytics',
};
const cameras = Number(values.cameras);
const seconds = Number(values.seconds);
// A small server's settings, as in bench:history.
const SERVER = { shared_buffers: '1GB', work_mem: '24MB', max_wal_size: '4GB', checkpoint_timeout: '15min' };

const log = pino({ level: 'error' }, pino.destination(2));
const dir = await mkdtemp(path.join(tmpdir(), 'citywatch-bench-ingest-'));
const embedded = await startDatabase({ dir, log, settings: SERVER });
const open = (name: string, max: number) => openDatabase({ url: embedded.url, name, max, onError: () => undefined });
const writer = open('bench-writer', 2);
let serial = 0;

try {
  await migrate(writer);
  console.log(`filling a year of ${cameras} cameras, about ${Number(values.rows).toLocaleString('en')} observations`);
  await fillYear(writer, { cameras, rows: Number(values.rows), timeZone: ZONE, say: console.log });
  // Since then nobody watched: gaps of the months since are not what is measured.
  await writer.query('update service_span set to_at = $1', [new Date(END)]);
  await refreshRollups(writer, ZONE);
  await refreshGaps(writer, { timeZone: ZONE, holidays: [] }, new AbortController().signal, { daysAtOnce: 30 });
  await write(3);
  const rates: Record<Way, number[]> = { alone: [], beside: [], judging: [] };
  const pages: number[] = [];
  for (let turn = 0; turn < Number(values.turns); turn++) {
    for (const way of turn % 2 === 0 ? WAYS : WAYS.toReversed()) {
      const stop = way === 'alone' ? null : await busy(way === 'beside' ? 'rollups' : 'analytics');
      const perS = await write(seconds);
      rates[way].push(perS);
      const waited = (await stop?.()) ?? [];
      if (way === 'beside') pages.push(...waited);
      console.log(`  ${SAID[way]}: ${Math.round(perS).toLocaleString('en')} rows/s`);
    }
  }
  console.log(
    `${values.planners} planners, a page every ${values.everyS} s each: ${pages.length} pages opened, p50 ${Math.round(median(pages))} ms`,
  );
  console.log(
    JSON.stringify({
      bench: 'ingest',
      ratio: share(rates.beside, rates.alone),
      ratioWithJudging: share(rates.judging, rates.alone),
      alonePerS: Math.round(median(rates.alone)),
      besidePerS: Math.round(median(rates.beside)),
      judgingPerS: Math.round(median(rates.judging)),
      planners: Number(values.planners),
      pageP50Ms: Math.round(median(pages)),
    }),
  );
} finally {
  await writer.end();
  await embedded.stop();
  await rm(dir, { recursive: true, force: true });
}

/** Writes for so long. @returns rows a second, observations and measurements together */
async function write(forS: number): Promise<number> {
  const from = performance.now();
  let rows = 0;
  while (performance.now() - from < forS * 1000) {
    const at = Date.now();
    await Promise.all([
      writeObservations(
        writer,
        Array.from({ length: BATCH }, (_, n) => anObservation(at, n)),
        [],
      ),
      writeMeasurements(
        writer,
        Array.from({ length: BATCH }, (_, n) => aMeasurement(at, n)),
        [],
      ),
    ]);
    rows += 2 * BATCH;
  }
  return rows / ((performance.now() - from) / 1000);
}

/** Starts roll-ups or all of analytics, and planners. @returns what ends both, with how long planners waited, ms */
async function busy(what: 'rollups' | 'analytics'): Promise<() => Promise<readonly number[]>> {
  const env = {
    DATABASE_URL: embedded.url,
    PLANNERS: values.planners,
    EVERY_MS: String(Number(values.everyS) * 1000),
    CAMERAS: values.cameras,
  };
  const beside = await startChild(`ingest/${what}.ts`, env);
  const planners = await startChild('ingest/planners.ts', env);
  return async () => {
    // Our own child answers with numbers.
    const waited = (await planners.ask()) as readonly number[];
    const cpuS = await beside.cpuS();
    await Promise.all([planners.stop(), beside.stop()]);
    console.log(`  ${what} took ${cpuS.toFixed(1)} s of processor, planners opened ${waited.length} pages`);
    return waited;
  };
}

function anObservation(at: number, n: number): ObservationRow {
  const camera = (serial * 7 + n) % cameras;
  return {
    kind: 'crossed',
    cameraId: `cam-${camera}`,
    zoneId: `line-${camera}-${n % 4}`,
    trackId: `t${serial}-${n}`,
    class: n % 3 === 0 ? 'car' : 'motorcycle',
    direction: n % 2 === 0 ? 'forward' : 'backward',
    value: null,
    uncertainty: null,
    score: 0.8,
    box: { x: 0.1, y: 0.2, w: 0.1, h: 0.2 },
    capturedAt: at,
    receivedAt: at,
    perceivedAt: at,
    naturalKey: `bench-${serial++}`,
    areaId: `ward-${camera % 10}`,
  };
}

function aMeasurement(at: number, n: number) {
  const sensor = serial++ % 500;
  return {
    sensorId: `sensor-${sensor}-${n}`,
    at,
    value: n,
    quality: 'good' as const,
    areaId: `ward-${n % 10}`,
    receivedAt: at,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function share(some: readonly number[], all: readonly number[]): number {
  return Math.round((100 * median(some)) / median(all)) / 100;
}

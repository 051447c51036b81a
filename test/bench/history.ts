import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { startDatabase } from '../../demo/database.ts';
import { openDatabase } from '../../store/database.ts';
import { tookTooLong } from '../../store/database-fault.ts';
import { migrate } from '../../store/migrate.ts';
import { refreshRollups } from '../../store/rollup-refresh.ts';
import { treeMs } from './cameras/processor-time.ts';
import { pagesOf } from './history/pages.ts';
import { bytesPerObservation, fillYear, insertHour } from './history/year.ts';

/**
 * A year of cameras: the planners' pages, each with everything it asks for, answered from roll-ups as the gateway does,
 * against the same questions to the raw rows, in one run; what an hour of new data costs to sum; bytes on disk.
 * `--dir` keeps the year: what was filled in is not filled in again, and more runs measure the same.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '3000000' },
    cameras: { type: 'string', default: '200' },
    repeats: { type: 'string', default: '15' },
    raw: { type: 'string', default: '2' },
    /** Raw rows are given up when they take so many times as long as the page does. */
    'raw-most': { type: 'string', default: '120' },
    dir: { type: 'string' },
    /** Only pages whose name holds one of these words, parted by commas. */
    pages: { type: 'string', default: '' },
    'fill-only': { type: 'boolean', default: false },
  },
});
const ZONE = 'Asia/Ho_Chi_Minh';
const LIMIT_MS = 300;
const cameras = Number(values.cameras);
const rows = Number(values.rows);
// A small server's settings, not the demo's, which shares its memory with everything else.
const SERVER = {
  shared_buffers: '1GB',
  work_mem: '24MB',
  maintenance_work_mem: '512MB',
  effective_cache_size: '8GB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  synchronous_commit: 'off',
};

/** While nothing is measured: what is lost by a power cut is filled in again. */
const FILLING = {
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  work_mem: '256MB',
  max_parallel_maintenance_workers: '0',
  idle_in_transaction_session_timeout: '0',
};

const dir = values.dir ?? (await mkdtemp(path.join(tmpdir(), 'citywatch-bench-history-')));
const embedded = await startDatabase({
  dir,
  log: pino({ level: 'warn' }, pino.destination(2)),
  settings: values['fill-only'] ? { ...SERVER, ...FILLING } : SERVER,
});
const opened = { url: embedded.url, max: 4, onError: () => undefined };
const database = openDatabase({ ...opened, name: 'bench' });
// Pages ask as the gateway does, raw rows are read with all processors there are.
const planning = openDatabase({ ...opened, name: 'bench-planning', workers: false });

try {
  const { timescale } = await migrate(database);
  console.log(`TimescaleDB ${timescale ?? 'not there: plain PostgreSQL'}; shared_buffers ${SERVER.shared_buffers}`);
  console.log(`filling a year of ${cameras} cameras, about ${rows.toLocaleString('en')} observations`);
  const fillFrom = performance.now();
  await fillYear(database, { cameras, rows, timeZone: ZONE, say: console.log });
  console.log(`filled in ${((performance.now() - fillFrom) / 1000).toFixed(0)} s`);
  if (!values['fill-only']) await measure();
} finally {
  await Promise.all([database.end(), planning.end()]);
  await embedded.stop();
  if (values.dir === undefined) await rm(dir, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const bytes = await bytesPerObservation(database);
  console.log(
    `${bytes.rows.toLocaleString('en')} observations: ${bytes.raw} bytes each with indexes, ${bytes.sums} more in all sums`,
  );
  const results = [];
  const wanted = values.pages.split(',');
  for (const page of pagesOf(planning, cameras).filter(({ name }) => wanted.some((word) => name.includes(word)))) {
    await page.ask(0);
    const { took, processor } = await timed(Number(values.repeats), page.ask);
    const [p50, p95] = [quantile(took, 0.5), quantile(took, 0.95)];
    const raw = page.raw(1).length === 0 ? null : await timedRaw(page.raw, p50 * Number(values['raw-most']));
    const rawP50 = raw && quantile(raw.took, 0.5);
    const gaveUp = raw?.gaveUp ?? false;
    results.push({ name: page.name, p50, p95, rawP50, gaveUp, processor, rawProcessor: raw?.processor ?? null });
    const over = gaveUp ? 'over ' : '';
    const against =
      rawP50 === null || raw === null
        ? 'answered from rows'
        : `raw ${over}${rawP50.toFixed(0)} ms, ${over}${(rawP50 / p50).toFixed(0)} ×; of processor ${over}${raw.processor.toFixed(0)} ms`;
    console.log(
      `${page.name.padEnd(36)} p50 ${p50.toFixed(0).padStart(5)} ms  p95 ${p95.toFixed(0).padStart(5)} ms  processor ${processor.toFixed(0).padStart(5)} ms  ${against}`,
    );
  }
  // The first comes to connections and pages of the disk that nobody has asked yet, as after a start; the next as hours do.
  const coldS = await summedHour();
  const refreshS = quantile([await summedHour(), await summedHour(), await summedHour()], 0.5);
  const worst = Math.max(...results.map(({ p95 }) => p95));
  const factors = results.flatMap(({ p50, rawP50 }) => (rawP50 === null ? [] : [rawP50 / p50])).sort((a, b) => a - b);
  console.log(
    JSON.stringify({
      bench: 'history',
      ratio: round(worst / LIMIT_MS),
      worstP95Ms: Math.round(worst),
      pagesOver100: factors.filter((factor) => factor >= 100).length,
      pagesUnder100: factors.filter((factor) => factor < 100).length,
      fasterThanRawMedian: Math.round(factors[Math.floor(factors.length / 2)] ?? 0),
      fasterThanRawLeast: Math.round(factors[0] ?? 0),
      rows: bytes.rows,
      cameras,
      refreshS: round(refreshS),
      refreshColdS: round(coldS),
      bytesPerObservation: bytes.raw,
      bytesOfSums: bytes.sums,
      pages: Object.fromEntries(
        results.map(({ name, p50, p95, rawP50, gaveUp, processor, rawProcessor }) => [
          name,
          {
            p50: Math.round(p50),
            p95: Math.round(p95),
            processor: Math.round(processor),
            rawProcessor: rawProcessor && Math.round(rawProcessor),
            raw: rawP50 && Math.round(rawP50),
            faster: rawP50 && round(rawP50 / p50),
            ...(gaveUp && { rawGivenUp: true }),
          },
        ]),
      ),
    }),
  );
}

/** Seconds in which the busiest hour of new data is summed. */
async function summedHour(): Promise<number> {
  const fresh = await insertHour(database, { cameras, rows });
  const before = performance.now();
  await refreshRollups(database, ZONE);
  const tookS = (performance.now() - before) / 1000;
  console.log(
    `the busiest hour of new data, ${fresh.toLocaleString('en')} observations, summed in ${tookS.toFixed(2)} s (aim: under 2)`,
  );
  return tookS;
}

/** The same of the raw rows, all statements at once, as a page asks; given up after so long, where it would only prove more of the same. */
async function timedRaw(
  raw: (n: number) => readonly string[],
  longestMs: number,
): Promise<Awaited<ReturnType<typeof timed>> & { readonly gaveUp: boolean }> {
  const ofRaw = openDatabase({
    url: embedded.url,
    name: 'bench-raw',
    max: raw(1).length,
    longestMs: Math.ceil(longestMs),
    onError: () => undefined,
  });
  const times = Number(values.raw);
  let asked = 0;
  let gaveUp = false;
  try {
    const ask = async (n: number): Promise<void> => {
      if (gaveUp) return;
      asked++;
      const answers = await Promise.allSettled(raw(n).map((sql) => ofRaw.query(sql)));
      const [failed] = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
      if (failed === undefined) return;
      if (!tookTooLong(failed)) throw failed;
      gaveUp = true;
    };
    const { took, processor } = await timed(times, ask);
    // Those after the one that was given up were not asked.
    return { took: gaveUp ? [Math.max(...took)] : took, processor: (processor * times) / asked, gaveUp };
  } finally {
    await ofRaw.end();
  }
}

/** How long each took, and the processor time of one, the database's included, which a busy machine does not lengthen. */
async function timed(
  times: number,
  work: (n: number) => Promise<unknown>,
): Promise<{ readonly took: readonly number[]; readonly processor: number }> {
  const took = [];
  const usedBefore = await treeMs(process.pid);
  for (let n = 1; n <= times; n++) {
    const before = performance.now();
    await work(n);
    took.push(performance.now() - before);
  }
  return { took, processor: ((await treeMs(process.pid)) - usedBefore) / times };
}

function quantile(sample: readonly number[], q: number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

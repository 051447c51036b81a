import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { exportFormat, type ExportFormat } from '../../contracts/exports.ts';
import { startDatabase } from '../../demo/database.ts';
import { openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { until } from '../support/until.ts';
import { fillEvents, openSession, type Period } from './exports/events.ts';
import { startGatewayProcess } from './exports/gateway.ts';
import { rowsOfFile } from './exports/rows-of-file.ts';
import { mib, takeFile, takeSlowly } from './exports/take-file.ts';

/**
 * What the gateway needs in memory to make a file of a million observations against one of a tenth of that, in each format,
 * over HTTP, each in a process of its own; the same for a client that takes it slowly; and how soon nothing is read any
 * more when a client leaves. Each file is read again and its rows are counted.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    formats: { type: 'string', default: exportFormat.options.join(',') },
    /** MiB that V8 may keep of what lives longer; without it as it is shipped. */
    'old-space': { type: 'string' },
    /** Keeps the database. */
    dir: { type: 'string' },
  },
});
const formats = values.formats.split(',').map((format) => exportFormat.parse(format));
const oldSpaceMiB = values['old-space'] === undefined ? undefined : Number(values['old-space']);
const say = (line: string): void => console.log(line);
const round = (value: number): number => Math.round(value * 100) / 100;

const dir = values.dir ?? (await mkdtemp(path.join(tmpdir(), 'citywatch-bench-exports-')));
const files = await mkdtemp(path.join(tmpdir(), 'citywatch-bench-exported-'));
const embedded = await startDatabase({
  dir,
  log: pino({ level: 'warn' }, pino.destination(2)),
  settings: { shared_buffers: '256MB', max_wal_size: '2GB', synchronous_commit: 'off' },
});
const database = openDatabase({ url: embedded.url, name: 'bench', max: 2, onError: () => undefined });
try {
  await migrate(database);
  say(`filling ${Number(values.rows).toLocaleString('en')} observations`);
  const { tenth, all } = await fillEvents(database, Number(values.rows), say);
  const cookie = await openSession(database);
  const results = [];
  for (const format of formats) {
    const few = await measured(format, tenth, cookie);
    results.push({ format, few, many: await measured(format, all, cookie) });
  }
  const slow = await slowly(all, cookie);
  const ratios = results.map(({ few, many }) => many.grownMiB / few.grownMiB);
  say(
    JSON.stringify({
      bench: 'exports',
      ratio: round(Math.max(...ratios)),
      rows: all.rows,
      rowsOfTenth: tenth.rows,
      ...(oldSpaceMiB !== undefined && { oldSpaceMiB }),
      formats: Object.fromEntries(
        results.map(({ format, few, many }, at) => [
          format,
          {
            ratio: round(ratios[at] ?? 0),
            grownMiB: Math.round(many.grownMiB),
            grownMiBOfTenth: Math.round(few.grownMiB),
            beforeMiB: Math.round(many.beforeMiB),
            rowsPerS: Math.round(all.rows / many.tookS),
            fileMiB: mib(many.bytes),
          },
        ]),
      ),
      slow,
    }),
  );
} finally {
  await database.end();
  await embedded.stop();
  await rm(files, { recursive: true, force: true });
  if (values.dir === undefined) await rm(dir, { recursive: true, force: true });
}

/** Takes a file of a fresh gateway, and reads it again. */
async function measured(format: ExportFormat, period: Period, cookie: string) {
  const gateway = await startGatewayProcess(embedded.url, oldSpaceMiB);
  const asked = { url: gateway.url, cookie };
  const file = { format, period, path: path.join(files, `events.${format}`) };
  try {
    // What is loaded with the first file is not what a file takes.
    await takeFile(asked, { ...file, period: { ...period, to: hourAfter(period.from) } }, () => undefined);
    say(`  ${format} of ${period.rows.toLocaleString('en')} rows`);
    const startedAt = performance.now();
    let bytes = 0;
    const { before, peak } = await gateway.memoryOf(async () => {
      bytes = await takeFile(asked, file, say);
    });
    const tookS = (performance.now() - startedAt) / 1000;
    const rows = await rowsOfFile(format, file.path);
    if (rows !== period.rows) throw new Error(`the ${format} holds ${rows} of ${period.rows} rows`);
    say(`    ${mib(bytes)} MiB in ${tookS.toFixed(0)} s; memory ${before.toFixed(0)} → ${peak.toFixed(0)} MiB`);
    return { bytes, tookS, beforeMiB: before, grownMiB: peak - before };
  } finally {
    await gateway.stop();
    await rm(file.path, { force: true });
  }
}

/** A client that takes 512 KiB a second and leaves after a while. */
async function slowly(period: Period, cookie: string) {
  const gateway = await startGatewayProcess(embedded.url, oldSpaceMiB);
  const seconds = 15;
  try {
    say('  a client that takes GeoJSON at 512 KiB/s, and leaves');
    const asked = { url: gateway.url, cookie };
    let bytes = 0;
    const { before, peak } = await gateway.memoryOf(async () => {
      bytes = await takeSlowly(asked, { format: 'geojson', period }, { bytesPerS: 512 * 1024, seconds });
    });
    const leftAt = performance.now();
    await until(isNothingRead, 'the end of what was left');
    const endedMs = Math.round(performance.now() - leftAt);
    say(
      `    took ${mib(bytes)} MiB; memory ${before.toFixed(0)} → ${peak.toFixed(0)} MiB; ended ${endedMs} ms after it left`,
    );
    return { grownMiB: Math.round(peak - before), endedMs };
  } finally {
    await gateway.stop();
  }
}

/** Every file that was begun has ended, and the gateway's connections are idle. */
async function isNothingRead(): Promise<boolean> {
  const { rows } = await database.query<{ over: boolean }>(
    `select (select count(*) filter (where action = 'export.start') = count(*) filter (where action = 'export.end') from audit)
       and not exists (select from pg_stat_activity where application_name = 'citywatch-gateway' and query ~ 'natural_key' and state <> 'idle') as over`,
  );
  return rows[0]?.over ?? false;
}

function hourAfter(from: string): string {
  return new Date(Date.parse(from) + 3_600_000).toISOString();
}

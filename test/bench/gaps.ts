import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { startDatabase } from '../../demo/database.ts';
import { openDatabase } from '../../store/database.ts';
import { openHistory } from '../../store/history-fill.ts';
import { migrate } from '../../store/migrate.ts';
import { accountCity, missedDays, type MissedDay } from './gaps/account.ts';
import { CASES, WEEKS, type GapCase } from './gaps/cases.ts';
import { madeCity, type RoadHour } from './gaps/made-city.ts';

/**
 * What is estimated for gaps against a made-up truth, kind of gap by kind of gap: how far off, and how often the interval
 * holds it, of cameras, of their days, and of all cameras together. Prints the table of docs/planning.md.
 */
const { values } = parseArgs({
  options: {
    /** Cities of each kind. */
    throws: { type: 'string', default: '5' },
    roads: { type: 'string', default: '20' },
    /** Only kinds of gaps whose name holds one of these words, parted by commas. */
    cases: { type: 'string', default: '' },
  },
});
const roads = Number(values.roads);
const days = WEEKS * 7;
const Z95 = 1.96;

type Judged = { readonly truth: number; readonly missed: number; readonly within: number };

const dir = await mkdtemp(path.join(tmpdir(), 'citywatch-bench-gaps-'));
const embedded = await startDatabase({
  dir,
  log: pino({ level: 'error' }, pino.destination(2)),
  settings: { fsync: 'off', synchronous_commit: 'off', max_wal_size: '1GB', work_mem: '32MB' },
});
const database = openDatabase({ url: embedded.url, max: 4, onError: () => undefined, name: 'bench-gaps' });
try {
  await migrate(database);
  await openHistory(database, 'Asia/Ho_Chi_Minh');
  const words = values.cases.split(',');
  console.log(
    '| hidden | bias | a camera held | its days | ± of what was hidden | all cameras held | their sum off by | ± of the sum |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  const all: Judged[] = [];
  for (const one of CASES.filter(({ name }) => words.some((word) => name.includes(word)))) {
    const cameras = await tryCase(one);
    all.push(...cameras);
  }
  console.log(JSON.stringify({ bench: 'gaps', cameras: all.length, held: share(all) }));
} finally {
  await database.end();
  await embedded.stop();
  await rm(dir, { recursive: true, force: true });
}

async function tryCase(one: GapCase): Promise<readonly Judged[]> {
  const cameras: Judged[] = [];
  const cameraDays: Judged[] = [];
  const sums: Judged[] = [];
  for (let seed = 1; seed <= Number(values.throws); seed++) {
    const city = madeCity(one, roads, days, seed);
    await accountCity(database, city);
    for (const [road, hours] of city.entries()) {
      const lost = lostByDay(hours);
      const truth = lost.reduce((sum, n) => sum + n, 0);
      if (truth === 0) continue;
      cameras.push(judged(truth, await missedDays(database, { road, days, by: 'none' })));
      for (const day of await missedDays(database, { road, days, by: 'day' }))
        cameraDays.push(judged(lost[day.day] ?? 0, [day]));
    }
    const truth = city.flatMap(lostByDay).reduce((sum, n) => sum + n, 0);
    sums.push(judged(truth, await missedDays(database, { road: null, days, by: 'none' })));
  }
  const total = (of: 'truth' | 'missed') => cameras.reduce((sum, camera) => sum + camera[of], 0);
  const off = Math.sqrt(mean(sums.map(({ truth, missed }) => ((missed - truth) / truth) ** 2)));
  console.log(
    `| ${[
      one.name,
      signed(total('missed') / total('truth') - 1),
      percent(share(cameras)),
      percent(share(cameraDays)),
      percent(mean(cameras.map(({ truth, within }) => within / truth))),
      `${sums.filter(isHeld).length} of ${sums.length}`,
      percent(off, 1),
      percent(mean(sums.map(({ truth, within }) => within / truth)), 1),
    ].join(' | ')} |`,
  );
  return cameras;
}

function judged(truth: number, missedOn: readonly MissedDay[]): Judged {
  const missed = missedOn.reduce((sum, day) => sum + day.missed, 0);
  return { truth, missed, within: Z95 * Math.sqrt(missedOn.reduce((sum, { variance }) => sum + variance, 0)) };
}

function lostByDay(hours: readonly RoadHour[]): readonly number[] {
  return Array.from({ length: days }, (_, day) =>
    hours.slice(day * 24, day * 24 + 24).reduce((sum, { truth, counted }) => sum + truth - counted, 0),
  );
}

function isHeld({ truth, missed, within }: Judged): boolean {
  return Math.abs(missed - truth) <= within;
}

function share(all: readonly Judged[]): number {
  return all.filter(isHeld).length / all.length;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
}

function percent(of: number, places = 0): string {
  return `${(100 * of).toFixed(places)} %`;
}

function signed(of: number): string {
  const text = percent(of);
  return of > 0 && !text.startsWith('0') ? `+${text}` : text.replace('-', '−');
}

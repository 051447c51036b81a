import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../store/database.ts';
import { refreshGaps } from '../../store/gap-refresh.ts';
import { sayCaughtUp } from '../../store/rollup-freshness.ts';
import { migratedDatabase } from '../support/database.ts';
import { insertSums } from './insert-sums.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const START = Date.parse('2026-01-04T17:00:00Z'); // Monday, midnight in Vĩnh Yên
const HOUR_MS = 3_600_000;
const WEEKS = 10;
const HOURS = WEEKS * 168;
const HOLIDAY = '2026-02-17'; // a Tuesday in week 7

let database: Database;

/** Numbers that look random and are the same each time (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
function poisson(mean: number, roll: () => number): number {
  let [k, p] = [0, roll()];
  for (const limit = Math.exp(-mean); p > limit; p *= roll()) k += 1;
  return k;
}
function normal(roll: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
}

type Hour = { readonly at: number; readonly truth: number; readonly share: number; readonly counted: number };

/** A road with a week's rhythm and days that differ by some 15 %; shares of hours as `watched` says. */
function aRoad(seed: number, watched: (hour: number, roll: () => number) => number): readonly Hour[] {
  const roll = dice(seed);
  let day = 1;
  return Array.from({ length: HOURS }, (_, i) => {
    if (i % 24 === 0) day = Math.exp(0.15 * normal(roll));
    const [ofDay, weekday] = [i % 24, Math.floor(i / 24) % 7];
    const holiday = Math.floor(i / 24) === 6 * 7 + 1;
    const rhythm = 4 + 30 * Math.exp(-(((ofDay - 8) / 3) ** 2)) + 40 * Math.exp(-(((ofDay - 17) / 2.5) ** 2));
    const rate = rhythm * day * (weekday === 6 || holiday ? 0.5 : 1);
    const share = watched(i, roll);
    const counted = poisson(rate * share, roll);
    return { at: START + i * HOUR_MS, share, counted, truth: counted + poisson(rate * (1 - share), roll) };
  });
}

async function store(camera: string, hours: readonly Hour[]): Promise<void> {
  const at = hours.map((hour) => new Date(hour.at));
  await database.query(
    "insert into service_span (camera_id, area_id, from_at) values ($1, 'ward', $2) on conflict do nothing",
    [camera, new Date(START)],
  );
  await insertSums(
    database,
    `insert into observation_hourly (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum)
     select at, 'crossed', $1, 'line', 'car', 'forward', 'ward', n, 0, 0 from unnest($2::timestamptz[], $3::int[]) h(at, n) where n > 0`,
    [camera, at, hours.map(({ counted }) => counted)],
  );
  await database.query(
    `insert into coverage_hourly (bucket, camera_id, area_id, minutes, expected, decoded, quiet, sent, received, looked,
       dropped_edge, dropped, watched)
     select at, $1, 'ward', 60, 300, 0, 0, 0, 0, 0, '{}', '{}', w from unnest($2::timestamptz[], $3::float8[]) h(at, w) where w > 0`,
    [camera, at, hours.map(({ share }) => share * 60)],
  );
}

async function account(laterMs = 0): Promise<void> {
  const end = new Date(START + HOURS * HOUR_MS + 600_000 + laterMs);
  await sayCaughtUp(database, 'observation', end);
  await sayCaughtUp(database, 'coverage', end);
  await refreshGaps(database, { timeZone: ZONE, holidays: [HOLIDAY] }, new AbortController().signal, {
    daysAtOnce: 35,
  });
}

/** Estimate and half width of the 95 % interval of a camera over its missed hours of the days told. */
async function estimate(camera: string, from = START, to = Infinity): Promise<{ missed: number; within: number }> {
  const { rows } = await database.query<{ missed: number; variance: number }>(
    `select coalesce(sum(missed), 0) as missed, coalesce(sum(missed) + sum(rate_sd * rate_sd), 0) as variance from missed_daily
      where camera_id = $1 and bucket >= $2 and bucket < $3`,
    [camera, new Date(from), to === Infinity ? new Date('2100-01-01') : new Date(to)],
  );
  const { missed, variance } = rows[0] ?? { missed: 0, variance: 0 };
  return { missed, within: 1.96 * Math.sqrt(variance) };
}
const lost = (hours: readonly Hour[]) => hours.reduce((sum, { truth, counted }) => sum + truth - counted, 0);

/** Cameras with gaps of all kinds: whole days, single hours, parts of hours. */
const GAPPY = Array.from({ length: 12 }, (_, c) => ({
  name: `gappy-${c}`,
  hours: aRoad(c + 1, (hour, roll) => {
    if (Math.floor(hour / 24) % 9 === c % 9) return 0;
    if (roll() < 0.05) return 0;
    return roll() < 0.05 ? roll() : 1;
  }),
}));
const onHoliday = aRoad(7, (hour) => (Math.floor(hour / 24) === 43 ? 0 : 1));

beforeAll(async () => {
  ({ database } = await migratedDatabase());
  for (const { name, hours } of GAPPY) await store(name, hours);
  await store(
    'whole',
    aRoad(99, () => 1),
  );
  await store('holiday', onHoliday);
  await store('new', aRoad(3, (hour) => (hour < 24 ? 1 : 0)).slice(0, 48));
  await database.query("update service_span set to_at = $1 where camera_id = 'new'", [new Date(START + 48 * HOUR_MS)]);
  // Mondays from eight to ten only: three that were seen, and a fourth, dark at first and half seen then.
  await store(
    'by-hand',
    Array.from({ length: 4 * 168 }, (_, hour) => {
      const [week, of] = [Math.floor(hour / 168), hour % 168];
      const counted = [8, 9].includes(of) ? ([10, 20, 30][week] ?? (of === 9 ? 12 : 0)) : 0;
      const share = week < 3 || ![8, 9].includes(of) ? 1 : of === 9 ? 0.5 : 0;
      return { at: START + hour * HOUR_MS, truth: counted, share, counted };
    }),
  );
  await database.query("update service_span set to_at = $1 where camera_id = 'by-hand'", [
    new Date(START + 4 * 168 * HOUR_MS),
  ]);
  // New too, but with two Mondays to compare its dark third with; before, it saw three quarters of an hour.
  await store('young', aRoad(11, (hour) => (hour < 14 * 24 ? (hour === 100 ? 0.75 : 1) : 0)).slice(0, 15 * 24));
  await database.query("update service_span set to_at = $1 where camera_id = 'young'", [
    new Date(START + 15 * 24 * HOUR_MS),
  ]);
  await store(
    'late',
    aRoad(5, (hour) => (hour === HOURS - 30 ? 0 : 1)),
  );
  await database.query('analyze');
  await account();
}, 120_000);

test('of 12 cameras with gaps of all kinds, nearly all intervals hold what was really missed, and they are not wide', async () => {
  const results = await Promise.all(
    GAPPY.map(async ({ name, hours }) => {
      const { missed, within } = await estimate(name);
      return { truth: lost(hours), missed, within, all: hours.reduce((sum, { truth }) => sum + truth, 0) };
    }),
  );
  const holding = results.filter(({ truth, missed, within }) => Math.abs(truth - missed) <= within);
  expect(holding.length).toBeGreaterThanOrEqual(10);
  for (const { missed, within, all } of results) {
    expect(missed).toBeGreaterThan(0);
    // Some 15 % are missing; the whole is known to a few per cent.
    expect(within / all).toBeLessThan(0.04);
  }
  const bias = results.reduce((sum, { truth, missed }) => sum + (missed - truth) / truth, 0) / results.length;
  expect(Math.abs(bias)).toBeLessThan(0.05);
});

describe('a camera', () => {
  test('without gaps has none, and nothing missed', async () => {
    expect(await estimate('whole')).toEqual({ missed: 0, within: 0 });
    const { rows } = await database.query("select 1 from gap_hourly where camera_id = 'whole'");
    expect(rows).toEqual([]);
  });

  test('has what one works out by hand', async () => {
    const { rows } = await database.query<{ missed: number; rate_sd: number }>(
      "select missed, rate_sd from missed_hourly where camera_id = 'by-hand' order by bucket",
    );
    // Of 10, 20 and 30 the mean is 20 and the variance 100, 80 of it not by chance: k = 20² / 80.
    const k = 5;
    const dark = { missed: 20, rate_sd: Math.sqrt(20 ** 2 / k + 100 / 3) };
    const rate = k / 20 + 0.5;
    const halfSeen = {
      missed: (0.5 * (k + 12)) / rate,
      rate_sd: 0.5 * Math.sqrt((k + 12) / rate ** 2 + (k / 20 / rate) ** 2 * (100 / 3)),
    };
    expect(rows.map(({ missed, rate_sd: sd }) => [missed, sd])).toEqual(
      [dark, halfSeen].map(({ missed, rate_sd: sd }) => [expect.closeTo(missed, 6), expect.closeTo(sd, 6)]),
    );
  });

  test('that is dark on a holiday is compared with Sundays', async () => {
    const { missed, within } = await estimate('holiday');
    const sunday = onHoliday.slice(6 * 24, 7 * 24).reduce((sum, { truth }) => sum + truth, 0);
    const tuesday = onHoliday.slice(24, 48).reduce((sum, { truth }) => sum + truth, 0);
    expect(Math.abs(missed - sunday)).toBeLessThan(Math.abs(missed - tuesday));
    expect(Math.abs(missed - lost(onHoliday))).toBeLessThan(within);
  });

  test('that was new and dark is said to be unknown', async () => {
    const { rows } = await database.query(
      "select known, count(*)::int as hours from gap_hourly where camera_id = 'new' group by known",
    );
    expect(rows).toEqual([{ known: false, hours: 24 }]);
  });

  test('that has two like hours only to be compared with is unknown, unless enough of the hour was seen', async () => {
    const { rows } = await database.query(
      "select known, round(watched) as watched, count(*)::int as hours from gap_hourly where camera_id = 'young' group by 1, 2 order by 1",
    );
    expect(rows).toEqual([
      { known: false, watched: 0, hours: 24 },
      { known: true, watched: 45, hours: 1 },
    ]);
  });

  test('whose account comes late has its gap taken back', async () => {
    expect((await estimate('late')).missed).toBeGreaterThan(0);
    await database.query(
      `insert into coverage_hourly select bucket + interval '1 hour', camera_id, area_id, minutes, expected, decoded, quiet, sent,
         received, looked, dropped_edge, dropped, 60 from coverage_hourly where camera_id = 'late' and bucket = $1`,
      [new Date(START + (HOURS - 31) * HOUR_MS)],
    );
    await account();
    expect((await estimate('late')).missed).toBe(0);
  });
});

test('every sum of what was missed comes to the same', async () => {
  const { rows } = await database.query<{ total: number }>(
    ['missed_hourly', 'missed_daily', 'missed_area_hourly', 'missed_area_daily']
      .map((table) => `select round(sum(missed)::numeric, 3)::float8 as total from ${table}`)
      .join(' union '),
  );
  expect(rows).toHaveLength(1);
});

test('hours of a day err the same way at one camera', async () => {
  const { rows } = await database.query<{ hours: number; days: number }>(
    'select (select sum(rate_sd) from missed_hourly) as hours, (select sum(rate_sd) from missed_daily) as days',
  );
  expect(rows[0]?.days).toBeCloseTo(rows[0]?.hours ?? 0, 3);
});

test('what is not known of an area is what is not known of its cameras, which err each for itself but for what they have in common', async () => {
  for (const level of ['hourly', 'daily']) {
    const { rows } = await database.query<{ area: number; cameras: number; independent: number }>(
      `with cameras as (
         select bucket, camera_id, sum(rate_sd) as sd, sum(common_sd) as common from missed_${level} group by 1, 2),
       of_bucket as (
         select sum(sd * sd - common * common) + power(sum(common), 2) as together, sum(sd * sd) as alone from cameras group by bucket)
       select round(sum(rate_sd * rate_sd)::numeric, 6)::float8 as area,
              (select round(sum(together)::numeric, 6)::float8 from of_bucket) as cameras,
              (select sum(alone) from of_bucket) as independent from missed_area_${level}`,
    );
    expect(rows[0]?.area).toBeCloseTo(rows[0]?.cameras ?? 0, 3);
    expect(rows[0]?.area).toBeGreaterThan((rows[0]?.independent ?? 0) * 1.05);
  }
});

test('once a day the last six weeks are told anew, from what has come since', async () => {
  // One camera, so that it is quick; three weeks after it was dark a day its account comes.
  await database.query("delete from service_span where camera_id <> 'gappy-0'");
  const [darkDay] =
    GAPPY[0]?.hours.filter(({ at, share }) => share === 0 && at > START + (HOURS - 27 * 24) * HOUR_MS) ?? [];
  const hour = darkDay?.at ?? 0;
  const missedThen = () => estimate('gappy-0', hour - HOUR_MS * 24, hour + HOUR_MS * 24);
  const before = await missedThen();
  await database.query(
    `insert into coverage_hourly select $1::timestamptz, camera_id, area_id, minutes, expected, decoded, quiet, sent,
       received, looked, dropped_edge, dropped, 60 from coverage_hourly where camera_id = 'gappy-0' and watched = 60 limit 1`,
    [new Date(hour)],
  );
  await account();
  expect(await missedThen()).toEqual(before);
  await account(25 * HOUR_MS);
  expect((await missedThen()).missed).toBeLessThan(before.missed);
});

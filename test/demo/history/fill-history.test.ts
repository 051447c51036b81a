import { beforeAll, describe, expect, test } from 'vitest';
import { dayFacts } from '../../../demo/history/calendar.ts';
import { chance, countAbout } from '../../../demo/history/chance.ts';
import { hourAt, JUNCTIONS, pastDevices, squareOf } from '../../../demo/history/city-past.ts';
import { fillHistory, type PastCounts } from '../../../demo/history/fill-history.ts';
import { createAgent } from '../../../store/agents.ts';
import { saveCamera } from '../../../store/cameras.ts';
import type { Database } from '../../../store/database.ts';
import { ROLLUPS } from '../../../store/rollup-definitions.ts';
import { DAY_TOTAL } from '../../../store/history/day-hours.ts';
import { saveRule } from '../../../store/rules.ts';
import { saveZone } from '../../../store/zones.ts';
import { migratedDatabase } from '../../support/database.ts';
import { aRule } from '../../gateway/support/city.ts';

const NOW = new Date('2026-03-13T05:00:00Z');

describe('a made-up past', () => {
  let database: Database;
  let counts: PastCounts | null;
  const shares: number[] = [];
  const order = {
    days: 4,
    now: NOW,
    timeZone: 'Asia/Ho_Chi_Minh',
    offsetH: 7,
    // One of the cameras of the past, and one that the demo shows now.
    alerts: {
      cameras: [
        { id: 'nut-ga', zoneId: squareOf('nut-ga') },
        { id: 'quang-truong', zoneId: squareOf('nut-ga') },
      ],
      dust: [],
      people: ['truc'],
    },
    paths: [{ cameraId: 'quang-truong', lineId: 'vach-quang-truong' }],
    areaOf: () => 'phuong-vinh-yen',
    onProgress: (share: number) => shares.push(share),
  };
  beforeAll(async () => {
    ({ database } = await migratedDatabase());
    await createAgent(database, { id: 'tram', name: 'Trạm', tokenHash: Buffer.alloc(32) });
    const { cameras, zones } = pastDevices('tram');
    for (const camera of cameras) await saveCamera(database, camera, NOW);
    for (const zone of zones) await saveZone(database, zone);
    await saveRule(database, aRule({ id: 'nguoi-vao-vung-cam' }), null);
    counts = await fillHistory(database, order);
  });

  const one = async (sql: string): Promise<number> => Number((await database.query(sql)).rows[0]?.n);

  test('has a crossing in and one out for each journey, and ends at last midnight', async () => {
    expect(counts?.observations).toBe(await one('select count(*) as n from observation'));
    const [into, out] = await Promise.all(
      ['forward', 'backward'].map((way) =>
        one(`select count(*) as n from observation where kind = 'crossed' and direction = '${way}'`),
      ),
    );
    expect(into).toBeGreaterThan(9_000);
    expect(out).toBe(into);
    expect(await one("select count(*) as n from observation where at >= '2026-03-13T02:10:00+07'")).toBe(0);
    expect(shares.at(-1)).toBe(1);
  });

  test('is summed as it is: every level holds as much as the rows', async () => {
    for (const { raw, levels, source } of ROLLUPS.filter(({ source }) => source.kind === 'rows')) {
      const where = source.kind === 'rows' && source.where !== undefined ? `where ${source.where}` : '';
      const rows = await one(`select count(*) as n from ${raw} ${where}`);
      const counted = raw === 'coverage' ? 'minutes' : raw === 'measurement' ? 'count + suspect' : 'count';
      for (const { table, hours } of levels)
        expect(await one(`select sum(${hours ? DAY_TOTAL : counted}) as n from ${table}`), table).toBe(rows);
    }
    const pairs = await one("select count(distinct track_id) as n from observation where kind = 'crossed'");
    expect(await one('select sum(count) as n from movement_hourly')).toBe(pairs);
  });

  test('lies behind every reader, so that nobody is alerted and nothing is summed twice', async () => {
    const ahead = await one(
      `select count(*) as n from observation join reader on reader.name in ('observations', 'rollup-observation')
         and (observation.xid, observation.id) > (reader.xid, reader.id)`,
    );
    expect(ahead).toBe(0);
  });

  test('has breaks that coverage tells of', async () => {
    expect(await one(`select count(*) as n from coverage where expected > 0 and looked + quiet = 0`)).toBeGreaterThan(
      0,
    );
    expect(await one('select sum(watched) / sum(minutes) as n from coverage_daily')).toBeGreaterThan(0.6);
  });

  test('comes with an account of what was not watched in all of it', async () => {
    expect(await one(`select count(*) as n from gap_account where until >= '2026-03-13T00:00:00+07'`)).toBe(1);
    expect(await one('select sum(in_service - watched) as n from gap_hourly')).toBeGreaterThan(0);
  });

  test('has few on a path that a camera watches now, all the time watched, so that many there are unusual', async () => {
    const busiest = await one(
      "select max(n) as n from (select sum(count) as n from observation_hourly where zone_id = 'vach-quang-truong' group by bucket) h",
    );
    expect(busiest).toBeGreaterThan(5);
    expect(busiest).toBeLessThan(30);
    expect(
      await one("select count(*) as n from observation where kind = 'speed' and zone_id = 'vach-quang-truong'"),
    ).toBe(0);
    expect(await one("select sum(watched) as n from coverage_daily where camera_id = 'quang-truong'")).toBe(4 * 1440);
  });

  test('is marked as simulated, and is made once', async () => {
    expect(await one('select count(*) as n from simulated_span')).toBe(10);
    const unmarked = `select count(*) as n from alert where not exists (
      select from simulated_span s where s.device_id = alert.device_id and raised_at >= s.from_at and raised_at < s.to_at)`;
    expect(await one(unmarked)).toBe(0);
    expect(await fillHistory(database, order)).toBe(null);
  });
});

test('streets are empty at Tết, full the week before, and it rains more in summer', () => {
  const journeys = (date: string): number => {
    const [junction] = JUNCTIONS;
    if (junction === undefined) return 0;
    const day = dayFacts(date);
    const hours = Array.from({ length: 24 }, (_, hour) => hourAt(junction, day, hour));
    return hours.flatMap((hour) => hour.journeys).reduce((sum, { count }) => sum + count, 0);
  };
  expect(journeys('2026-02-17')).toBeLessThan(journeys('2026-01-20') * 0.5);
  expect(journeys('2026-02-11')).toBeGreaterThan(journeys('2026-01-20'));
  const rain = (month: string) =>
    Array.from({ length: 28 }, (_, at) => dayFacts(`2026-${month}-${String(at + 1).padStart(2, '0')}`).rainMm).reduce(
      (sum, mm) => sum + mm,
    );
  expect(rain('07') + rain('08')).toBeGreaterThan(rain('01') + rain('12'));
});

test('chance is the same each time and spread evenly', () => {
  expect(chance('a')).toBe(chance('a'));
  const mean = Array.from({ length: 5000 }, (_, n) => chance(`n ${n}`)).reduce((sum, one) => sum + one) / 5000;
  expect(mean).toBeCloseTo(0.5, 1);
  for (const expected of [0.3, 5, 400]) {
    const counts = Array.from({ length: 800 }, (_, n) => countAbout(expected, `c ${n}`));
    const average = counts.reduce((sum, one) => sum + one) / 800;
    expect(Math.abs(average - expected)).toBeLessThan(4 * Math.sqrt(expected / 800) + 0.05);
  }
});

import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../store/database.ts';
import { accountGaps, gapAccount } from '../../store/gaps.ts';
import { refreshGaps } from '../../store/gap-refresh.ts';
import { accountCity, missedDays } from '../bench/gaps/account.ts';
import { madeCity, type City, type RoadHour } from '../bench/gaps/made-city.ts';
import { migratedDatabase } from '../support/database.ts';

const ROADS = 6;
const DAYS = 9 * 7;
const DARK = 33;
const calendar = { timeZone: 'Asia/Ho_Chi_Minh', holidays: [] };
const DAY_MS = 86_400_000;
const never = new AbortController().signal;

let database: Database;
beforeAll(async () => {
  ({ database } = await migratedDatabase());
});

/** Roads of a city whose truth is known. */
async function aCity(city: Partial<City>): Promise<readonly (readonly RoadHour[])[]> {
  const made = madeCity(
    {
      days: 'own',
      growth: 0,
      perWeek: [5_000, 20_000],
      // A black-out of the whole city for two days.
      watched: (hour) => (Math.floor(hour / 24) === DARK || Math.floor(hour / 24) === DARK + 1 ? 0 : 1),
      ...city,
    },
    ROADS,
    DAYS,
    3,
  );
  await accountCity(database, made);
  return made;
}

const lost = (roads: readonly (readonly RoadHour[])[]) =>
  roads.flat().reduce((sum, { truth, counted }) => sum + truth - counted, 0);

/** Of all roads, or of one; and how wide the interval would be were cameras independent. */
async function estimate(road: number | null = null) {
  const days = await missedDays(database, { road, days: DAYS, by: 'day' });
  const { rows } = await database.query<{ variance: number }>(
    `select sum(missed) + sum(rate_sd * rate_sd) as variance from missed_daily`,
  );
  const sum = (of: 'missed' | 'variance') => days.reduce((all, day) => all + day[of], 0);
  return { missed: sum('missed'), sd: Math.sqrt(sum('variance')), independentSd: Math.sqrt(rows[0]?.variance ?? 0) };
}

describe('of a city that was dark as a whole', () => {
  test('the sum is as unsure as its days are when they differ for all cameras alike', async () => {
    const roads = await aCity({ days: 'common' });
    const { missed, sd, independentSd } = await estimate();
    // Days differ by 15 %, two of them were dark, and what they are compared with is not quite known.
    expect(sd / missed).toBeGreaterThan(0.08);
    expect(sd / missed).toBeLessThan(0.16);
    expect(sd).toBeGreaterThan(2 * independentSd);
    expect(Math.abs(missed - lost(roads))).toBeLessThan(1.96 * sd);
    // All at once the days are told the same.
    const [whole] = await missedDays(database, { road: null, days: DAYS, by: 'none' });
    expect(whole?.variance).toBeCloseTo(sd * sd, 0);
    // An interval of one camera stays what it is.
    const one = await estimate(0);
    const { rows } = await database.query<{ variance: number }>(
      "select sum(missed) + sum(rate_sd * rate_sd) as variance from missed_daily where camera_id = 'road-0'",
    );
    expect(one.sd).toBeCloseTo(Math.sqrt(rows[0]?.variance ?? 0), 3);
  });

  test('it is hardly wider when each camera has days of its own', async () => {
    const roads = await aCity({ days: 'own' });
    const { missed, sd, independentSd } = await estimate();
    expect(sd).toBeGreaterThan(independentSd);
    expect(sd).toBeLessThan(1.4 * independentSd);
    expect(Math.abs(missed - lost(roads))).toBeLessThan(1.96 * sd);
  });

  test('what was told before that was known is told anew, from the latest day to the first', async () => {
    const recently = DAYS - 8;
    await aCity({ days: 'common', watched: (hour) => (Math.floor(hour / 24) === recently ? 0 : 1) });
    const after = await estimate();
    // As it was before: nothing in common, of no day.
    for (const table of ['missed_hourly', 'missed_daily', 'missed_area_hourly', 'missed_area_daily'])
      await database.query(`update ${table} set common_sd = 0`);
    await database.query('truncate camera_day, day_likeness');
    await database.query('update gap_account set alike_from = null, renewed_at = until');
    const since = async (oldDays: number) => {
      await refreshGaps(database, calendar, never, { oldDays });
      const from = (await gapAccount(database))?.alikeFrom?.getTime() ?? Infinity;
      return (Date.parse('2026-01-04T17:00:00Z') + DAYS * DAY_MS - from) / DAY_MS;
    };
    // The last three days, and one for each run; the dark one is the eighth.
    expect(await since(1)).toBe(4);
    expect(await since(4)).toBe(8);
    const anew = await estimate();
    expect(anew.sd).toBeCloseTo(after.sd, 3);
    expect(anew.missed).toBeCloseTo(after.missed, 3);
  });
});

describe('while traffic grows', () => {
  const lastDays = (hour: number, road: number) => (road < 4 && Math.floor(hour / 24) >= DAYS - 4 ? 0 : 1);

  test('gaps of the last days do not lag behind', async () => {
    const roads = await aCity({ growth: 0.08, watched: lastDays });
    const { missed } = await estimate();
    // Earlier weeks alone are a quarter below; days differ by 15 %.
    expect(Math.abs(missed / lost(roads) - 1)).toBeLessThan(0.13);
  });

  test('a road that lost half of its traffic last week is not taken for what it was', async () => {
    const before = { watched: lastDays, days: 'own' } as const;
    const roads = (await aCity(before)).map((hours, road) =>
      hours.map((hour, i) =>
        road === 0 && Math.floor(i / 24) >= DAYS - 14
          ? { ...hour, truth: hour.truth / 2, counted: Math.round(hour.counted / 2) }
          : hour,
      ),
    );
    await accountCity(database, roads);
    const { missed } = await estimate(0);
    expect(missed / lost(roads.slice(0, 1))).toBeGreaterThan(0.75);
    expect(missed / lost(roads.slice(0, 1))).toBeLessThan(1.25);
  });
});

test('without days before it a city supposes that they are alike by a tenth', async () => {
  await aCity({ days: 'own' });
  await database.query('truncate camera_day, day_likeness');
  const day = { from: new Date('2026-02-06T17:00:00Z'), to: new Date('2026-02-07T17:00:00Z') };
  await accountGaps(database, day, new Date('2026-03-15T17:00:00Z'), calendar);
  const { rows } = await database.query<{ share: number }>(
    'select sum(common_sd) / sum(missed) as share from missed_daily where bucket = $1',
    [day.from],
  );
  // And what it is compared with by some of it, too: the mean of up to nine weeks.
  expect(rows[0]?.share).toBeGreaterThan(0.1);
  expect(rows[0]?.share).toBeLessThan(0.115);
});

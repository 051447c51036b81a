import { beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { exportQuery } from '../../contracts/exports.ts';
import { alertStatisticsQuery, alertTablesQuery } from '../../contracts/history-alerts.ts';
import { comparisonQuery, hotSpotQuery, usualQuery } from '../../contracts/history-comparison.ts';
import { eventQuery, pastQuery } from '../../contracts/history-events.ts';
import { sensorSeriesQuery, sensorTrafficQuery } from '../../contracts/history-sensors.ts';
import { flowQuery, movementQuery, speedQuery, stayQuery, type FlowAnswer } from '../../contracts/history.ts';
import { endArea } from '../../store/areas.ts';
import { ROLLUPS } from '../../store/rollup-definitions.ts';
import { adoptTimeZone } from '../../store/rollup-zone.ts';
import { deleteZone, saveZone } from '../../store/zones.ts';
import { withSession, type Browser } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { aCrossing, summed } from './support/history.ts';

type Said = Readonly<Record<string, string>>;
type Asked = { readonly path: string; readonly schema: z.ZodObject; readonly good: Said; readonly tooMuch?: Said };

const WEEK: Said = { from: '2026-03-02', to: '2026-03-09' };
/** Every question about the past, with what it needs, and what would be a million rows. */
const QUESTIONS: readonly Asked[] = [
  {
    path: 'flows',
    schema: flowQuery,
    good: WEEK,
    tooMuch: { from: '2000-01-01', by: '15min', split: 'zone,class,direction' },
  },
  {
    path: 'movements',
    schema: movementQuery,
    good: { ...WEEK, cameraId: 'cam-north' },
    tooMuch: { from: '2000-01-01', by: 'hour' },
  },
  { path: 'stays', schema: stayQuery, good: WEEK, tooMuch: { from: '1970-01-01', by: 'day' } },
  { path: 'speeds', schema: speedQuery, good: WEEK, tooMuch: { from: '1970-01-01', by: 'day' } },
  {
    path: 'comparison',
    schema: comparisonQuery,
    good: { ...WEEK, vsFrom: '2026-03-09', vsTo: '2026-03-16' },
    tooMuch: { from: '1970-01-01' },
  },
  { path: 'hot-spots', schema: hotSpotQuery, good: WEEK, tooMuch: { from: '2000-01-01', step: 'hour' } },
  { path: 'usual', schema: usualQuery, good: { zoneId: 'line-north' } },
  { path: 'alerts', schema: alertStatisticsQuery, good: WEEK, tooMuch: { from: '1900-01-01', by: 'day' } },
  {
    path: 'alert-tables',
    schema: alertTablesQuery,
    good: { ...WEEK, by: 'rule,area' },
    tooMuch: { from: '1900-01-01', by: 'rule,day' },
  },
  { path: 'events', schema: eventQuery, good: WEEK, tooMuch: { limit: '1000000' } },
  { path: 'past', schema: pastQuery, good: WEEK, tooMuch: { stepS: '60' } },
  {
    path: 'sensor-series',
    schema: sensorSeriesQuery,
    good: { ...WEEK, sensorId: 'water-north' },
    tooMuch: { from: '2000-01-01', by: '15min' },
  },
  {
    path: 'sensor-and-traffic',
    schema: sensorTrafficQuery,
    good: { ...WEEK, sensorId: 'water-north' },
    tooMuch: { from: '2000-01-01', by: 'hour' },
  },
  {
    path: '../exports/flows',
    schema: exportQuery,
    good: { format: 'csv', from: '2026-03-02T00:00:00Z', to: '2026-03-09T00:00:00Z' },
    tooMuch: { from: '1990-01-01T00:00:00Z' },
  },
];
const ATTACK = `x'); drop table observation; --`;
const has = ({ schema }: Asked, field: string): boolean => field in schema.shape;

let gateway: TestGateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
  for (const id of ['line-north', 'line-gone'])
    await saveZone(gateway.database, {
      id,
      cameraId: 'cam-north',
      name: `Vạch ${id}`,
      shape: { kind: 'line', line: { from: [0, 0], to: [1, 1] } },
    });
  // An hour, four times: around the nights in which Berlin puts its clocks forward and back, and on a leap day.
  await summed(
    gateway.database,
    [
      '2026-03-28T23:30:00Z',
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:30:00Z',
      '2026-03-29T21:59:00Z',
      '2026-10-24T22:00:00Z',
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:30:00Z',
      '2026-10-25T22:59:00Z',
      '2024-02-29T00:00:00Z',
      '2024-02-28T23:00:00Z',
    ].map((at) => aCrossing(at, { zoneId: 'line-gone' })),
  );
  await deleteZone(gateway.database, 'line-gone');
  await endArea(gateway.database, 'south', new Date('2026-04-01T00:00:00Z'));
  browser = await withSession(gateway.url, gateway.database, 'planner');
});

async function ask(
  path: string,
  said: Said,
): Promise<{ readonly status: number; readonly text: string; readonly body: unknown }> {
  const { status, body } = await browser.send('GET', `/api/history/${path}?${new URLSearchParams(said)}`);
  return { status, body, text: Buffer.isBuffer(body) ? body.toString() : JSON.stringify(body) };
}

describe.each(QUESTIONS)('$path', (asked) => {
  const { path, schema, good } = asked;

  test('answers what is asked well', async () => {
    expect(await ask(path, good)).toMatchObject({ status: 200 });
  });

  test.runIf('from' in good)(
    'refuses a period that ends before it starts, or when it starts, and says so',
    async () => {
      for (const to of [good['from'] ?? '', '2020-01-01T00:00:00Z']) {
        const { status, text } = await ask(path, { ...good, to });
        expect([status, text]).toEqual([400, expect.stringMatching(/must be later|before it starts|after/)]);
      }
    },
  );

  test.runIf(asked.tooMuch)('refuses a million rows, and says what to do', async () => {
    const { status, text } = await ask(path, { ...good, ...asked.tooMuch });
    expect(status, text).toBeGreaterThanOrEqual(400);
    expect(status, text).toBeLessThan(500);
    expect(text).toMatch(/at most|longer than|more than|right form|Too big/i);
  });

  test('takes no text of any filter as part of a statement', async () => {
    for (const field of Object.keys(schema.shape)) {
      const { status, text } = await ask(path, { ...good, [field]: ATTACK });
      // Words are looked for as they are: nothing is found.
      expect([field, status], text).toEqual([field, field === 'words' ? 200 : 400]);
    }
    expect((await gateway.database.query('select count(*) from observation')).rows).toEqual([{ count: 10 }]);
  });

  test.runIf(has(asked, 'areaIds'))('answers for an area that is gone, and refuses one that never was', async () => {
    expect(await ask(path, { ...good, areaIds: 'south' })).toMatchObject({ status: 200 });
    const never = await ask(path, { ...good, areaIds: 'north,atlantis' });
    expect([never.status, never.text]).toEqual([400, expect.stringContaining('there never was an area atlantis')]);
  });

  test.runIf(has(asked, 'zoneIds') && path !== 'events')(
    'answers for a line that is gone, and refuses one that never was',
    async () => {
      expect(await ask(path, { ...good, zoneIds: 'line-gone' })).toMatchObject({ status: 200 });
      const never = await ask(path, { ...good, zoneIds: 'line-nowhere' });
      expect([never.status, never.text]).toEqual([400, expect.stringContaining('line-nowhere')]);
    },
  );

  test.runIf('from' in good)('knows leap days, and refuses the 29th of a February that had none', async () => {
    const day = (text: string) => (path.startsWith('../exports') ? `${text}T00:00:00Z` : text);
    expect(await ask(path, { ...good, from: day('2024-02-29'), to: day('2024-03-01') })).toMatchObject({ status: 200 });
    expect(await ask(path, { ...good, from: day('2025-02-29'), to: day('2025-03-01') })).toMatchObject({ status: 400 });
  });
});

test('a line that is gone keeps its name and its counts', async () => {
  const { body } = await ask('flows', { from: '2024-01-01', to: '2027-01-01', by: 'year', zoneIds: 'line-gone' });
  expect((body as FlowAnswer).rows.map(({ count }) => count.counted)).toEqual([2, 8]);
  expect((body as FlowAnswer).places).toMatchObject([{ name: 'Vạch line-gone', goneAt: expect.any(String) }]);
});

test('days of a zone with summer time have 23 and 25 hours, and lose nothing', async () => {
  await adoptTimeZone(gateway.database, ROLLUPS, 'Europe/Berlin');
  const flows = async (from: string, to: string, by: string) =>
    (await ask('flows', { from, to, by })).body as FlowAnswer;
  const counted = ({ rows }: FlowAnswer) => rows.map(({ at, slot, count }) => [at ?? slot, count.counted]);
  const spring = await flows('2026-03-29', '2026-03-30', 'day');
  expect(Date.parse(spring.to) - Date.parse(spring.from)).toBe(23 * 3_600_000);
  expect(counted(spring)).toEqual([['2026-03-28T23:00:00.000Z', 4]]);
  // There is no hour from two to three.
  expect(counted(await flows('2026-03-29', '2026-03-30', 'hour-of-day'))).toEqual([
    [0, 1],
    [1, 1],
    [3, 1],
    [23, 1],
  ]);
  const autumn = await flows('2026-10-25', '2026-10-26', 'hour-of-day');
  expect(Date.parse(autumn.to) - Date.parse(autumn.from)).toBe(25 * 3_600_000);
  // The hour from two to three comes twice.
  expect(counted(autumn)).toEqual([
    [0, 1],
    [2, 2],
    [23, 1],
  ]);
  expect(autumn.occurrences.find(({ slot }) => slot === 2)).toEqual({ slot: 2, times: 2 });
  // Days are alike but for those on which clocks change.
  expect(counted(await flows('2026-03-27', '2026-10-28', 'hour-of-day'))).toEqual([
    [0, 2],
    [1, 1],
    [2, 2],
    [3, 1],
    [23, 2],
  ]);
  expect(counted(await flows('2026-01-01', '2027-01-01', 'month')).map(([, n]) => n)).toEqual([4, 4]);
  const days = await ask('hot-spots', { from: '2026-10-24', to: '2026-10-27', step: 'day' });
  expect(days.body).toMatchObject({ steps: [{ at: '2026-10-24T22:00:00.000Z' }], spots: [{ values: [4] }] });
});

import { beforeAll, describe, expect, test } from 'vitest';
import type { FlowAnswer, HistoryPlaces, MovementAnswer } from '../../contracts/history.ts';
import { deleteZone, saveZone } from '../../store/zones.ts';
import { endArea } from '../../store/areas.ts';
import { withSession } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { aCrossing, summed } from './support/history.ts';

const south = { cameraId: 'cam-south', zoneId: 'line-south', areaId: 'south' } as const;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
  for (const ward of ['north', 'south'])
    await saveZone(gateway.database, {
      id: `line-${ward}`,
      cameraId: `cam-${ward}`,
      name: `Vạch ${ward}`,
      shape: { kind: 'line', line: { from: [0, 0], to: [1, 1] } },
    });
  await summed(gateway.database, [
    // Monday in Vĩnh Yên, still Sunday in Greenwich.
    aCrossing('2026-03-01T17:10:00Z'),
    aCrossing('2026-03-01T17:20:00Z', { class: 'motorcycle' }),
    aCrossing('2026-03-01T17:20:00Z', { class: 'motorcycle', direction: 'backward' }),
    aCrossing('2026-03-02T16:59:59Z', { class: 'person' }),
    // Tuesday.
    aCrossing('2026-03-02T17:00:00Z'),
    aCrossing('2026-03-02T17:00:00Z', south),
    aCrossing('2026-03-02T20:00:00Z', { kind: 'entered', zoneId: 'zone-north' }),
    // A leap day.
    aCrossing('2024-02-29T05:00:00Z', south),
    // The last days of a spring and the first of a summer.
    aCrossing('2025-04-30T16:59:59Z'),
    aCrossing('2025-04-30T17:00:00Z'),
  ]);
});

async function ask(path: string, username = 'planner'): Promise<{ status: number; body: unknown }> {
  const browser = await withSession(gateway.url, gateway.database, username);
  return browser.send('GET', `/api/history/${path}`);
}
async function flows(query: string, username?: string): Promise<FlowAnswer> {
  const { status, body } = await ask(`flows?${query}`, username);
  expect(body).not.toHaveProperty('error');
  expect(status).toBe(200);
  return body as FlowAnswer;
}
const counts = ({ rows }: FlowAnswer) =>
  rows.map(({ at, slot, key, count }) => [at ?? slot, ...Object.values(key), count.counted]);
const WEEK = 'from=2026-03-02&to=2026-03-09';

describe('flows', () => {
  test('days are those of the city', async () => {
    expect(counts(await flows(`${WEEK}&by=day`))).toEqual([
      ['2026-03-01T17:00:00.000Z', 4],
      ['2026-03-02T17:00:00.000Z', 2],
    ]);
  });

  test('a motorcycle is a quarter of a car, a person none', async () => {
    const { total } = await flows(
      `${WEEK}&zoneIds=line-north&direction=forward&to=2026-03-03`.replace('&to=2026-03-09', ''),
    );
    expect([total.count.counted, total.carUnits.counted]).toEqual([3, 1.25]);
  });

  test('are split by class and direction', async () => {
    const answer = await flows(`${WEEK}&by=none&split=class,direction`);
    expect(counts(answer)).toEqual([
      [null, 'car', 'forward', 3],
      [null, 'motorcycle', 'backward', 1],
      [null, 'motorcycle', 'forward', 1],
      [null, 'person', 'forward', 1],
    ]);
    expect(answer.parts.map(({ count }) => count.counted)).toEqual([3, 1, 1, 1]);
  });

  test('recurring hours, weekdays, months and seasons say how often they occurred', async () => {
    const hours = await flows(`${WEEK}&by=hour-of-day`);
    expect(counts(hours)).toEqual([
      [0, 5],
      [23, 1],
    ]);
    expect(hours.occurrences[23]).toEqual({ slot: 23, times: 7 });
    expect(counts(await flows(`${WEEK}&by=weekday`))).toEqual([
      [1, 4],
      [2, 2],
    ]);
    expect(counts(await flows(`${WEEK}&by=hour-of-week`))).toEqual([
      [0, 3],
      [23, 1],
      [24, 2],
    ]);
    const seasons = await flows('from=2024-01-01&to=2027-01-01&by=season');
    expect(counts(seasons)).toEqual([
      [0, 8],
      [1, 1],
    ]);
    expect(seasons.occurrences.map(({ times }) => times).reduce((a, b) => a + b)).toBe(366 + 365 + 365);
  });

  test('a leap day is a day', async () => {
    expect(counts(await flows('from=2024-02-29&to=2024-03-01'))).toEqual([['2024-02-28T17:00:00.000Z', 1]]);
    expect((await ask('flows?from=2025-02-29&to=2025-03-01')).status).toBe(400);
  });

  test('a period may begin at any quarter of an hour', async () => {
    const { rows } = await flows('from=2026-03-01T17:15:00Z&to=2026-03-02T17:00:00Z&by=day');
    expect(rows.map(({ count }) => count.counted)).toEqual([3]);
  });

  test('other things that were observed can be counted too', async () => {
    expect(counts(await flows(`${WEEK}&what=entered&split=zone`))).toEqual([
      ['2026-03-02T17:00:00.000Z', 'zone-north', 1],
    ]);
  });

  test('a zone that was deleted still answers, with its name', async () => {
    await deleteZone(gateway.database, 'line-south');
    const { total, places } = await flows(`${WEEK}&zoneIds=line-south`);
    expect(total.count.counted).toBe(1);
    expect(places).toMatchObject([{ kind: 'line', name: 'Vạch south', goneAt: expect.any(String) }]);
    const { body } = await ask('places');
    expect((body as HistoryPlaces).places.find(({ id }) => id === 'line-south')).toMatchObject({ areaId: 'south' });
  });

  test('an area that has ended still answers, and its parent counts it', async () => {
    await endArea(gateway.database, 'south', new Date('2026-04-01T00:00:00Z'));
    for (const area of ['south', 'the-city']) {
      const { total } = await flows(`from=2026-03-02&to=2026-03-09&areaIds=${area}&split=area`);
      expect(total.count.counted).toBe(area === 'south' ? 1 : 6);
    }
  });

  test("today's boundaries may be asked for instead of those of the time", async () => {
    await gateway.database.query("update camera set area_id = 'north' where id = 'cam-south'");
    const then = await flows(`${WEEK}&areaIds=north&by=none&split=area`);
    const now = await flows(`${WEEK}&areaIds=north&by=none&split=area&boundaries=now`);
    await gateway.database.query("update camera set area_id = 'south' where id = 'cam-south'");
    expect([counts(then), counts(now)]).toEqual([[[null, 'north', 5]], [[null, 'north', 6]]]);
  });

  test('whoever has one ward sees what happened there only', async () => {
    expect((await flows(`${WEEK}&split=area`, 'planner-south')).rows.map(({ key }) => key.areaId)).toEqual(['south']);
    expect((await flows(`${WEEK}&areaIds=north`, 'planner-south')).rows).toEqual([]);
    expect((await ask(`flows?${WEEK}&cameraIds=cam-north`, 'planner-south')).status).toBe(400);
  });

  test('what is simulated says so', async () => {
    await gateway.database.query("insert into simulated_span values ('2026-03-03T00:00:00Z', '2026-05-01T00:00:00Z')");
    expect((await flows(WEEK)).simulated).toEqual([
      { from: '2026-03-03T00:00:00.000Z', to: '2026-03-08T17:00:00.000Z' },
    ]);
    expect((await flows('from=2026-01-01&to=2026-02-01')).simulated).toEqual([]);
  });
});

test('movements tell from which line over which line, and how long it took', async () => {
  await summed(gateway.database, [
    aCrossing('2026-03-05T05:00:00Z', { trackId: 'turner' }),
    aCrossing('2026-03-05T05:00:30Z', { trackId: 'turner', zoneId: 'line-other', direction: 'backward' }),
  ]);
  const { status, body } = await ask(`movements?${WEEK}&cameraId=cam-north&split=class`);
  expect([status, body]).toMatchObject([
    200,
    {
      rows: [
        {
          origin: { zoneId: 'line-north', direction: 'forward' },
          destination: { zoneId: 'line-other', direction: 'backward' },
          class: 'car',
          meanS: 30,
          count: { counted: 1 },
        },
      ],
    },
  ]);
  const { lines } = body as MovementAnswer;
  expect(
    lines
      .filter(({ arrivedFromOther, wentOnToOther }) => arrivedFromOther + wentOnToOther > 0)
      .map(({ zoneId, direction, arrivedFromOther, wentOnToOther }) => [
        zoneId,
        direction,
        arrivedFromOther,
        wentOnToOther,
      ]),
  ).toEqual([
    ['line-other', 'backward', 1, 0],
    ['line-north', 'forward', 0, 1],
  ]);
  expect((await ask(`movements?from=2026-03-01T00:15:00Z&to=2026-03-09&cameraId=cam-north`)).status).toBe(400);
});

describe('what cannot be answered is refused with the reason', () => {
  test.each([
    ['from=2026-03-02&to=2026-03-02', 'ends before it starts'],
    ['from=2026-03-03&to=2026-03-02', 'ends before it starts'],
    ['from=1900-01-01&to=2026-03-02', 'longer than 60 years'],
    ['from=2026-03-02T00:00:01Z&to=2026-03-03', 'quarter of an hour'],
    ['from=2010-01-01&to=2026-01-01&by=15min', 'at most 10000'],
    [`${WEEK}&areaIds=atlantis`, 'there never was an area atlantis'],
    [`${WEEK}&zoneIds=line-nowhere`, 'there never was a zone or line line-nowhere'],
    [`${WEEK}&by=fortnight`, 'right form'],
    [`${WEEK}&from=yesterday`, 'right form'],
  ])('%s', async (query, reason) => {
    const { status, body } = await ask(`flows?${query}`);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain(reason);
  });
});

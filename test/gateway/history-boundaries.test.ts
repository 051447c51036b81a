import { gatherReport } from '../../gateway/edges/reports/gather-report.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AlertStatistics } from '../../contracts/history-alerts.ts';
import type { ComparisonAnswer, HotSpotAnswer } from '../../contracts/history-comparison.ts';
import type { FlowAnswer, MovementAnswer, SpeedAnswer, StayAnswer } from '../../contracts/history.ts';
import { endArea, restampDevices, saveArea } from '../../store/areas.ts';
import { deleteCamera, saveCamera } from '../../store/cameras.ts';
import { refreshGaps } from '../../store/gap-refresh.ts';
import { sayCaughtUp } from '../../store/rollup-freshness.ts';
import { saveZone } from '../../store/zones.ts';
import { withSession } from './support/browser.ts';
import { aCamera, anArea, buildCity, PLACES } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { aCrossing, summed } from './support/history.ts';

const HOUR_MS = 3_600_000;
/** Two weeks, Monday to Monday by the city's clock; on the second Monday the south is merged into the north. */
const START = Date.parse('2026-03-01T17:00:00Z');
const MERGED = START + 168 * HOUR_MS;
const END = MERGED + 168 * HOUR_MS;
const WEEKS = 'from=2026-03-02&to=2026-03-16';
/** The southern camera was dark on the Tuesday before and on the Tuesday after. */
const isDark = (hour: number) => [1, 8].includes(Math.floor(hour / 24));
const hours = Array.from({ length: 336 }, (_, i) => i);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  const { database } = gateway;
  await buildCity(database);
  // One that was there before the merger, and is gone.
  await saveCamera(database, aCamera({ id: 'cam-gone', name: 'Cổng cũ', place: PLACES.south }), new Date());
  for (const [camera, ward] of [
    ['cam-north', 'north'],
    ['cam-south', 'south'],
    ['cam-gone', 'gone'],
  ] as const)
    await saveZone(database, {
      id: `line-${ward}`,
      cameraId: camera,
      name: `Vạch ${ward}`,
      shape: { kind: 'line', line: { from: [0, 0], to: [1, 1] } },
    });
  await deleteCamera(database, 'cam-gone');
  await endArea(database, 'south', new Date(MERGED));
  const [north = [], south = []] = [PLACES.north, PLACES.south].map(({ lat, lon }) => square(lat, lon));
  await saveArea(
    database,
    anArea({
      validFrom: new Date(MERGED).toISOString(),
      outline: { type: 'MultiPolygon', coordinates: [[north], [south]] },
    }),
  );
  await restampDevices(database, new Date());
  await database.query('delete from service_span');
  await database.query(
    `insert into service_span (camera_id, area_id, from_at, to_at) values
       ('cam-north', 'north', $1, null), ('cam-south', 'south', $1, $2), ('cam-south', 'north', $2, null), ('cam-gone', 'south', $1, $2)`,
    [new Date(START), new Date(MERGED)],
  );
  await database.query('update known_place set first_at = $1', [new Date(START)]);
  const at = (hour: number, minute: number) => new Date(START + hour * HOUR_MS + minute * 60_000).toISOString();
  const seen = (hour: number) => {
    const south = {
      cameraId: 'cam-south',
      zoneId: 'line-south',
      areaId: hour < 168 ? 'south' : 'north',
      trackId: `s${hour}`,
    } as const;
    return [
      aCrossing(at(hour, 10)),
      ...(isDark(hour)
        ? []
        : [
            aCrossing(at(hour, 20), south),
            aCrossing(at(hour, 21), { ...south, zoneId: 'line-other', direction: 'backward' }),
            aCrossing(at(hour, 22), { ...south, kind: 'speed', value: 30 }),
            aCrossing(at(hour, 44), { ...south, kind: 'left', zoneId: 'zone-south', value: 900 }),
          ]),
      ...(hour < 24 ? [aCrossing(at(hour, 30), { ...south, cameraId: 'cam-gone', zoneId: 'line-gone' })] : []),
    ];
  };
  await summed(database, hours.flatMap(seen));
  await database.query(
    `insert into coverage_hourly (bucket, camera_id, area_id, minutes, expected, decoded, quiet, sent, received, looked,
       dropped_edge, dropped, watched)
     select $1::timestamptz + h * interval '1 hour', camera, case when camera = 'cam-north' or h >= 168 then 'north' else 'south' end,
       60, 300, 0, 0, 0, 0, 0, '{}', '{}', 60
     from generate_series(0, 335) h, unnest(array['cam-north', 'cam-south', 'cam-gone']) camera
     where camera <> 'cam-south' or h / 24 not in (1, 8)`,
    [new Date(START)],
  );
  await database.query(
    `insert into alert (rule_id, rule_version, rule_name, condition, severity, state, device_kind, device_id, device_name,
       area_id, lat, lon, class, place_key, source_key, last_at, captured_at, raised_at)
     select r.id, r.version, r.name, r.condition, 'critical', 'resolved', 'camera', 'cam-' || camera, 'Cổng', area, 21.2, 105.6,
       'person', 'p' || n, 's' || n, t, t, t
     from rule_now r, (values (1, 'north', 'north', 20), (2, 'south', 'south', 20), (3, 'south', 'south', 50), (4, 'south', 'north', 200))
       v(n, camera, area, hour), lateral (select $1::timestamptz + hour * interval '1 hour' as t) m where r.id = 'night'`,
    [new Date(START)],
  );
  const end = new Date(END + 600_000);
  await sayCaughtUp(database, 'observation', end);
  await database.query('update rollup_caught_up set at = $1', [end]);
  await refreshGaps(database, { timeZone: 'Asia/Ho_Chi_Minh', holidays: [] }, new AbortController().signal, {
    daysAtOnce: 14,
  });
});

function square(lat: number, lon: number): [number, number][] {
  const d = 0.05;
  return [
    [lon - d, lat - d],
    [lon + d, lat - d],
    [lon + d, lat + d],
    [lon - d, lat + d],
    [lon - d, lat - d],
  ];
}

// eslint-disable-next-line typescript/no-unnecessary-type-parameters -- the answer's schema is checked by the gateway
async function ask<T>(path: string, username = 'planner'): Promise<T> {
  const browser = await withSession(gateway.url, gateway.database, username);
  const { status, body } = await browser.send('GET', `/api/history/${path}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body as T;
}
const ofLine = (answer: FlowAnswer): readonly [number, number | null] => [
  answer.total.count.counted,
  answer.total.count.observed,
];
const round4 = (share: number) => Math.round(share * 10_000) / 10_000;

const NORTH = 336;
/** Crossings of two lines in each hour that was seen. */
const SOUTH_BEFORE = 2 * 144;
const SOUTH_AFTER = 2 * 144;
const GONE = 24;

describe('two wards that became one, asked over the time before and after', () => {
  test.each([
    ['the whole city', 'planner', '', NORTH + SOUTH_BEFORE + SOUTH_AFTER + GONE],
    ['the ward that grew', 'planner', '&areaIds=north', NORTH + SOUTH_AFTER],
    ['the ward that ended', 'planner', '&areaIds=south', SOUTH_BEFORE + GONE],
    ['the account of the ward that grew', 'police-north', '', NORTH + SOUTH_AFTER],
    ['the account of the ward that ended', 'planner-south', '', SOUTH_BEFORE + GONE],
  ])('by the boundaries of the time: %s', async (_, username, more, counted) => {
    const answer = await ask<FlowAnswer>(`flows?${WEEKS}&by=none${more}`, username);
    expect(answer.total.count.counted).toBe(counted);
  });

  test.each([
    ['the whole city', 'planner', '', NORTH + SOUTH_BEFORE + SOUTH_AFTER + GONE],
    [
      'the ward that grew, with the camera that is gone',
      'planner',
      '&areaIds=north',
      NORTH + SOUTH_BEFORE + SOUTH_AFTER + GONE,
    ],
    ['the ward that ended', 'planner', '&areaIds=south', 0],
    ['the account of the ward that grew', 'police-north', '', NORTH + SOUTH_BEFORE + SOUTH_AFTER + GONE],
    ['the account of the ward that ended', 'planner-south', '', 0],
  ])("by today's boundaries: %s", async (_, username, more, counted) => {
    const answer = await ask<FlowAnswer>(`flows?${WEEKS}&by=none&boundaries=now${more}`, username);
    expect(answer.total.count.counted).toBe(counted);
  });

  test('each ward counts only the gaps of its own time', async () => {
    const [then, now] = ['then', 'now'].map((boundaries) => `flows?${WEEKS}&by=none&boundaries=${boundaries}`);
    // Seven days of two cameras, one day of one dark.
    expect(ofLine(await ask<FlowAnswer>(`${then}&areaIds=south`))).toEqual([SOUTH_BEFORE + GONE, round4(1 - 1 / 14)]);
    expect(ofLine(await ask<FlowAnswer>(then ?? '', 'planner-south'))[1]).toBe(round4(1 - 1 / 14));
    expect(ofLine(await ask<FlowAnswer>(`${then}&areaIds=north`))[1]).toBe(round4(1 - 1 / 21));
    expect(ofLine(await ask<FlowAnswer>(now ?? '', 'police-north'))[1]).toBe(round4(1 - 2 / 35));
  });

  test('areas, and cameras in areas, are told apart', async () => {
    const parts = async (query: string) =>
      (await ask<FlowAnswer>(`flows?${WEEKS}&by=none&${query}`)).parts.map(({ key, count }) => [
        ...Object.values(key),
        count.counted,
        count.observed,
      ]);
    expect(await parts('split=area')).toEqual([
      ['north', NORTH + SOUTH_AFTER, round4(1 - 1 / 21)],
      ['south', SOUTH_BEFORE + GONE, round4(1 - 1 / 14)],
    ]);
    expect(await parts('split=area&boundaries=now')).toEqual([
      ['north', NORTH + SOUTH_BEFORE + SOUTH_AFTER + GONE, round4(1 - 2 / 35)],
    ]);
    expect(await parts('split=camera,area&cameraIds=cam-south')).toEqual([
      ['cam-south', 'north', SOUTH_AFTER, round4(1 - 1 / 7)],
      ['cam-south', 'south', SOUTH_BEFORE, round4(1 - 1 / 7)],
    ]);
  });

  test('a comparison of before and after shows the merger, or what traffic did', async () => {
    const query = 'comparison?from=2026-03-02&to=2026-03-09&vsFrom=2026-03-09&vsTo=2026-03-16&areaIds=north&lines=all';
    const then = await ask<ComparisonAnswer>(query);
    // The north alone, then both: the dark Tuesday after counts the north's alone.
    expect([then.before.figure.counted, then.after.figure.counted]).toEqual([168, 168 + SOUTH_AFTER]);
    expect(then.verdict).toBe('more');
    // Lines of one period alone say nothing of traffic: they are left out unless asked for.
    const same = await ask<ComparisonAnswer>(query.replace('&lines=all', ''));
    expect([same.before.figure.counted, same.after.figure.counted]).toEqual([168, 168]);
    expect(same.linesLeftOut).toContain('line-south');
    expect(same.verdict).toBe('no-difference-shown');
    const now = await ask<ComparisonAnswer>(`${query}&boundaries=now`, 'police-north');
    expect([now.before.figure.counted, now.after.figure.counted]).toEqual([
      168 + SOUTH_BEFORE + GONE,
      168 + SOUTH_AFTER,
    ]);
    expect(now.verdict).toBe('no-difference-shown');
  });

  test.each(['then', 'now'] as const)('reports and files mean the same by boundaries of %s', async (boundaries) => {
    const month = `from=2026-03-01&to=2026-04-01&by=none&areaIds=north&boundaries=${boundaries}`;
    const { total } = await ask<FlowAnswer>(`flows?${month}`);
    const report = await gatherReport(
      gateway.database,
      { id: 'r', month: '2026-03', areaId: 'north', language: 'vi', boundaries, again: false },
      { now: new Date('2026-04-02T00:00:00Z'), goOn: async () => true },
    );
    expect(report?.boundaries).toBe(boundaries);
    expect(report?.vehicles).toEqual(total.count);
    const browser = await withSession(gateway.url, gateway.database, 'planner');
    const period = 'from=2026-02-28T17:00:00.000Z&to=2026-03-31T17:00:00.000Z';
    const { status, body } = await browser.send(
      'GET',
      `/api/exports/flows?format=geojson&step=day&event=crossed&areaId=north&boundaries=${boundaries}&${period}`,
    );
    const { features } = body as {
      features: { properties: { count: number; area_id: string } }[];
    };
    expect(status).toBe(200);
    expect(new Set(features.map(({ properties }) => properties.area_id))).toEqual(new Set(['north']));
    expect(features.reduce((sum, { properties }) => sum + properties.count, 0)).toBe(total.count.counted);
    for (const kind of ['events', 'alerts', 'coverage', 'measurements'])
      expect(
        (await browser.send('GET', `/api/exports/${kind}?format=csv&areaId=north&boundaries=${boundaries}&${period}`))
          .status,
        kind,
      ).toBe(200);
  });

  test('alerts', async () => {
    const rows = async (query: string, username?: string) =>
      (await ask<AlertStatistics>(`alerts?${WEEKS}&by=area${query}`, username)).rows.map(({ key, raised }) => [
        key,
        raised,
      ]);
    expect(await rows('')).toEqual([
      ['north', 2],
      ['south', 2],
    ]);
    expect(await rows('&boundaries=now')).toEqual([['north', 4]]);
    expect(await rows('', 'police-north')).toEqual([['north', 2]]);
    expect(await rows('&boundaries=now', 'police-north')).toEqual([['north', 4]]);
    expect(await rows('&boundaries=now&areaIds=north', 'police-north')).toEqual([['north', 4]]);
    expect(await rows('', 'planner-south')).toEqual([['south', 2]]);
    expect(await rows('&boundaries=now', 'planner-south')).toEqual([]);
  });

  test('hot spots, where a day that nobody watched is no day without traffic', async () => {
    const spots = async (query: string, username?: string) =>
      (await ask<HotSpotAnswer>(`hot-spots?${WEEKS}&step=day&${query}`, username)).spots;
    const [south, north, gone] = await spots('');
    expect([south?.deviceId, south?.total, south?.observed]).toEqual([
      'cam-south',
      SOUTH_BEFORE + SOUTH_AFTER,
      round4(6 / 7),
    ]);
    expect(south?.values.map((value) => value)).toEqual(
      hours.filter((hour) => hour % 24 === 0).map((hour) => (isDark(hour) ? null : 48)),
    );
    expect(south?.watched[1]).toBe(0);
    expect([north?.total, north?.observed, north?.values.includes(null)]).toEqual([NORTH, 1, false]);
    // Watched and empty on the second day; not in service any more on the last.
    expect([gone?.total, gone?.values[0], gone?.values[1], gone?.values[13]]).toEqual([GONE, 24, 0, null]);
    const totals = async (query: string, username?: string) =>
      (await spots(query, username)).map(({ deviceId, total }) => [deviceId, total]);
    expect(await totals('', 'police-north')).toEqual([
      ['cam-north', NORTH],
      ['cam-south', SOUTH_AFTER],
    ]);
    expect(await totals('boundaries=now', 'police-north')).toEqual([
      ['cam-south', SOUTH_BEFORE + SOUTH_AFTER],
      ['cam-north', NORTH],
      ['cam-gone', GONE],
    ]);
    expect(await totals('boundaries=now', 'planner-south')).toEqual([]);
    expect(await totals('of=alerts', 'planner-south')).toEqual([['cam-south', 2]]);
    expect(await totals('of=alerts&boundaries=now', 'police-north')).toEqual([
      ['cam-south', 3],
      ['cam-north', 1],
    ]);
  });

  test('speeds, stays and movements', async () => {
    const [then, now] = [`${WEEKS}&areaIds=north`, `${WEEKS}&areaIds=north&boundaries=now`];
    const speeds = async (query: string) => (await ask<SpeedAnswer>(`speeds?${query}`, 'police-north')).count.counted;
    expect([await speeds(then), await speeds(now)]).toEqual([144, 288]);
    const stays = async (query: string) => {
      const { stays: of, occupancy } = await ask<StayAnswer>(`stays?${query}`, 'police-north');
      return [of.count, occupancy.mean];
    };
    expect(await stays(now)).toEqual([288, expect.closeTo(0.25, 2)]);
    expect((await stays(then))[0]).toBe(144);
    const movements = async (query: string, username: string) =>
      (await ask<MovementAnswer>(`movements?${query}&cameraId=cam-south`, username)).rows.map(
        ({ count }) => count.counted,
      );
    expect(await movements(WEEKS, 'police-north')).toEqual([144]);
    expect(await movements(`${WEEKS}&boundaries=now`, 'police-north')).toEqual([288]);
    // Its former ward may still ask for what it saw there.
    expect(await movements(WEEKS, 'planner-south')).toEqual([144]);
  });
});

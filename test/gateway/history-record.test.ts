import { beforeAll, describe, expect, test } from 'vitest';
import { alertGrouping, type AlertStatistics, type AlertTables } from '../../contracts/history-alerts.ts';
import type { EventPage, PastAnswer } from '../../contracts/history-events.ts';
import type { SensorSeriesAnswer } from '../../contracts/history-sensors.ts';
import { foldedWords } from '../../gateway/core/history/fold.ts';
import { rankCorrelation, rankInterval, withoutRecurring } from '../../gateway/core/history/rank-correlation.ts';
import { shareOf } from '../../gateway/core/history/wilson.ts';
import { saveRule } from '../../store/rules.ts';
import { withSession } from './support/browser.ts';
import { aRule, buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

const DAY = 'from=2026-03-02&to=2026-03-03';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  const { database } = gateway;
  await buildCity(database);
  await saveRule(
    database,
    aRule({
      id: 'high-water',
      severity: 'critical',
      condition: {
        kind: 'sensor-threshold',
        sensorIds: ['water-north'],
        side: 'above',
        limit: 3,
        clearAt: 2,
        forS: 0,
        clearForS: 0,
      },
    }),
    null,
  );
  // On 2 March by the city's clock: five alerts in the north, one in the south.
  await database.query(
    `with put as (
       insert into alert (rule_id, rule_version, rule_name, condition, severity, state, device_kind, device_id, device_name,
         zone_id, zone_name, area_id, lat, lon, class, place_key, source_key, last_at, captured_at, raised_at, acknowledged_at, resolved_at)
       select r.id, r.version, r.name, r.condition, 'critical', state, 'camera', 'cam-' || ward, 'Cổng chợ', 'zone-' || ward, 'Kho',
         ward, lat, 105.6, 'person', 'p' || n, 's' || n, t, t, t, t + ack * interval '1 second', t + done * interval '1 second'
       from rule_now r, (values
         (1, 'north', 21.4, 'resolved', 10, 100), (2, 'north', 21.4, 'resolved', 20, 200), (3, 'north', 21.4, 'resolved', 400, 900),
         (4, 'north', 21.4, 'false-alarm', null, 50), (5, 'north', 21.4, 'raised', null, null), (6, 'south', 21.2, 'resolved', 30, 60)
       ) v(n, ward, lat, state, ack, done),
       lateral (select timestamptz '2026-03-02T08:00:00+07' + n * interval '1 hour' as t) moment where r.id = 'night'
       returning id, place_key, raised_at)
     insert into alert_step (alert_id, kind, at, text)
     select id, 'comment', raised_at, case place_key when 'p2' then 'Xe đẩy hàng của chợ Đầm Vạc' else 'Đã báo tổ trực' end from put`,
  );
  await database.query(
    `insert into observation (at, kind, camera_id, area_id, zone_id, track_id, class, direction, value, received_at, perceived_at, natural_key)
     select timestamptz '2026-03-02T00:00:00+07' + n * interval '1 minute', case n % 2 when 0 then 'crossed' else 'left' end,
       'cam-north', 'north', 'zone-north', 't' || n, 'person', case n % 2 when 0 then 'forward' end, n, now(), now(), 'n' || n
     from generate_series(0, 299) n`,
  );
  await database.query(
    `insert into measurement (at, sensor_id, area_id, value)
     select timestamptz '2026-03-02T00:00:00+07' + n * interval '10 seconds', 'water-north', 'north', 2 + n / 720.0
     from generate_series(0, 2159) n`,
  );
});

// eslint-disable-next-line typescript/no-unnecessary-type-parameters -- the answer's schema is checked by the gateway
const ask = async <T>(path: string, username = 'planner'): Promise<{ status: number; body: T }> => {
  const browser = await withSession(gateway.url, gateway.database, username);
  const { status, body } = await browser.send('GET', `/api/history/${path}`);
  return { status, body: body as T };
};

describe('how alerts were dealt with', () => {
  test('counts, medians and shares are those of the alerts raised in the period', async () => {
    const { total } = (await ask<AlertStatistics>(`alerts?${DAY}&by=rule`)).body;
    expect([total.raised, total.open, total.resolved, total.falseAlarms]).toEqual([6, 1, 4, 1]);
    // Reacted to after 10, 20, 30, 50 (closed at once as false) and 400 s.
    expect(total.acknowledge).toMatchObject({ count: 5, p50: 30 });
    expect(total.resolve).toMatchObject({ count: 5, p50: 100 });
    // Five minutes for a critical one: 400 s were too long, and nobody ever reacted to the fifth.
    expect(total.acknowledgedInTime).toMatchObject({ of: 6, share: 4 / 6 });
    expect(total.falseAlarmRate).toMatchObject({ of: 5, share: 0.2 });
  });

  test('are told apart by area, severity, hour and day, as far as one may see them', async () => {
    const rows = async (query: string, username?: string) =>
      (await ask<AlertStatistics>(`alerts?${DAY}&${query}`, username)).body.rows.map(
        ({ key, at, slot, raised }) => [key ?? at ?? slot, raised] as const,
      );
    expect(await rows('by=area')).toEqual([
      ['north', 5],
      ['south', 1],
    ]);
    expect(await rows('by=area', 'planner-south')).toEqual([['south', 1]]);
    expect(await rows('by=severity')).toEqual([['critical', 6]]);
    expect(await rows('by=day')).toEqual([['2026-03-01T17:00:00.000Z', 6]]);
    expect((await rows('by=hour-of-day')).map(([slot]) => slot)).toEqual([9, 10, 11, 12, 13, 14]);
    expect(await rows('by=type')).toEqual([['zone-presence', 6]]);
  });

  test('told apart in several ways at once they are what each way tells alone', async () => {
    const ways = [...alertGrouping.options];
    for (const [username, by] of [
      ['planner', ways.slice(0, 5)],
      ['planner', ways.slice(5)],
      ['planner-south', ['area', 'area', 'month']],
    ] as const) {
      const { tables, total } = (await ask<AlertTables>(`alert-tables?${DAY}&by=${by.join()}`, username)).body;
      expect(tables.map((table) => table.by)).toEqual([...new Set(by)]);
      for (const table of tables) {
        const alone = (await ask<AlertStatistics>(`alerts?${DAY}&by=${table.by}`, username)).body;
        expect([table.rows, total]).toEqual([alone.rows, alone.total]);
      }
    }
    const { tables } = (await ask<AlertTables>(`alert-tables?${DAY}&by=device,rule,area`)).body;
    expect(tables.map(({ rows }) => rows.map(({ key, name, raised }) => [key, name, raised]))).toEqual([
      [
        ['cam-north', 'Cổng chợ', 5],
        ['cam-south', 'Cổng chợ', 1],
      ],
      [['night', 'Người trong kho ban đêm', 6]],
      [
        ['north', 'Phường Bắc', 5],
        ['south', 'Phường Bắc', 1],
      ],
    ]);
  });
});

describe('what happened', () => {
  test('comments are found without their marks', async () => {
    const { body } = await ask<EventPage>(`events?${DAY}&words=dam%20vac`);
    expect(body.events).toMatchObject([{ of: 'alerts', comments: ['Xe đẩy hàng của chợ Đầm Vạc'], durationS: 200 }]);
    expect((await ask<EventPage>(`events?${DAY}&words=${encodeURIComponent("%' or 1=1 --")}`)).body.events).toEqual([]);
  });

  test('every event stands on one page, newest first', async () => {
    const seen: string[] = [];
    let after = '';
    for (let pages = 0; pages < 20; pages++) {
      const { body } = await ask<EventPage>(`events?${DAY}&of=observations&limit=70${after}`);
      seen.push(...body.events.map(({ at }) => at));
      if (body.next === null) break;
      after = `&after=${body.next}`;
    }
    expect(seen.length).toBe(300);
    expect(new Set(seen).size).toBe(300);
    expect(seen.toSorted().toReversed()).toEqual(seen);
  });

  test('are found by place on the map, duration, state, kind and direction, and hidden where they are not theirs', async () => {
    const count = async (query: string, username?: string) =>
      (await ask<EventPage>(`events?${DAY}&${query}`, username)).body.events.length;
    expect(await count(`polygon=${encodeURIComponent('21.3,105.5;21.3,105.7;21.5,105.7;21.5,105.5')}`)).toBe(5);
    expect(await count('states=false-alarm,raised')).toBe(2);
    expect(await count('longerThanS=150')).toBe(2);
    expect(await count('of=observations&kinds=left&longerThanS=290')).toBe(5);
    expect(await count('of=observations&direction=forward&limit=500')).toBe(150);
    expect(await count('of=observations', 'planner-south')).toBe(0);
    expect(await count('', 'police-south')).toBe(1);
  });

  test.each([
    ['ends before it starts', 'from=2026-03-03&to=2026-03-02'],
    ['has two corners', `${DAY}&polygon=21,105;22,106`],
    ['has corners that are no numbers', `${DAY}&polygon=a,b;c,d;e,f`],
    ['goes on from nowhere', `${DAY}&after=1;drop`],
  ])('a search that %s is refused', async (_, query) => {
    expect((await ask(`events?${query}`)).status).toBe(400);
  });
});

describe('a sensor over a time', () => {
  test('has its limits, and a gap where it was silent', async () => {
    const { body } = await ask<SensorSeriesAnswer>(`sensor-series?${DAY}&sensorId=water-north&by=15min`);
    expect(body.points.length).toBe(96);
    expect(body.points[0]).toMatchObject({ at: '2026-03-01T17:00:00.000Z', count: 90, observed: 1, min: 2 });
    expect(body.thresholds).toMatchObject([{ ruleId: 'high-water', limit: 3, clearAt: 2 }]);
    expect(body.gaps).toEqual([{ from: '2026-03-01T23:00:00.000Z', to: '2026-03-02T17:00:00.000Z' }]);
    expect(body.observed).toBeCloseTo(0.25, 2);
  });

  test('rank correlation is that of the textbook, and what recurs can be taken out', () => {
    const iq = [
      [106, 7],
      [86, 0],
      [100, 27],
      [101, 50],
      [99, 28],
      [103, 29],
      [97, 20],
      [113, 12],
      [112, 6],
      [110, 17],
    ] as const;
    expect(rankCorrelation(iq)).toBeCloseTo(-29 / 165, 9);
    expect(rankCorrelation(iq.slice(0, 9))).toBe(null);
    const [low, high] = rankInterval(-29 / 165, 10);
    expect(low).toBeLessThan(-0.17);
    expect(high).toBeGreaterThan(-0.17);
    expect(withoutRecurring([1, 10, 3, 30], [0, 1, 0, 1])).toEqual([-1, -10, 1, 10]);
  });
});

describe('the past on the map', () => {
  test('has counts, readings with their states, and the alerts of the time', async () => {
    const { body } = await ask<PastAnswer>(`past?${DAY}&stepS=300`);
    expect(body.steps).toBe(288);
    expect(body.flows).toMatchObject([{ zoneId: 'zone-north', cameraId: 'cam-north' }]);
    expect(body.flows[0]?.forward.slice(0, 2)).toEqual([3, 2]);
    const [sensor] = body.sensors;
    expect(sensor?.values[0]).toBeCloseTo(2.02, 2);
    expect([sensor?.states[0], sensor?.states[30], sensor?.states[200]]).toEqual([0, 2, null]);
    expect(body.alerts.length).toBe(6);
    const flows = (await ask<PastAnswer>(`past?${DAY}&stepS=300&parts=flows`)).body;
    expect(flows.flows).not.toEqual([]);
    expect([flows.sensors, flows.cameras, flows.alerts]).toEqual([[], [], []]);
    expect((await ask(`past?${DAY}&parts=passwords`)).status).toBe(400);
    expect((await ask<PastAnswer>(`past?${DAY}&stepS=300`, 'planner-south')).body).toMatchObject({
      flows: [],
      sensors: [],
    });
  });

  test('is a file too, of what one may see: counts, readings beyond their limits, alerts as they came', async () => {
    const taken = async (username: string): Promise<Record<string, string>[]> => {
      const browser = await withSession(gateway.url, gateway.database, username);
      const asked = new URLSearchParams({
        format: 'csv',
        bom: 'no',
        separator: 'semicolon',
        of: `past?${DAY}&stepS=300`,
      });
      const { body } = await browser.send('GET', `/api/history/file?${asked}`);
      const [heads = [], ...rows] = String(body)
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(';'));
      return rows.map((row) => Object.fromEntries(row.map((cell, i) => [heads[i] ?? '', cell])));
    };
    const [rows, { body }] = [await taken('planner'), await ask<PastAnswer>(`past?${DAY}&stepS=300`)];
    const of = (part: string) => rows.filter((row) => row['Phần'] === part);
    const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
    expect(sum(of('lượt qua, lượt vào').map((row) => Number(row['Đếm được'])))).toBe(
      sum(body.flows.flatMap(({ forward, backward, entered }) => [...forward, ...backward, ...entered])),
    );
    expect(of('lượt qua, lượt vào')[0]).toMatchObject({
      'Thời điểm': '2026-03-02 00:00:00',
      Hướng: 'chiều thuận',
      'Đếm được': '3',
      'Mô phỏng': 'false',
    });
    expect(of('số đo')).toHaveLength(body.sensors[0]?.values.filter((value) => value !== null).length ?? -1);
    expect(
      of('số đo').some((row) => row['Ngưỡng cảnh báo (theo quy tắc hiện nay)'] === 'vượt ngưỡng nghiêm trọng'),
    ).toBe(true);
    expect(of('cảnh báo').map((row) => row['Số cảnh báo'])).toEqual(body.alerts.map(({ id }) => String(id)));
    expect((await taken('planner-south')).map((row) => row['Phần'])).toEqual(['cảnh báo']);
  });

  test('a file that could not hold all alerts is refused; the page says that there are more', async () => {
    await gateway.database.query(
      `insert into alert (rule_id, rule_version, rule_name, condition, severity, state, device_kind, device_id, device_name,
                          place_key, source_key, last_at, captured_at, raised_at, resolved_at)
       select rule.rule_id, rule.rule_version, 'many', '{"kind":"zone-entry"}', 'info', 'resolved', 'camera', 'cam-north', 'north', 'many',
              'many ' || n, at, at, at, at + interval '1 minute'
         from generate_series(1, 2001) n, (values ('2026-07-15T03:00:00Z'::timestamptz)) t (at),
              (select rule_id, rule_version from alert limit 1) rule`,
    );
    const past = 'past?from=2026-07-15&to=2026-07-16&stepS=900&parts=alerts';
    const { body } = await ask<PastAnswer>(past);
    expect([body.alerts.length, body.moreAlerts]).toEqual([2000, true]);
    const file = await ask<{ error: { code: string } }>(`file?${new URLSearchParams({ format: 'csv', of: past })}`);
    expect(file.body.error.code).toBe('too-large');
    await gateway.database.query("delete from alert where rule_name = 'many'");
  });

  test.each([
    ['from=2026-01-01&to=2026-03-01&stepS=900'],
    ['from=2026-03-01&to=2026-03-04&stepS=60'],
    [`${DAY}&stepS=7`],
  ])('too many or odd steps are refused: %s', async (query) => {
    expect((await ask(`past?${query}`)).status).toBe(400);
  });
});

test('words are folded, and shares have the interval of Wilson', () => {
  expect(foldedWords('  Đầm   VẠC ')).toEqual(['dam', 'vac']);
  const { low, high } = shareOf(8, 10);
  expect(low).toBeCloseTo(0.4902, 4);
  expect(high).toBeCloseTo(0.9433, 4);
  expect(shareOf(0, 0).share).toBe(null);
});

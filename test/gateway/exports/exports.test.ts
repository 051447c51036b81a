import { beforeAll, describe, expect, test } from 'vitest';
import { exportKind } from '../../../contracts/exports.ts';
import { raiseAlert } from '../support/alerts.ts';
import { withSession, type Browser } from '../support/browser.ts';
import { buildCity } from '../support/city.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../../support/until.ts';

const PERIOD = 'from=2026-02-28T00:00:00.000Z&to=2026-03-02T00:00:00.000Z';
const EVENTS_EACH = 2600;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  const { database } = gateway;
  await buildCity(database);
  // More than a page of them at the same moment: the order within a moment must hold as well.
  await database.query(
    `insert into observation (at, kind, camera_id, area_id, zone_id, track_id, class, direction, received_at, perceived_at, natural_key)
     select timestamptz '2026-02-28T12:00:00Z' + (n / 4000) * interval '1 second', 'crossed', 'cam-' || ward, ward,
       'gone-zone', 't' || n, case when n % 2 = 0 then 'car' else 'motorcycle' end, 'forward', now(), now(), ward || n
     from generate_series(1, $1::int) n, unnest(array['north', 'south']) ward`,
    [EVENTS_EACH],
  );
  await raiseAlert(database);
});

const take = async (username: string, path: string, more = '') => {
  const browser = await withSession(gateway.url, gateway.database, username);
  const { status, headers, body } = await browser.send('GET', `/api/exports/${path}${more}`);
  const text = Buffer.isBuffer(body) ? body.toString('utf8') : JSON.stringify(body);
  return { status, headers, text, rows: text.trimEnd().split('\r\n').length - 1 };
};

describe('history as a file', () => {
  test('has every row once, in the order of its time', async () => {
    const { text, rows, headers } = await take('planner', `events?format=csv&${PERIOD}`);
    expect(rows).toBe(2 * EVENTS_EACH);
    const lines = text.trimEnd().split('\r\n').slice(1);
    expect(new Set(lines).size).toBe(2 * EVENTS_EACH);
    const times = lines.map((line) => line.slice(0, 19));
    expect(times.every((time, at) => at === 0 || time >= (times[at - 1] ?? ''))).toBe(true);
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="citywatch-events-2026-02-28-2026-03-02.csv"',
    );
    // The zone was removed since: its events stay.
    expect(lines[0]).toContain('gone-zone');
  });

  test('holds only what lies in the areas of the one who takes it', async () => {
    const { text, rows } = await take('planner-south', `events?format=csv&${PERIOD}`);
    expect(rows).toBe(EVENTS_EACH);
    expect(text).not.toContain('cam-north');
    expect((await take('planner-south', `events?format=csv&areaId=north&${PERIOD}`)).rows).toBe(0);
    expect(
      (await take('planner-south', `alerts?format=csv&from=2020-01-01T00:00:00Z&to=2029-01-01T00:00:00Z`)).rows,
    ).toBe(0);
    expect((await take('planner', `alerts?format=csv&from=2020-01-01T00:00:00Z&to=2029-01-01T00:00:00Z`)).rows).toBe(1);
    expect((await take('planner-south', `devices?format=csv&${PERIOD}`)).rows).toBe(2);
  });

  test('an area stands for everything below it, a class and a camera for themselves', async () => {
    expect((await take('planner', `events?format=csv&areaId=the-city&${PERIOD}`)).rows).toBe(2 * EVENTS_EACH);
    expect((await take('planner', `events?format=csv&classes=car&cameraId=cam-north&${PERIOD}`)).rows).toBe(
      EVENTS_EACH / 2,
    );
  });

  test.each(exportKind.options)('%s in every format and at every step', async (kind) => {
    for (const format of ['csv', 'xlsx', 'geojson', 'parquet'])
      expect((await take('planner', `${kind}?format=${format}&${PERIOD}`)).status, format).toBe(200);
    for (const step of ['raw', '15min', 'hour', 'day'])
      expect((await take('planner', `${kind}?format=csv&step=${step}&${PERIOD}`)).status, step).toBe(200);
  });

  test('coverage is there minute by minute, with how much of the pictures was inferred, and whether it is simulated', async () => {
    await gateway.database.query(
      `insert into coverage (minute, camera_id, area_id, expected, quiet, received, looked, looked_area, looked_parts, dropped)
       values ('2026-03-01T05:00:00Z', 'cam-north', 'north', 300, 200, 95, 80, 20, 75, '{"superseded": 15}'),
         ('2026-03-01T05:01:00Z', 'cam-north', 'north', 300, 250, 50, 50, null, null, '{}')`,
    );
    await gateway.database.query(
      "insert into simulated_span (from_at, to_at, device_id) values ('2026-03-01T05:00Z', '2026-03-01T05:01Z', 'cam-north')",
    );
    const { text } = await take('planner', `coverage?format=csv&step=raw&language=en&bom=no&${PERIOD}`);
    const [head = '', ...lines] = text.trimEnd().split('\r\n');
    const cell = (line: number, title: string) => lines[line]?.split(',')[head.split(',').indexOf(title)];
    expect(lines).toHaveLength(2);
    expect([0, 1].map((line) => cell(line, 'Share of the picture inferred'))).toEqual(['0.25', '1']);
    expect(lines[0]).toContain('superseded');
    // Each row says whether it was made up.
    expect([0, 1].map((line) => cell(line, 'Simulated'))).toEqual(['true', 'false']);
  });

  test('is in Vietnamese unless asked otherwise', async () => {
    expect((await take('planner', `events?format=csv&${PERIOD}`)).text).toContain('Thời điểm,Loại quan sát');
    const english = await take('planner', `events?format=csv&language=en&separator=semicolon&bom=no&${PERIOD}`);
    expect(english.text.startsWith('Time;Observation;')).toBe(true);
    expect(english.text).toContain(';crossed;');
  });

  test.each([
    ['ends before it begins', 'format=csv&from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z'],
    ['is longer than ten years', 'format=csv&from=2000-01-01T00:00:00Z&to=2026-03-01T00:00:00Z'],
    ['is not of this world', 'format=csv&from=2026-02-30T00:00:00Z&to=2026-03-01T00:00:00Z'],
    ['asks for an unknown form', `format=exe&${PERIOD}`],
    ['asks for an unknown class', `format=csv&classes=dragon&${PERIOD}`],
    ['carries a statement', `format=csv&cameraId=${encodeURIComponent("x' or '1'='1")}&${PERIOD}`],
  ])('a request that %s is refused with the reason', async (_, query) => {
    const { status, text } = await take('planner', `events?${query}`);
    expect(status).toBe(400);
    expect(text).toContain('bad-request');
  });

  test('is noted with who took it and how much', async () => {
    await take('planner', `events?format=parquet&classes=car&${PERIOD}`);
    await until(async () => {
      const { rows } = await gateway.database.query(
        `select from audit where username = 'planner' and action = 'export.end' and subject = 'events'
           and detail @> '{"format": "parquet", "state": "done", "rows": ${EVENTS_EACH}}'`,
      );
      return rows.length === 1;
    });
  });

  test('ends when the one who takes it goes away, and its place is free again', async () => {
    const cookie = (await withSession(gateway.url, gateway.database, 'police')).cookie() ?? '';
    for (let round = 0; round < 5; round++) {
      const leave = new AbortController();
      const url = `${gateway.url}/api/exports/events?format=csv&${PERIOD}`;
      const ended = () => countOf("action = 'export.end' and username = 'police' and detail ->> 'state' <> 'running'");
      const before = await ended();
      const response = await fetch(url, { headers: { cookie }, signal: leave.signal });
      expect(response.status).toBe(200);
      await response.body?.getReader().read();
      leave.abort();
      await until(async () => (await ended()) > before);
    }
  });
});

const countOf = async (where: string): Promise<number> =>
  (await gateway.database.query<{ n: number }>(`select count(*)::int as n from audit where ${where}`)).rows[0]?.n ?? 0;

describe('a file that a console orders', () => {
  const ORDER = { kind: 'events', format: 'csv', from: '2026-02-28T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z' };
  const as = (username: string): Promise<Browser> => withSession(gateway.url, gateway.database, username);
  const order = async (browser: Browser, more: object = {}): Promise<string> => {
    const { status, body } = await browser.send('POST', '/api/exports', { ...ORDER, ...more });
    expect(status).toBe(201);
    return (body as { id: string }).id;
  };
  const file = (browser: Browser, id: string) => browser.send('GET', `/api/exports/orders/${id}/file`);
  const progress = (browser: Browser, id: string) => browser.send('GET', `/api/exports/orders/${id}`);

  test('is fetched once, and any gateway tells how far it is, to the one who ordered it only', async () => {
    const [planner, police] = [await as('planner'), await as('police')];
    const id = await order(planner, { classes: 'car' });
    expect((await progress(planner, id)).body).toEqual({ state: 'waiting', rows: 0, share: 0 });
    const taken = await file(planner, id);
    expect([taken.status, taken.headers.get('content-disposition')]).toEqual([
      200,
      'attachment; filename="citywatch-events-2026-02-28-2026-03-02.csv"',
    ]);
    expect(String(taken.body).trimEnd().split('\r\n')).toHaveLength(EVENTS_EACH + 1);
    const other = await gateway.another();
    const done = { state: 'done', rows: EVENTS_EACH, share: 1 };
    await until(async () => ((await progress(planner, id)).body as { state: string }).state === 'done');
    const asked = await fetch(`${other.url}/api/exports/orders/${id}`, { headers: { cookie: planner.cookie() ?? '' } });
    expect(await asked.json()).toEqual(done);
    expect((await file(planner, id)).status).toBe(404);
    expect((await progress(police, id)).status).toBe(404);
  });

  test('is for the session that ordered it: neither somebody else nor another session of the same account gets it', async () => {
    const [planner, again, police] = [await as('planner'), await as('planner'), await as('police')];
    const id = await order(planner);
    expect((await file(police, id)).status).toBe(404);
    expect((await file(again, id)).status).toBe(404);
    expect((await file(planner, id)).status).toBe(200);
  });

  test('that is wrong, or one too many, is refused before a browser begins to save', async () => {
    const planner = await as('planner');
    const wrong = await planner.send('POST', '/api/exports', { ...ORDER, from: ORDER.to, to: ORDER.from });
    expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([400, expect.stringContaining('bad-request')]);
    expect((await planner.send('POST', '/api/exports', { ...ORDER, kind: 'accounts' })).status).toBe(400);
    const operator = await as('operator');
    await gateway.database.query(
      "insert into export_order (username, session_id, kind, query) select 'operator', 0, 'events', '{}' from generate_series(1, 100)",
    );
    expect((await operator.send('POST', '/api/exports', ORDER)).status).toBe(429);
  });

  test('is not made when it is not wanted any more, and holds only what its account may see', async () => {
    const south = await as('planner-south');
    const id = await order(south);
    expect((await south.send('DELETE', `/api/exports/orders/${id}`)).status).toBe(204);
    expect((await file(south, id)).status).toBe(404);
    expect((await south.send('DELETE', `/api/exports/orders/${id}`)).status).toBe(409);
    const taken = await file(south, await order(south));
    expect(String(taken.body)).toContain('cam-south');
    expect(String(taken.body)).not.toContain('cam-north');
  });
});

import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { raiseAlert } from './support/alerts.ts';
import { openBrowser, withSession } from './support/browser.ts';
import { aCamera, ACCOUNTS, aRule, aSensor, buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

type Statuses = Readonly<Record<string, number>>;
const everybody = ACCOUNTS.map((account) => account.username);

function each(status: (username: string) => number): Statuses {
  return Object.fromEntries(everybody.map((username) => [username, status(username)]));
}
/** Everybody who is signed in gets this. */
const all = (status: number): Statuses => each(() => status);
/** Admins get this, all others are turned away. */
const admins = (status: number): Statuses => each((username) => (username === 'admin' ? status : 403));
/** A thing in the north: whoever has only the south does not find it. */
const north = (status: number): Statuses => each((username) => (username.endsWith('-south') ? 404 : status));
/** Dealing with an alert in the north: planners may not, the south does not find it. */
const northResponders = (status: number): Statuses =>
  each((username) => (username.startsWith('planner') ? 403 : username.endsWith('-south') ? 404 : status));
const responders = (status: number): Statuses => each((username) => (username.startsWith('planner') ? 403 : status));

/** Admins and planners get this, a planner of one ward that, all others are turned away. */
const thinkers = (status: number, ofAWard = status): Statuses =>
  each((username) =>
    username === 'planner-south' ? ofAWard : username === 'admin' || username === 'planner' ? status : 403,
  );
const NO_TRIAL = '6c8f0d4e-2f57-4d4a-9c83-0d8b7f2f1a11';

const anArea = { kind: 'ward', nameVi: 'Mới', nameEn: 'New', parentId: null, outline: null };
const aUnit = { id: 'none', nameVi: 'Đội', nameEn: 'Team', areaId: null, phone: null, endedAt: null };
const anAccount = { username: 'nobody', name: 'N', role: 'planner', areaIds: null, password: 'long enough 1' };
const aZone = {
  id: 'none',
  cameraId: 'cam-north',
  name: 'Z',
  shape: { kind: 'line', line: { from: [0, 0], to: [1, 1] } },
};
const period = 'from=2026-01-01T00:00:00.000Z&to=2026-02-01T00:00:00.000Z';
const anExport = { kind: 'events', format: 'csv', from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };
const aReport = { month: '2026-01', areaId: 'north', language: 'vi' };
/** Police read reports and order none; nobody orders one of an area that is not theirs. */
const reportStatus = (username: string): number =>
  username.startsWith('police') ? 403 : username.endsWith('-south') ? 400 : 201;
const aSchedule = { enabled: false, languages: ['vi'], areaIds: [null] };
const days = 'from=2026-01-01&to=2026-01-08';
const aCity = {
  name: { vi: 'Thành phố', en: 'City' },
  timeZone: 'Asia/Ho_Chi_Minh',
  centre: { lat: 21.3, lon: 105.6, zoom: 13 },
  baseMap: null,
};

const noPush = {
  endpoint: 'https://push.example/none',
  keys: { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: Buffer.alloc(16).toString('base64url') },
  leastSeverity: null,
};

const aHold = {
  cameraIds: ['none'],
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-01-02T00:00:00.000Z',
  reason: 'vụ án 12',
};

const aPlanning = {
  carUnits: {},
  seasons: [{ name: { vi: 'Năm', en: 'Year' }, months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }],
  holidays: [],
};

/** Every route: what each account gets. What would change the city for the next row aims at what is not there: 404. */
const TABLE: readonly (readonly [method: string, path: string, real: string, body: unknown, statuses: Statuses])[] = [
  ['get', '/api/session', '/api/session', undefined, all(200)],
  ['delete', '/api/session', '/api/session', undefined, all(204)],
  ['delete', '/api/sessions', '/api/sessions', undefined, all(204)],
  ['post', '/api/session/password', '/api/session/password', { current: 'x', next: 'y' }, all(400)],
  ['put', '/api/session/locale', '/api/session/locale', { locale: 'vi' }, all(204)],
  ['get', '/api/city', '/api/city', undefined, all(200)],
  ['get', '/api/alerts', '/api/alerts', undefined, all(200)],
  ['get', '/api/alerts/{id}', '/api/alerts/1', undefined, north(200)],
  ['get', '/api/alerts/{id}/snapshot', '/api/alerts/1/snapshot', undefined, north(200)],
  ['get', '/api/alerts/{id}/clip', '/api/alerts/1/clip', undefined, northResponders(200)],
  ['post', '/api/alerts/{id}/steps', '/api/alerts/1/steps', { kind: 'comment', text: 'x' }, northResponders(201)],
  ['post', '/api/alerts/{id}/hold', '/api/alerts/1/hold', { reason: 'vụ án 12' }, northResponders(201)],
  ['get', '/api/handovers', '/api/handovers', undefined, responders(200)],
  ['post', '/api/handovers', '/api/handovers', { note: 'x' }, responders(201)],
  ['post', '/api/handovers/{id}/taken', '/api/handovers/999/taken', undefined, responders(404)],
  ['get', '/api/assignees', '/api/assignees', undefined, responders(200)],
  ['get', '/api/cameras', '/api/cameras', undefined, all(200)],
  ['get', '/api/cameras/{id}', '/api/cameras/cam-north', undefined, north(200)],
  ['post', '/api/cameras/{id}/captures', '/api/cameras/cam-north/captures', { takenAt: null }, northResponders(204)],
  // The agent cannot be asked here: no broker.
  ['get', '/api/cameras/{id}/still', '/api/cameras/cam-north/still', undefined, northResponders(503)],
  ['post', '/api/cameras', '/api/cameras', aCamera(), admins(409)],
  ['put', '/api/cameras/{id}', '/api/cameras/none', aCamera({ id: 'none' }), admins(404)],
  ['delete', '/api/cameras/{id}', '/api/cameras/none', undefined, admins(404)],
  ['get', '/api/sensors', '/api/sensors', undefined, all(200)],
  ['get', '/api/sensors/{id}', '/api/sensors/water-north', undefined, north(200)],
  ['get', '/api/sensors/{id}/measurements', '/api/sensors/water-north/measurements', undefined, north(200)],
  ['get', '/api/unknown-devices', '/api/unknown-devices', undefined, admins(200)],
  ['post', '/api/sensors', '/api/sensors', aSensor(), admins(409)],
  ['put', '/api/sensors/{id}', '/api/sensors/none', aSensor({ id: 'none' }), admins(404)],
  ['delete', '/api/sensors/{id}', '/api/sensors/none', undefined, admins(404)],
  ['get', '/api/zones', '/api/zones', undefined, all(200)],
  ['get', '/api/zones/{id}', '/api/zones/zone-north', undefined, north(200)],
  ['post', '/api/zones', '/api/zones', { ...aZone, id: 'zone-north' }, admins(409)],
  ['put', '/api/zones/{id}', '/api/zones/none', aZone, admins(404)],
  ['delete', '/api/zones/{id}', '/api/zones/none', undefined, admins(404)],
  ['get', '/api/rules', '/api/rules', undefined, all(200)],
  ['post', '/api/rules', '/api/rules', aRule(), admins(409)],
  ['put', '/api/rules/{id}', '/api/rules/none', aRule({ id: 'none' }), admins(404)],
  ['delete', '/api/rules/{id}', '/api/rules/none', undefined, admins(404)],
  // The rule names both wards; whoever sees one of them only cannot try it.
  ['post', '/api/rules/trial', '/api/rules/trial', { rule: aRule() }, thinkers(201, 400)],
  ['get', '/api/rules/trials/{id}', `/api/rules/trials/${NO_TRIAL}`, undefined, thinkers(404)],
  ['delete', '/api/rules/trials/{id}', `/api/rules/trials/${NO_TRIAL}`, undefined, thinkers(404)],
  [
    'get',
    '/api/rules/trials/{id}/pictures/{number}',
    `/api/rules/trials/${NO_TRIAL}/pictures/0`,
    undefined,
    thinkers(404),
  ],
  ['get', '/api/areas', '/api/areas', undefined, all(200)],
  ['get', '/api/areas/{id}/versions', '/api/areas/north/versions', undefined, all(200)],
  ['post', '/api/areas', '/api/areas', { ...anArea, id: 'north' }, admins(409)],
  ['put', '/api/areas/{id}', '/api/areas/new-ward', anArea, admins(200)],
  ['delete', '/api/areas/{id}', '/api/areas/none', undefined, admins(404)],
  ['get', '/api/units', '/api/units', undefined, all(200)],
  ['post', '/api/units', '/api/units', { ...aUnit, id: 'police-113' }, admins(409)],
  ['put', '/api/units/{id}', '/api/units/none', aUnit, admins(404)],
  ['delete', '/api/units/{id}', '/api/units/none', undefined, admins(404)],
  ['get', '/api/agents', '/api/agents', undefined, all(200)],
  ['post', '/api/agents', '/api/agents', { id: 'agent-1', name: 'A' }, admins(409)],
  ['put', '/api/agents/{id}', '/api/agents/none', { name: 'A' }, admins(404)],
  ['post', '/api/agents/{id}/token', '/api/agents/none/token', undefined, admins(404)],
  ['delete', '/api/agents/{id}', '/api/agents/none', undefined, admins(404)],
  ['post', '/api/agents/{id}/discover', '/api/agents/none/discover', undefined, admins(404)],
  [
    'post',
    '/api/agents/{id}/inspect',
    '/api/agents/none/inspect',
    { address: 'http://10.0.0.5/', login: null },
    admins(404),
  ],
  ['post', '/api/agents/{id}/try', '/api/agents/none/try', { url: 'rtsp://10.0.0.5/' }, admins(404)],
  ['get', '/api/accounts', '/api/accounts', undefined, admins(200)],
  ['get', '/api/accounts/{username}', '/api/accounts/operator', undefined, admins(200)],
  ['post', '/api/accounts', '/api/accounts', { ...anAccount, username: 'operator' }, admins(409)],
  ['put', '/api/accounts/{username}', '/api/accounts/none', { ...anAccount, locale: 'vi', enabled: true }, admins(404)],
  ['delete', '/api/accounts/{username}', '/api/accounts/none', undefined, admins(404)],
  ['get', '/api/settings/city', '/api/settings/city', undefined, all(200)],
  ['put', '/api/settings/city', '/api/settings/city', aCity, admins(200)],
  ['get', '/api/settings/retention', '/api/settings/retention', undefined, admins(200)],
  ['put', '/api/settings/retention', '/api/settings/retention', {}, admins(200)],
  ['get', '/api/holds', '/api/holds', undefined, admins(200)],
  ['post', '/api/holds', '/api/holds', aHold, admins(400)],
  ['get', '/api/holds/{id}/footage', '/api/holds/999/footage', undefined, responders(404)],
  ['get', '/api/holds/{id}/footage/{minuteId}', '/api/holds/999/footage/1', undefined, responders(404)],
  ['post', '/api/holds/{id}/lift', '/api/holds/999/lift', { reason: 'xong vụ' }, admins(404)],
  ['get', '/api/audit', '/api/audit', undefined, admins(200)],
  ['get', '/api/state', '/api/state', undefined, all(200)],
  ['get', '/api/history/places', '/api/history/places', undefined, all(200)],
  [
    'get',
    '/api/history/movements',
    '/api/history/movements?from=2026-01-01&to=2026-02-01&cameraId=cam-north',
    undefined,
    each((username) => (username.endsWith('-south') ? 400 : 200)),
  ],
  ['get', '/api/history/stays', '/api/history/stays?from=2026-01-01&to=2026-02-01', undefined, all(200)],
  ['get', '/api/history/speeds', '/api/history/speeds?from=2026-01-01&to=2026-02-01', undefined, all(200)],
  [
    'get',
    '/api/history/comparison',
    '/api/history/comparison?from=2026-01-01&to=2026-02-01&vsFrom=2026-02-01&vsTo=2026-03-01',
    undefined,
    all(200),
  ],
  ['get', '/api/history/hot-spots', '/api/history/hot-spots?from=2026-01-01&to=2026-02-01', undefined, all(200)],
  [
    'get',
    '/api/history/usual',
    '/api/history/usual?zoneId=zone-north',
    undefined,
    each((username) => (username.endsWith('-south') ? 400 : 200)),
  ],
  ['get', '/api/history/flows', '/api/history/flows?from=2026-01-01&to=2026-02-01', undefined, all(200)],
  ['get', '/api/settings/planning', '/api/settings/planning', undefined, all(200)],
  ['put', '/api/settings/planning', '/api/settings/planning', aPlanning, admins(200)],
  [
    'get',
    '/api/history/file',
    `/api/history/file?format=csv&of=${encodeURIComponent('flows?from=2026-01-01&to=2026-02-01')}`,
    undefined,
    all(200),
  ],
  ['get', '/api/exports/{kind}', `/api/exports/events?format=csv&${period}`, undefined, all(200)],
  ['post', '/api/exports', '/api/exports', anExport, all(201)],
  ['get', '/api/exports/orders/{id}', `/api/exports/orders/${randomUUID()}`, undefined, all(404)],
  ['get', '/api/exports/orders/{id}/file', `/api/exports/orders/${randomUUID()}/file`, undefined, all(404)],
  ['delete', '/api/exports/orders/{id}', `/api/exports/orders/${randomUUID()}`, undefined, all(404)],
  ['get', '/api/reports', '/api/reports', undefined, all(200)],
  ['post', '/api/reports', '/api/reports', aReport, each((username) => reportStatus(username))],
  ['get', '/api/reports/{id}', `/api/reports/${randomUUID()}`, undefined, all(404)],
  [
    'delete',
    '/api/reports/{id}',
    `/api/reports/${randomUUID()}`,
    undefined,
    each((u) => (u.startsWith('police') ? 403 : 404)),
  ],
  ['get', '/api/reports/{id}/file', `/api/reports/${randomUUID()}/file`, undefined, all(404)],
  ['get', '/api/settings/reports', '/api/settings/reports', undefined, all(200)],
  ['put', '/api/settings/reports', '/api/settings/reports', aSchedule, admins(200)],
  ['get', '/api/push', '/api/push', undefined, all(200)],
  ['put', '/api/push/subscription', '/api/push/subscription', noPush, all(204)],
  ['get', '/api/history/alerts', '/api/history/alerts?from=2026-01-01&to=2026-02-01', undefined, all(200)],
  [
    'get',
    '/api/history/alert-tables',
    '/api/history/alert-tables?from=2026-01-01&to=2026-02-01&by=rule,month',
    undefined,
    all(200),
  ],
  ['get', '/api/history/events', '/api/history/events?from=2026-01-01&to=2026-02-01', undefined, all(200)],
  ['get', '/api/history/past', '/api/history/past?from=2026-01-01&to=2026-01-02', undefined, all(200)],
  [
    'get',
    '/api/history/sensor-series',
    `/api/history/sensor-series?sensorId=water-north&${days}`,
    undefined,
    north(200),
  ],
  [
    'get',
    '/api/history/sensor-and-traffic',
    `/api/history/sensor-and-traffic?sensorId=water-north&${days}`,
    undefined,
    north(200),
  ],
  ['get', '/api/cameras/{id}/snapshots/{at}', '/api/cameras/cam-north/snapshots/1', undefined, responders(404)],
  ['get', '/api/openapi.json', '/api/openapi.json', undefined, all(200)],
];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
  expect(await raiseAlert(gateway.database, { ward: 'north', snapshot: Buffer.from('jpeg') })).toBe(1);
  await gateway.database.query(
    "insert into evidence select alert_id, 'clip', at, 'video/mp4', sha256, content from evidence",
  );
}, 60_000);

describe('who gets what', () => {
  test.each(TABLE)('%s %s', async (method, _path, real, body, statuses) => {
    const nobody = await openBrowser(gateway.url).send(method.toUpperCase(), real, body);
    expect(nobody.status, 'nobody').toBe(401);
    const got: Record<string, number> = {};
    for (const username of everybody) {
      const browser = await withSession(gateway.url, gateway.database, username);
      got[username] = (await browser.send(method.toUpperCase(), real, body)).status;
    }
    expect(got).toEqual(statuses);
  });

  test('the table above has every route the gateway documents', async () => {
    const browser = await withSession(gateway.url, gateway.database, 'planner');
    const { body } = await browser.send('GET', '/api/openapi.json');
    const { paths } = body as { paths: Record<string, Record<string, unknown>> };
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const inTable = TABLE.map(([method, path]) => `${method} ${path}`);
    const forAnybody = ['post /api/session', 'put /api/answers/{requestId}', 'put /api/uploads/{requestId}'];
    expect(documented.toSorted()).toEqual([...inTable, ...forAnybody].toSorted());
  });

  test('an admin whose account has areas changes nothing', async () => {
    await gateway.database.query(
      "insert into account (username, name, role, area_ids, password_hash) values ('half-admin', 'H', 'admin', '{north}', 'x')",
    );
    const browser = await withSession(gateway.url, gateway.database, 'half-admin');
    expect((await browser.send('PUT', '/api/settings/city', aCity)).status).toBe(403);
    expect((await browser.send('GET', '/api/accounts')).status).toBe(403);
  });
});

describe('lists hold only what is theirs', () => {
  const lists = [
    ['/api/cameras', 'cam'],
    ['/api/sensors', 'water'],
    ['/api/zones', 'zone'],
  ] as const;
  test.each(lists)('%s', async (path, kind) => {
    const seen = async (username: string): Promise<string[]> => {
      const browser = await withSession(gateway.url, gateway.database, username);
      return ((await browser.send('GET', path)).body as { id: string }[]).map(({ id }) => id);
    };
    expect(await seen('operator')).toEqual([`${kind}-north`, `${kind}-south`]);
    expect(await seen('police-north')).toEqual([`${kind}-north`]);
    expect(await seen('planner-south')).toEqual([`${kind}-south`]);
  });

  test('the city of a ward has no place of another ward, not even in its rules', async () => {
    const browser = await withSession(gateway.url, gateway.database, 'police-south');
    const { body } = await browser.send('GET', '/api/city');
    const { areas, ...rest } = body as Record<string, unknown>;
    expect(JSON.stringify(rest)).toContain('zone-south');
    expect(JSON.stringify(rest)).not.toContain('north');
    expect(JSON.stringify(areas)).toContain('north');
  });

  test('the alerts of a ward are its own', async () => {
    const ids = async (username: string): Promise<number[]> => {
      const browser = await withSession(gateway.url, gateway.database, username);
      const { body } = await browser.send('GET', '/api/alerts');
      return (body as { alerts: { id: number }[] }).alerts.map(({ id }) => id);
    };
    expect(await ids('police-north')).toEqual([1]);
    expect(await ids('police-south')).toEqual([]);
    expect(await ids('police')).toEqual([1]);
  });

  test('the state of the system counts only their devices', async () => {
    const total = async (username: string): Promise<unknown> => {
      const browser = await withSession(gateway.url, gateway.database, username);
      const { cameras, sensors } = (await browser.send('GET', '/api/state')).body as Record<string, { total: number }>;
      return [cameras?.total, sensors?.total];
    };
    expect(await total('operator')).toEqual([2, 2]);
    expect(await total('police-north')).toEqual([1, 1]);
  });

  test('an area stands for everything below it', async () => {
    await gateway.database.query(
      "insert into account (username, name, role, area_ids, password_hash) values ('whole', 'W', 'operator', '{the-city}', 'x')",
    );
    const browser = await withSession(gateway.url, gateway.database, 'whole');
    const { body } = await browser.send('GET', '/api/cameras');
    expect((body as { id: string }[]).map(({ id }) => id)).toEqual(['cam-north', 'cam-south']);
  });

  test('only admins see addresses of cameras and sensors, and nobody sees their passwords', async () => {
    for (const username of everybody) {
      const browser = await withSession(gateway.url, gateway.database, username);
      const answers = await Promise.all(
        ['/api/city', '/api/cameras', '/api/sensors', '/api/state'].map((path) => browser.send('GET', path)),
      );
      const text = JSON.stringify(answers.map((answer) => answer.body));
      expect(text).not.toContain('s3cret');
      expect(text.includes('10.0.0.5')).toBe(username === 'admin');
      expect(text.includes('10.0.0.9')).toBe(username === 'admin');
    }
  });
});

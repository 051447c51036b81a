import { beforeAll, describe, expect, test } from 'vitest';
import type { Alert } from '../../contracts/alerts.ts';
import type { Assignees, StoredAccount } from '../../contracts/api-admin.ts';
import type { Camera } from '../../contracts/api.ts';
import type { Area } from '../../contracts/devices.ts';
import type { Unit } from '../../contracts/units.ts';
import { raiseAlert } from './support/alerts.ts';
import { withSession, type Browser } from './support/browser.ts';
import { aRule, anArea, buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
let admin: Browser;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
  admin = await withSession(gateway.url, gateway.database, 'admin');
}, 60_000);

const aUnit = (over: Partial<Unit> = {}): Unit => ({
  id: 'patrol',
  nameVi: 'Đội tuần tra',
  nameEn: 'Patrol',
  areaId: 'north',
  phone: '0211 3861 234',
  endedAt: null,
  ...over,
});
const as = (username: string) => withSession(gateway.url, gateway.database, username);
const fieldsOf = (body: unknown) =>
  (body as { error: { fields?: { path: string; code?: string }[] } }).error.fields?.map(({ path, code }) => [
    path,
    code,
  ]);
const alertsOf = async (username: string): Promise<Alert[]> =>
  ((await (await as(username)).send('GET', '/api/alerts')).body as { alerts: Alert[] }).alerts;
const account = (over: Partial<StoredAccount>) => ({
  name: 'N',
  role: 'police',
  areaIds: ['south'],
  unitId: null,
  locale: 'vi',
  enabled: true,
  ...over,
});

describe('a unit', () => {
  test('is added, offered where alerts are dispatched, and what it is handed its members see', async () => {
    expect((await admin.send('POST', '/api/units', aUnit())).status).toBe(201);
    expect((await admin.send('POST', '/api/units', aUnit())).status).toBe(409);
    const change = account({ unitId: 'patrol' });
    expect((await admin.send('PUT', '/api/accounts/police-south', change)).status).toBe(200);
    const offered = (await admin.send('GET', '/api/assignees')).body as Assignees;
    expect(offered.units.map(({ id }) => id)).toContain('patrol');
    const id = await raiseAlert(gateway.database, { ward: 'north' });
    expect(await alertsOf('police-south')).toEqual([]);
    const step = { kind: 'dispatched', assignee: { kind: 'unit', id: 'patrol', name: 'whatever' } };
    const { body } = await admin.send('POST', `/api/alerts/${id}/steps`, step);
    expect(body).toMatchObject({ alert: { assignee: { kind: 'unit', id: 'patrol', name: 'Đội tuần tra' } } });
    expect((await alertsOf('police-south')).map((alert) => alert.id)).toEqual([id]);
  });

  test('that nobody has heard of is handed nothing', async () => {
    const id = await raiseAlert(gateway.database, { ward: 'north' });
    const step = { kind: 'dispatched', assignee: { kind: 'unit', id: 'nobody', name: 'x' } };
    expect((await admin.send('POST', `/api/alerts/${id}/steps`, step)).status).toBe(400);
  });

  test.each([
    ['with a telephone number that is none', { phone: 'call me' }, ['phone', 'not-a-phone']],
    ['in a ward that is none', { areaId: 'nowhere' }, ['areaId', 'no-area-there']],
    ['with a name that turns the line around', { nameVi: 'a\u202eb' }, ['nameVi', 'control-characters']],
    ['with a name of 10,000 characters', { nameEn: 'x'.repeat(10_000) }, ['nameEn', 'too-large']],
  ])('%s is refused', async (_, fault, field) => {
    const { status, body } = await admin.send('POST', '/api/units', aUnit({ id: 'bad', ...fault }));
    expect([status, fieldsOf(body)]).toEqual([400, [field]]);
  });

  test('whom a rule’s alerts are for cannot end before the rule names another', async () => {
    const rule = aRule({ id: 'for-team', recipient: { kind: 'unit', id: 'team' } });
    expect(fieldsOf((await admin.send('POST', '/api/rules', rule)).body)).toEqual([['recipient', 'no-unit']]);
    await admin.send('POST', '/api/units', aUnit({ id: 'team' }));
    expect((await admin.send('POST', '/api/rules', rule)).status).toBe(201);
    expect(fieldsOf((await admin.send('DELETE', '/api/units/team')).body)).toEqual([['endedAt', 'still-named']]);
    expect((await admin.send('PUT', '/api/rules/for-team', { ...rule, recipient: null })).status).toBe(200);
    expect((await admin.send('DELETE', '/api/units/team')).status).toBe(204);
    const units = (await admin.send('GET', '/api/units')).body as Unit[];
    expect(units.find(({ id }) => id === 'team')?.endedAt).not.toBeNull();
    const joins = account({ unitId: 'team' });
    expect(fieldsOf((await admin.send('PUT', '/api/accounts/police', joins)).body)).toEqual([['unitId', 'no-unit']]);
  });
});

describe('whom a rule’s alerts are for', () => {
  test('stands on its alerts, and members of a unit elsewhere see them', async () => {
    await admin.send('PUT', '/api/rules/night', aRule({ recipient: { kind: 'unit', id: 'patrol' } }));
    const id = await raiseAlert(gateway.database, { ward: 'north' });
    const seen = await alertsOf('police-south');
    expect(seen.find((alert) => alert.id === id)?.recipient).toEqual({
      kind: 'unit',
      id: 'patrol',
      name: 'Đội tuần tra',
    });
    expect((await alertsOf('planner-south')).map((alert) => alert.id)).not.toContain(id);
  });
});

describe('a ward', () => {
  const { id: _, validFrom: __, validTo: ___, successorId: ____, ...north } = anArea();

  test('is added once, and put right without a new version', async () => {
    const fresh = { ...north, id: 'fresh', outline: null, validFrom: '2024-01-01T00:00:00.000Z' };
    expect((await admin.send('POST', '/api/areas', fresh)).status).toBe(201);
    expect((await admin.send('POST', '/api/areas', fresh)).status).toBe(409);
    const { id: _id, ...right } = fresh;
    await admin.send('PUT', '/api/areas/fresh', { ...right, nameVi: 'Phường Đúng' });
    const versions = (await admin.send('GET', '/api/areas/fresh/versions')).body as Area[];
    expect(versions.map(({ nameVi, validTo }) => [nameVi, validTo])).toEqual([['Phường Đúng', null]]);
  });

  test('that ended is in the list of all versions, and putting it right does not bring it back', async () => {
    const at = '2025-07-01T00:00:00.000Z';
    expect((await admin.send('DELETE', `/api/areas/fresh?at=${at}`)).status).toBe(204);
    const right = { ...north, outline: null, nameVi: 'Phường Đã hết', validFrom: '2024-01-01T00:00:00.000Z' };
    await admin.send('PUT', '/api/areas/fresh', right);
    const all = (await admin.send('GET', '/api/areas?history=true')).body as Area[];
    expect(all.filter(({ id }) => id === 'fresh')).toMatchObject([{ nameVi: 'Phường Đã hết', validTo: at }]);
    const now = (await admin.send('GET', '/api/areas')).body as Area[];
    expect(now.map(({ id }) => id)).not.toContain('fresh');
  });

  test('that is merged hands its officers, its devices and its rules’ alerts over to the ward it goes into', async () => {
    await admin.send('PUT', '/api/rules/night', aRule({ recipient: { kind: 'ward', id: 'south' } }));
    await admin.send('PUT', '/api/accounts/police-south', account({ areaIds: ['south'] }));
    expect(fieldsOf((await admin.send('DELETE', '/api/areas/south')).body)).toEqual([['successorId', 'still-named']]);
    const tooSoon = await admin.send('DELETE', '/api/areas/south?at=2020-01-01T00:00:00.000Z');
    expect(fieldsOf(tooSoon.body)).toEqual([['at', 'later-version']]);
    const none = await admin.send('DELETE', '/api/areas/south?successorId=none');
    expect(fieldsOf(none.body)).toEqual([['successorId', 'no-area-there']]);
    const south = ((await admin.send('GET', '/api/areas')).body as Area[]).find(({ id }) => id === 'south');
    const coordinates = [...(north.outline?.coordinates ?? []), ...(south?.outline?.coordinates ?? [])];
    await admin.send('PUT', '/api/areas/north', { ...north, outline: { type: 'MultiPolygon', coordinates } });
    expect((await admin.send('DELETE', '/api/areas/south?successorId=north')).status).toBe(204);
    const cameras = (await (await as('police-south')).send('GET', '/api/cameras')).body as Camera[];
    expect(cameras.map(({ id, areaId }) => [id, areaId])).toEqual([
      ['cam-north', 'north'],
      ['cam-south', 'north'],
    ]);
    const id = await raiseAlert(gateway.database, { ward: 'north' });
    const seen = (await alertsOf('police-south')).find((alert) => alert.id === id);
    expect(seen?.recipient).toEqual({ kind: 'ward', id: 'north', name: 'Phường Bắc' });
  });
});

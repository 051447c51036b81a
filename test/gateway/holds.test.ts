import { beforeAll, expect, test } from 'vitest';
import type { AlertDetail } from '../../contracts/api.ts';
import type { Hold } from '../../contracts/retention.ts';
import { raiseAlert } from './support/alerts.ts';
import { withSession } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
});
const as = (username: string) => withSession(gateway.url, gateway.database, username);
const deeds = async () =>
  (
    await gateway.database.query(
      "select username, action, subject, detail->>'reason' as reason from audit where action ~ '^(hold|retention)' order by id",
    )
  ).rows;

test('a hold on an alert is put on with a reason, seen on the alert, lifted with a reason, and all of it is noted', async () => {
  const id = await raiseAlert(gateway.database, { ward: 'north' });
  const operator = await as('operator');
  expect((await operator.send('POST', `/api/alerts/${id}/hold`, { reason: ' ' })).status).toBe(400);
  const put = await operator.send('POST', `/api/alerts/${id}/hold`, { reason: 'Vụ án 12/2026' });
  expect(put.status).toBe(201);
  const detail = put.body as AlertDetail;
  expect(detail.holds).toMatchObject([
    { alertId: id, reason: 'Vụ án 12/2026', putBy: 'operator', liftedAt: null, cameraIds: ['cam-north'] },
  ]);
  // Once more leaves it as it is.
  const again = (await operator.send('POST', `/api/alerts/${id}/hold`, { reason: 'khác' })).body as AlertDetail;
  expect(again.holds).toEqual(detail.holds);
  const seen = (await (await as('planner')).send('GET', `/api/alerts/${id}`)).body as AlertDetail;
  expect(seen.holds).toEqual(detail.holds);

  const holdId = detail.holds[0]?.id ?? 0;
  expect((await operator.send('POST', `/api/holds/${holdId}/lift`, { reason: 'xong vụ' })).status).toBe(403);
  const admin = await as('admin');
  const lifted = await admin.send('POST', `/api/holds/${holdId}/lift`, { reason: 'Đã xét xử' });
  expect(lifted.body).toMatchObject({ liftedBy: 'admin', liftReason: 'Đã xét xử' });
  expect((await admin.send('POST', `/api/holds/${holdId}/lift`, { reason: 'lần nữa' })).status).toBe(404);
  const after = (await operator.send('GET', `/api/alerts/${id}`)).body as AlertDetail;
  expect(after.holds).toMatchObject([{ liftedBy: 'admin' }]);
  expect(await deeds()).toEqual([
    { username: 'operator', action: 'hold.put', subject: String(id), reason: 'Vụ án 12/2026' },
    { username: 'operator', action: 'hold.put', subject: String(id), reason: 'khác' },
    { username: 'admin', action: 'hold.lift', subject: String(holdId), reason: 'Đã xét xử' },
  ]);
});

test('a time at places is held by what is or was there, and refused by name when it never was', async () => {
  const admin = await as('admin');
  const wish = {
    areaIds: ['north'],
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-02T00:00:00.000Z',
    reason: 'Vụ án 13',
  };
  const { status, body } = await admin.send('POST', '/api/holds', wish);
  expect([status, body]).toEqual([
    201,
    expect.objectContaining({ cameraIds: ['cam-north'], sensorIds: ['water-north'] }),
  ]);
  const faults = async (change: object) => {
    const answer = await admin.send('POST', '/api/holds', { ...wish, ...change });
    return [answer.status, (answer.body as { error: { fields?: { path: string }[] } }).error.fields?.[0]?.path];
  };
  expect(await faults({ areaIds: [] })).toEqual([400, 'cameraIds']);
  expect(await faults({ areaIds: ['nowhere'] })).toEqual([400, 'areaIds']);
  expect(await faults({ sensorIds: ["x'; drop table hold; --"] })).toEqual([400, 'sensorIds.0']);
  expect(await faults({ to: wish.from })).toEqual([400, 'to']);
  const { holds } = (await admin.send('GET', '/api/holds')).body as { holds: Hold[] };
  expect(holds.filter(({ liftedAt }) => liftedAt === null)).toHaveLength(1);
});

test('times of keeping are checked, noted, and read back', async () => {
  const admin = await as('admin');
  const put = (body: object) => admin.send('PUT', '/api/settings/retention', body);
  expect((await put({ observation: 0 })).status).toBe(400);
  expect((await put({ areas: [{ areaId: 'nowhere', days: {} }] })).status).toBe(400);
  expect((await put({ observation: 100, areas: [{ areaId: 'north', days: { clip: 30 } }] })).status).toBe(200);
  expect((await admin.send('GET', '/api/settings/retention')).body).toMatchObject({
    observation: 100,
    track: 400,
    clip: null,
    areas: [{ areaId: 'north', days: { clip: 30 } }],
  });
  expect((await deeds()).at(-1)).toMatchObject({ action: 'retention.save', username: 'admin' });
});

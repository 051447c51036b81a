import { beforeAll, expect, test } from 'vitest';
import type { HandoverPage } from '../../contracts/handover.ts';
import { raiseAlert } from './support/alerts.ts';
import { withSession, type Browser } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
}, 60_000);

const as = (username: string): Promise<Browser> => withSession(gateway.url, gateway.database, username);
const pageOf = async (browser: Browser): Promise<HandoverPage> =>
  (await browser.send('GET', '/api/handovers')).body as HandoverPage;

test('a shift hands over what is open with the last note of each, and the next one takes it once', async () => {
  const operator = await as('operator');
  const grave = await raiseAlert(gateway.database);
  await raiseAlert(gateway.database, { severity: 'info' });
  for (const text of ['Đã gọi bảo vệ', 'Bảo vệ đang đến'])
    await operator.send('POST', `/api/alerts/${grave}/steps`, { kind: 'comment', text });
  const made = await operator.send('POST', '/api/handovers', { note: 'Camera cổng chợ hay mờ' });
  expect(made.status).toBe(201);
  const [handover] = (made.body as HandoverPage).handovers;
  expect(handover).toMatchObject({ byName: 'Tên operator', note: 'Camera cổng chợ hay mờ', takenAt: null });
  expect(handover?.open.map(({ severity }) => severity)).toEqual(['critical', 'info']);
  expect(handover?.open[0]).toMatchObject({ alertId: grave, note: 'Bảo vệ đang đến', noteBy: 'Tên operator' });

  const next = await as('admin');
  const taken = await next.send('POST', `/api/handovers/${handover?.id}/taken`);
  expect((taken.body as HandoverPage).handovers[0]).toMatchObject({ takenByName: 'Tên admin' });
  expect((await (await as('operator')).send('POST', `/api/handovers/${handover?.id}/taken`)).status).toBe(409);
  // What was handed over stays as it was, whatever becomes of the alerts.
  await gateway.database.query("update alert set state = 'resolved'");
  expect((await pageOf(next)).handovers[0]?.open).toHaveLength(2);
  expect((await pageOf(next)).open).toEqual([]);
});

test('a ward sees its own handovers and nothing of another ward or the whole city', async () => {
  const north = await as('police-north');
  await raiseAlert(gateway.database, { ward: 'north' });
  await north.send('POST', '/api/handovers', { note: 'Phường Bắc' });
  expect((await pageOf(north)).handovers.map(({ note }) => note)).toEqual(['Phường Bắc']);
  const south = await pageOf(await as('police-south'));
  expect(south).toEqual({ open: [], handovers: [] });
  expect((await pageOf(await as('operator'))).handovers.map(({ note }) => note)).toContain('Phường Bắc');
  const cityWide = (await pageOf(await as('operator'))).handovers.find(({ by }) => by === 'operator');
  expect((await north.send('POST', `/api/handovers/${cityWide?.id}/taken`)).status).toBe(404);
});

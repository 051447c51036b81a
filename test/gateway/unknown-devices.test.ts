import { beforeAll, expect, test } from 'vitest';
import type { UnknownDevice } from '../../contracts/unknown-devices.ts';
import { addRefusals, type RefusalDelta } from '../../store/refusals.ts';
import { withSession, type Browser } from './support/browser.ts';
import { aSensor, buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
let admin: Browser;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
  admin = await withSession(gateway.url, gateway.database, 'admin');
}, 60_000);

let flush = 0;
/** What ingest writes about a device it does not know. */
const refused = (over: Partial<RefusalDelta>) =>
  addRefusals(gateway.database, { writer: 'test/refusals', number: ++flush }, [
    {
      source: 'device:sk-14',
      reason: 'unknown-sensor',
      count: 1,
      detail: 'value 3.25',
      lastAt: Date.now(),
      ...over,
    },
  ]);
const unknown = async (): Promise<UnknownDevice[]> =>
  (await admin.send('GET', '/api/unknown-devices')).body as UnknownDevice[];

test('a device nobody registered is told with its newest value and how often it spoke, until it is registered', async () => {
  await refused({ count: 3, detail: 'value 1.5', lastAt: Date.now() - 60_000 });
  await refused({ count: 2 });
  expect(await unknown()).toEqual([{ id: 'sk-14', count: 5, lastAt: expect.any(String), value: 3.25 }]);
  const adopted = aSensor({ id: 'sk-14', agentId: null, url: null });
  expect((await admin.send('POST', '/api/sensors', adopted)).status).toBe(201);
  expect(await unknown()).toEqual([]);
});

test('what it sends may be nonsense; the device is told all the same, without a value', async () => {
  await refused({ source: 'device:odd', detail: '<script>alert(1)</script>' });
  await refused({ source: 'device:huge', detail: `value ${'9'.repeat(400)}` });
  const found = await unknown();
  expect(Object.fromEntries(found.map(({ id, value }) => [id, value]))).toEqual({ huge: null, odd: null });
  expect(JSON.stringify(found)).not.toContain('script');
});

test('other refusals, names that can be none, and devices silent for long are left out', async () => {
  await refused({ source: 'device:late', reason: 'too-late' });
  await refused({ source: 'device:Not A Name' });
  await refused({ source: 'agent:gate' });
  await refused({ source: 'device:gone', lastAt: Date.now() - 40 * 86_400_000 });
  const ids = (await unknown()).map(({ id }) => id);
  expect(ids.filter((id) => !['odd', 'huge'].includes(id))).toEqual([]);
});

test('a flood of names is bounded', async () => {
  for (let batch = 0; batch < 3; batch++)
    await addRefusals(
      gateway.database,
      { writer: 'test/refusals', number: ++flush },
      Array.from({ length: 100 }, (_, i) => ({
        source: `device:flood-${batch}-${i}`,
        reason: 'unknown-sensor',
        count: 1,
        detail: null,
        lastAt: Date.now(),
      })),
    );
  expect(await unknown()).toHaveLength(200);
});

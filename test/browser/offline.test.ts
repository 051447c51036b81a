import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { raiseAlert } from '../gateway/support/alerts.ts';
import { browserOrSkip } from '../support/browser.ts';
import { startGate } from '../support/gate.ts';
import { browserOrNone, startTestConsole, type TestConsole } from './support.ts';

let world: TestConsole;
beforeEach((context) => void browserOrSkip(context));
beforeAll(async () => {
  const executablePath = browserOrNone();
  if (executablePath !== null) world = await startTestConsole(executablePath);
}, 120_000);

/** The service worker has remembered the console, answers for this page, and has done with what went before it. */
const remembered = (page: Page) =>
  page.waitForFunction(async () => {
    const names = await caches.keys();
    return names.length > 0 && navigator.serviceWorker.controller?.state === 'activated';
  });

test('opened while the gateway is away, the console says so, and goes on by itself when it is back', async () => {
  const gate = await startGate(world.gateway.url);
  const { page } = await world.openAs('operator', { url: new URL(gate.url).origin, serviceWorkers: 'allow' });
  await remembered(page);
  gate.cut();
  await page.reload();
  await page.locator('.starting [role=alert]').waitFor();
  expect(await page.locator('.starting').textContent()).toContain('Không kết nối được máy chủ');
  gate.open();
  await page.waitForSelector('.link-sign[data-link=live]', { timeout: 60_000 });
});

test('a push message becomes a notice in the words of its reader', async () => {
  const { page } = await world.openAs('operator', { serviceWorkers: 'allow' });
  await page.context().grantPermissions(['notifications'], { origin: world.gateway.url });
  await remembered(page);
  const cdp = await page.context().newCDPSession(page);
  const found = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  const registrationId = await found;
  const id = await raiseAlert(world.gateway.database);
  const data = JSON.stringify({
    alertId: id,
    kind: 'raised',
    severity: 'critical',
    rule: 'Người trong kho ban đêm',
    place: 'Cổng chợ · Kho',
    at: new Date().toISOString(),
    locale: 'vi',
  });
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: world.gateway.url, registrationId, data });
  const titles = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
    });
  await expect
    .poll(titles)
    .toEqual([
      { title: 'Nghiêm trọng: Người trong kho ban đêm', body: 'Cảnh báo mới · Cổng chợ · Kho', tag: `alert-${id}` },
    ]);
});

test('the console can be installed, with its name and icons', async () => {
  const { page } = await world.openAs('operator');
  await remembered(page);
  const cdp = await page.context().newCDPSession(page);
  const { errors, data = '{}' } = await cdp.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(JSON.parse(data)).toMatchObject({ name: 'CityWatch', display: 'standalone' });
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
  // A test's context keeps nothing, as a private window does.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
});

test('a tab from before an upgrade is told, and offered to load anew', async () => {
  const { page } = await world.openAs('operator', {
    before: () => {
      // The page of another build.
      new MutationObserver((_changes, watching) => {
        const meta = document.querySelector<HTMLMetaElement>('meta[name=citywatch-version]');
        if (!meta) return;
        meta.content = 'older';
        watching.disconnect();
      }).observe(document, { childList: true, subtree: true });
    },
  });
  const told = page.locator('.banner', { hasText: 'Có phiên bản mới' });
  await told.waitFor();
  expect(await told.getByRole('button', { name: 'Tải lại trang' }).count()).toBe(1);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { noBrowserReason, openBrowser, openConsole } from '../bench/demo/console-page.ts';
import { runDemo, type RunningDemo } from '../bench/demo/run-demo.ts';

const reason = noBrowserReason();

/** Real RTSP in, real model, real TimescaleDB, real browser: the demo as a person starts it. */
describe.skipIf(reason !== null)(`the whole chain${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let demo: RunningDemo;
  let browser: Browser;
  let operator: Page;
  let police: Page;

  const signedIn = async (username: string) =>
    (await openConsole(browser, demo.url, { username, password: demo.passwords[username] ?? '' })).page;

  beforeAll(async () => {
    demo = await runDemo(['--cameras', '2']);
    browser = await openBrowser();
    operator = await signedIn('truc');
    police = await signedIn('congan');
  });
  afterAll(async () => {
    await browser?.close();
    expect(await demo?.stop()).toBe(0);
  });

  test('a person walking into the closed zone is an alert on the map and in the list, with a picture', async () => {
    const row = operator.locator('[data-alert][data-severity=critical]').first();
    await row.waitFor({ timeout: 60_000 });
    await row.locator('button').first().click();
    const picture = operator.locator('img[src*="/snapshot"]').first();
    await picture.waitFor();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(300);
    await operator.locator('.leaflet-marker-pane [data-alert], .leaflet-marker-pane .alert-marker').first().waitFor();
  });

  test('acknowledged in one browser, it is seen acknowledged in another', async () => {
    const elsewhere = police.locator('[data-alert][data-severity=critical][data-state=raised]').first();
    await elsewhere.waitFor({ timeout: 60_000 });
    const id = await elsewhere.getAttribute('data-alert');
    const theirs = police.locator(`[data-alert="${id}"]`).first();
    const row = operator.locator(`[data-alert="${id}"]`).first();
    await row.locator('button').first().click();
    await operator.locator('[data-step=acknowledged]').first().click();
    await expect.poll(() => theirs.getAttribute('data-state'), { timeout: 10_000 }).toBe('acknowledged');
  });
});

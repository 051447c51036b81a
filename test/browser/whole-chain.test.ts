import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { NEW_CAMERA } from '../../demo/city/places.ts';
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

  test('a camera nobody knew is added by its address: test picture, place, saved; its first detection appears', async () => {
    const admin = await signedIn('quantri');
    const open = (hash: string) =>
      admin.evaluate((where) => {
        location.hash = where;
      }, hash);
    const field = (label: string) => admin.locator('.field', { hasText: label }).locator('input').first();
    // Where the simulated cameras are: as it stands at one that is known.
    await open('#/settings/cameras/ga-vinh-yen');
    const known = new URL(await field('Địa chỉ luồng hình').inputValue());
    await open('#/settings/cameras/new');
    await admin.locator('h2', { hasText: 'Thêm camera' }).waitFor();
    await field('Tên').fill('Công viên mới');
    const address = `rtsp://citywatch:${demo.cameraPassword}@${known.host}/${NEW_CAMERA.path}`;
    await field('Địa chỉ luồng hình').fill(address);
    await admin.getByRole('button', { name: 'Thử lấy hình' }).click();
    const tried = admin.locator('.stream-trial img');
    await tried.waitFor({ timeout: 30_000 });
    expect(await tried.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(300);
    const pin = await admin.locator('.pick-pin').boundingBox();
    if (!pin) throw new Error('no pin');
    await admin.mouse.move(pin.x + pin.width / 2, pin.y + pin.height / 2);
    await admin.mouse.down();
    await admin.mouse.move(pin.x + 60, pin.y + 40, { steps: 5 });
    await admin.mouse.up();
    await admin.locator('.draft .button-main').click();
    await admin.locator('.link', { hasText: 'Công viên mới' }).waitFor();
    await open('#/map?camera=cong-vien-moi');
    await admin.locator('watched-camera').waitFor();
    // It has no zones: whatever is drawn over its picture is something that was seen in it.
    const drawn = () =>
      admin.locator('.watch-overlay').evaluate((canvas: HTMLCanvasElement) => {
        const { width, height } = canvas;
        const pixels = width > 0 ? canvas.getContext('2d')?.getImageData(0, 0, width, height).data : undefined;
        return pixels?.some((value, i) => i % 4 === 3 && value > 0) ?? false;
      });
    await expect.poll(drawn, { timeout: 60_000 }).toBe(true);
    await admin.locator('.panel', { hasText: 'Công viên mới' }).waitFor();
  });
});

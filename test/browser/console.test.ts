import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { raiseAlert } from '../gateway/support/alerts.ts';
import { withSession } from '../gateway/support/browser.ts';
import { aCamera, PASSWORD, PLACES } from '../gateway/support/city.ts';
import { browserOrSkip } from '../support/browser.ts';
import { startBuilt } from '../support/program.ts';
import { aPicture, browserOrNone, startTestConsole, type TestConsole } from './support.ts';

let world: TestConsole;
let picture: Buffer;
beforeEach((context) => void browserOrSkip(context));
beforeAll(async () => {
  picture = await aPicture();
  const executablePath = browserOrNone();
  if (executablePath !== null) world = await startTestConsole(executablePath);
}, 120_000);

const row = (page: Page, id: number) => page.locator(`.inbox [data-alert="${id}"]`);
const stateOf = (page: Page, id: number) => row(page, id).getAttribute('data-state');
const stored = async (id: number) => {
  const { rows } = await world.gateway.database.query<{ state: string; shown_at: Date | null; raised_at: Date }>(
    'select state, shown_at, raised_at from alert where id = $1',
    [id],
  );
  return rows[0];
};

describe('at the door', () => {
  test('a wrong password is said in words, the right one opens the console, and leaving closes it', async () => {
    const { openAs } = world;
    const { page, complaints } = await openAs('', { stranger: true });
    await page.fill('[name=username]', 'operator');
    await page.fill('[name=password]', 'not it');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.door-failure').textContent()).toContain('không đúng');
    await page.fill('[name=password]', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.link-sign[data-link=live]');
    await page.locator('.account').click();
    await page.getByRole('button', { name: 'Đăng xuất', exact: true }).click();
    await page.waitForSelector('.door');
    expect(complaints).toEqual([]);
  });

  test.each([
    ['operator', 'Cán bộ trực'],
    ['police', 'Công an'],
    ['planner', 'Cán bộ quy hoạch'],
    ['admin', 'Quản trị'],
  ])('%s comes in as who they are', async (username, role) => {
    const { openAs } = world;
    const { page } = await openAs(username);
    await page.locator('.account').click();
    expect(await page.locator('.menu-body').textContent()).toContain(role);
  });

  test('a planner is shown alerts and offered no steps', async () => {
    const { openAs, gateway } = world;
    const id = await raiseAlert(gateway.database);
    const { page } = await openAs('planner', { fragment: `#/map?alert=${id}` });
    await page.waitForSelector('.panel .clock');
    expect(await page.locator('[data-step], .comment, .row-mark').count()).toBe(0);
  });
});

describe('an alert', () => {
  test('appears in the list and on the map by itself, counts in the title, is announced, and its showing is recorded', async () => {
    const { openAs, gateway } = world;
    const { page, complaints } = await openAs('operator', { fragment: '#/map?at=21.4,105.6,14' });
    const id = await raiseAlert(gateway.database, { snapshot: picture });
    await row(page, id).waitFor();
    await page.locator(`.leaflet-marker-pane [data-alert="${id}"]`).waitFor();
    expect(await page.title()).toMatch(/^\(\d+\) CityWatch$/);
    expect(await page.locator('#announcer').textContent()).toContain('Người trong kho ban đêm');
    await expect.poll(async () => (await stored(id))?.shown_at).toBeInstanceOf(Date);
    expect(complaints).toEqual([]);
  });

  test('opens with its picture, the box and the zone drawn on it, and its clock', async () => {
    const { openAs, gateway } = world;
    const id = await raiseAlert(gateway.database, { snapshot: picture });
    const { page } = await openAs('operator', { fragment: `#/map?alert=${id}` });
    await page.waitForSelector('.picture[data-load=ready]');
    const image = await page.locator('.picture img').boundingBox();
    const box = await page.locator('.picture-box').boundingBox();
    // The alert's box is {0.1,0.2,0.3,0.4} of the picture.
    expect(((box?.x ?? 0) - (image?.x ?? 0)) / (image?.width ?? 1)).toBeCloseTo(0.1, 1);
    expect((box?.width ?? 0) / (image?.width ?? 1)).toBeCloseTo(0.3, 1);
    expect(await page.locator('.picture-zone').count()).toBe(1);
    expect(await page.locator('.clock-legs li').count()).toBeGreaterThan(5);
  });

  test('is handled by keyboard alone: opened, acknowledged, commented, resolved, and opened again', async () => {
    const { openAs, gateway } = world;
    await gateway.database.query("update alert set state = 'resolved' where state = 'raised'");
    const { page } = await openAs('operator', { fragment: '#/map?at=21.2,105.6,14' });
    const id = await raiseAlert(gateway.database);
    await row(page, id).waitFor();
    await page.keyboard.press('n');
    await page.waitForSelector('.panel [data-step=acknowledged]');
    // The map has flown to where it is.
    await expect.poll(() => page.url()).toMatch(/at=21\.(?:39|40)/);
    await page.keyboard.press('a');
    await expect.poll(() => stateOf(page, id)).toBe('acknowledged');
    await page.locator('.toast button', { hasText: 'Hoàn tác' }).waitFor();
    await page.keyboard.press('u');
    await expect.poll(() => stateOf(page, id)).toBe('raised');
    await page.keyboard.press('a');
    await expect.poll(() => stateOf(page, id)).toBe('acknowledged');
    await page.keyboard.press('c');
    await page.keyboard.type('Đã gọi bảo vệ');
    await page.keyboard.press('Control+Enter');
    await page.locator('.step-text', { hasText: 'Đã gọi bảo vệ' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await page.locator('dialog textarea').waitFor();
    await page.keyboard.type('Không có gì bất thường');
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await stored(id))?.state).toBe('resolved');
    await page.getByRole('button', { name: 'Hoàn tác' }).click();
    await expect.poll(async () => (await stored(id))?.state).toBe('acknowledged');
  });

  test('is handled from the door on by pressing, each time, the one button that stands out', async () => {
    const { openAs, gateway } = world;
    await gateway.database.query("update alert set state = 'resolved' where state = 'raised'");
    const id = await raiseAlert(gateway.database, { snapshot: picture });
    const { page } = await openAs('', { stranger: true });
    await page.fill('[name=username]', 'operator');
    await page.fill('[name=password]', PASSWORD);
    await page.locator('.door-submit').click();
    await page.locator('.rows > li').first().locator('button').first().click();
    for (const step of ['acknowledged', 'resolved']) {
      const main = page.locator('.panel .button-main');
      await expect.poll(() => main.getAttribute('data-step')).toBe(step);
      expect(await main.count()).toBe(1);
      await main.click();
    }
    await page.locator('dialog .button-main').click();
    await expect.poll(async () => (await stored(id))?.state).toBe('resolved');
  });

  test('is dispatched to a ward with a deadline, and resolved there', async () => {
    const { openAs, gateway } = world;
    const id = await raiseAlert(gateway.database, { ward: 'north' });
    const centre = await openAs('operator', { fragment: `#/map?alert=${id}` });
    const ward = await openAs('police-north');
    await centre.page.waitForSelector('.panel [data-step=dispatched]');
    await centre.page.keyboard.press('d');
    await centre.page.locator('dialog [value="ward:north"]').click();
    await centre.page.locator('dialog .button-main').click();
    await expect.poll(() => stateOf(ward.page, id)).toBe('dispatched');
    expect(await row(ward.page, id).textContent()).toContain('Phường Bắc');
    await row(ward.page, id).locator('button').click();
    await ward.page.locator('[data-step=on-scene]').click();
    await expect.poll(() => stateOf(centre.page, id)).toBe('on-scene');
    await ward.page.locator('[data-step=resolved]').click();
    await ward.page.locator('dialog .button-main').click();
    await expect.poll(async () => (await stored(id))?.state).toBe('resolved');
    await row(centre.page, id).waitFor({ state: 'detached' });
  });

  test('marked as false needs a reason, and keeps it', async () => {
    const { openAs, gateway } = world;
    const id = await raiseAlert(gateway.database);
    const { page } = await openAs('operator', { fragment: `#/map?alert=${id}` });
    await page.waitForSelector('.panel [data-step=false-alarm]');
    await page.keyboard.press('f');
    await page.locator('dialog .button-main').click();
    expect((await stored(id))?.state).toBe('raised');
    await page.locator('dialog label', { hasText: 'Con vật' }).click();
    await page.locator('dialog .button-main').click();
    await expect.poll(async () => (await stored(id))?.state).toBe('false-alarm');
    await page.locator('.step-text', { hasText: 'Con vật' }).waitFor();
  });

  test('two people at once: the second sees what the first did, and nothing is overwritten', async () => {
    const { openAs, gateway } = world;
    const id = await raiseAlert(gateway.database);
    const first = await openAs('operator', { fragment: `#/map?alert=${id}` });
    const second = await openAs('police', { fragment: `#/map?alert=${id}` });
    await second.page.waitForSelector('.panel [data-step=acknowledged]');
    // The second one's request is on its way while the first one acts.
    const { acted, release } = withResolvers();
    await second.page.route('**/steps', async (route) => {
      await acted;
      await route.continue();
    });
    await second.page.locator('[data-step=acknowledged]').click();
    await first.page.waitForSelector('.panel [data-step=resolved]');
    await first.page.locator('[data-step=resolved]').click();
    await first.page.locator('dialog .button-main').click();
    await expect.poll(async () => (await stored(id))?.state).toBe('resolved');
    release();
    const told = second.page.locator('.toast[data-tone=notice]');
    await told.waitFor();
    expect(await told.textContent()).toContain('Tên operator');
    expect((await stored(id))?.state).toBe('resolved');
  });

  test('many are handled together', async () => {
    const { openAs, gateway } = world;
    const ids = [await raiseAlert(gateway.database), await raiseAlert(gateway.database)];
    const { page } = await openAs('operator');
    for (const id of ids) await row(page, id).locator('.row-mark').click();
    await page.locator('.marked-bar .button', { hasText: 'Nhận xử lý' }).click();
    for (const id of ids) await expect.poll(() => stateOf(page, id)).toBe('acknowledged');
    expect(await page.locator('.marked-bar').count()).toBe(0);
  });
});

test('two gateways behind one database: what is done at one is seen at the other, alerts and settings alike', async () => {
  const { openAs, gateway, webDir } = world;
  const other = await startBuilt('gateway', {
    env: {
      ...process.env,
      CITYWATCH_DATABASE_URL: gateway.databaseUrl,
      CITYWATCH_MQTT_URL: 'mqtt://127.0.0.1:9',
      CITYWATCH_PORT: '0',
      CITYWATCH_WEB_DIR: webDir,
    },
  });
  const id = await raiseAlert(gateway.database);
  const here = await openAs('operator', { fragment: `#/map?alert=${id}` });
  const [, url = ''] = await other.printed(/"url":"(http:[^"]+)"/);
  const there = await openAs('police', { url, fragment: '#/map?camera=cam-south' });
  await row(there.page, id).waitFor();
  await here.page.locator('[data-step=acknowledged]').click();
  await expect.poll(() => stateOf(there.page, id)).toBe('acknowledged');
  const raisedNow = await raiseAlert(gateway.database, { ward: 'south' });
  await Promise.all([row(here.page, raisedNow).waitFor(), row(there.page, raisedNow).waitFor()]);
  await row(there.page, id).locator('button').click();
  await there.page.locator('[data-step=resolved]').click();
  await there.page.locator('dialog .button-main').click();
  await row(here.page, id).waitFor({ state: 'detached' });
  await there.page.evaluate(() => void (location.hash = '#/map?camera=cam-south'));
  const admin = await withSession(gateway.url, gateway.database, 'admin');
  const camera = aCamera({ id: 'cam-south', place: PLACES.south, name: 'Bến xe mới' });
  expect((await admin.send('PUT', '/api/cameras/cam-south', camera)).status).toBe(200);
  await there.page.locator('.panel', { hasText: 'Bến xe mới' }).waitFor();
  expect([...here.complaints, ...there.complaints.filter((one) => !one.includes('503'))]).toEqual([]);
});

/** A promise and what fulfils it. */
function withResolvers(): { readonly acted: Promise<void>; readonly release: () => void } {
  let release = () => undefined as void;
  const acted = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { acted, release: () => release() };
}

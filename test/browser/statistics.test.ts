import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { withSession } from '../gateway/support/browser.ts';
import { browserOrSkip } from '../support/browser.ts';
import { cityDays, plusDays } from '../../web/core/stats/city-days.ts';
import { buildPastCity, ZONE } from './past-city.ts';
import { browserOrNone, faults, startTestConsole, type TestConsole } from './support.ts';

const days = cityDays(ZONE);
const today = days.dayOf(Date.now());
const yesterday = plusDays(today, -1);
/** The seven days before today: all of them are over, so that figures stand still. */
const WEEK = `period=week:${yesterday}`;

let world: TestConsole;
beforeEach((context) => void browserOrSkip(context));
beforeAll(async () => {
  const executablePath = browserOrNone();
  if (executablePath === null) return;
  world = await startTestConsole(executablePath, (database) =>
    buildPastCity(database, { until: new Date(days.startOf(today)), days: 16, cameras: 2 }),
  );
}, 120_000);

const settled = async (page: Page) => {
  await page.locator('.stats-body > *').first().waitFor();
  await page.waitForSelector('.page-stats [aria-busy=true]', { state: 'detached' });
};
const rowsOf = (page: Page, id: string) =>
  page
    .locator(`#chart-${id} .chart-table tbody tr`)
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')));
/** "1.240" as the Vietnamese page writes it. */
const number = (text = '') => Number(text.replaceAll('.', '').replace(',', '.'));

interface Flows {
  readonly total: { readonly count: { readonly counted: number } };
  readonly parts: readonly { readonly key: { readonly class: string }; readonly count: { readonly counted: number } }[];
  readonly rows: readonly { readonly count: { readonly counted: number } }[];
}

test('what the charts and their tables say is what the API says', async () => {
  const { openAs, gateway } = world;
  const { page, complaints } = await openAs('planner', { fragment: `#/stats/overview?${WEEK}` });
  await settled(page);
  const session = await withSession(gateway.url, gateway.database, 'planner');
  const ask = async (more: string) =>
    (await session.send('get', `/api/history/flows?from=${plusDays(today, -7)}&to=${today}&${more}`)).body as Flows;
  const classes = await ask('by=none&split=class');
  const total = await page.locator('.key[data-main=true] .key-value strong').textContent();
  expect(number(total ?? '')).toBe(classes.total.count.counted);
  await page.locator('#chart-classes button[aria-pressed]').click();
  const shown = (await rowsOf(page, 'classes')).map(([name, counted]) => [name, number(counted)]);
  const told = classes.parts.map(({ count }) => count.counted).sort((a, b) => b - a);
  expect(shown.map(([, counted]) => counted)).toEqual(told);
  expect(shown[0]?.[0]).toBe('Xe máy');
  await page.locator('#chart-flows button[aria-pressed]').click();
  const hours = await rowsOf(page, 'flows');
  expect(hours).toHaveLength(168);
  const counted = (await ask('by=hour')).rows.map(({ count }) => count.counted);
  expect(hours.reduce((sum, [, cell]) => sum + number(cell), 0)).toBe(counted.reduce((sum, one) => sum + one, 0));
  expect(complaints).toEqual([]);
});

test('a chart is read by keyboard, value by value, in the language of the screen', async () => {
  const { openAs } = world;
  // Its language stays with the account: nobody else's test uses it.
  const { page } = await openAs('admin', { fragment: `#/stats/overview?${WEEK}` });
  await settled(page);
  const chart = page.locator('#chart-flows [role=slider]');
  await chart.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => chart.getAttribute('aria-valuenow')).toBe('1');
  const first = plusDays(today, -7).split('-').reverse().join('/');
  expect(await chart.getAttribute('aria-valuetext')).toContain(`${first}, 01:00–02:00: Đếm được`);
  await page.locator('.plot-note').waitFor();
  await page.locator('.top-tools .language[lang=en]').click();
  await page.locator('html[lang=en]').waitFor();
  await chart.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => chart.getAttribute('aria-valuetext')).toContain(`${first}, 01:00–02:00: Counted`);
});

test('what is asked stands in the address, and a step back asks for the period before', async () => {
  const { openAs } = world;
  const { page } = await openAs('planner', { fragment: `#/stats/overview?${WEEK}` });
  await settled(page);
  await page.locator('.switch button', { hasText: 'Xe con quy đổi' }).click();
  await page.locator('#filter-where summary').click();
  await page.locator('.where-find').fill('tich son');
  await page.locator('.where-places .filter-choice', { hasText: 'Tích Sơn' }).first().click();
  await page.locator('.button-step').first().click();
  await expect
    .poll(() => page.evaluate(() => decodeURIComponent(location.hash)))
    .toContain(`period=week:${plusDays(yesterday, -7)}&place=camera:tich-son&unit=pcu`);
  await settled(page);
  await page.reload();
  await settled(page);
  expect(await page.locator('#filter-where .filter-chosen').textContent()).toContain('Tích Sơn');
});

test('no page has faults, in either theme and language, on a desk or a phone', async () => {
  const { openAs } = world;
  const desk = await openAs('planner', { fragment: `#/stats/overview?${WEEK}` });
  for (const section of ['overview', 'junction', 'spread', 'compare', 'sensors', 'alerts', 'search', 'past']) {
    await desk.page.evaluate((hash) => {
      location.hash = hash;
    }, `#/stats/${section}?${WEEK}`);
    await desk.page.locator(`.stats-body[data-section=${section}]`).waitFor();
    await settled(desk.page);
    expect(await faults(desk.page), section).toEqual([]);
  }
  const phone = await openAs('operator', {
    fragment: `#/stats/overview?${WEEK}`,
    viewport: { width: 390, height: 844 },
    before: () =>
      localStorage.setItem('citywatch.preferences', '{"language":"en","languageChosen":true,"theme":"day"}'),
  });
  await settled(phone.page);
  expect(await faults(phone.page), 'phone').toEqual([]);
  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

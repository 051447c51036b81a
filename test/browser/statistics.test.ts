import { readFile } from 'node:fs/promises';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Download, Page } from 'playwright-core';
import { comparisonAnswer, hotSpotAnswer } from '../../contracts/history-comparison.ts';
import { speedAnswer, stayAnswer } from '../../contracts/history.ts';
import { transaction } from '../../store/database.ts';
import { tellDeviations } from '../../store/deviations.ts';
import { refreshUsual } from '../../store/usual-refresh.ts';
import { withSession } from '../gateway/support/browser.ts';
import { insertSums } from '../store/insert-sums.ts';
import { browserOrSkip } from '../support/browser.ts';
import { cityDays, plusDays } from '../../web/core/stats/city-days.ts';
import { buildPastCity, ZONE } from './past-city.ts';
import { browserOrNone, faults, startTestConsole, type TestConsole } from './support.ts';

const days = cityDays(ZONE);
const today = days.dayOf(Date.now());
const yesterday = plusDays(today, -1);
/** The seven days before today: all of them are over, so that figures stand still. */
const WEEK = `period=week:${yesterday}`;

/** A quarter of an hour the live map looks back on: at some times of day the past has nothing else in its reach. */
const HOURS_AGO = Math.floor((Date.now() - 5 * 3_600_000) / 900_000) * 900_000;
/** Seven people over each line in the quarter that begins at $1. */
const PEOPLE_IN_A_QUARTER = `
insert into observation_15min
select distinct $1::timestamptz, kind, camera_id, zone_id, 'person', direction, area_id, 7, 0, 0, null::real, null::real
  from observation_hourly where kind = 'crossed'`;

let world: TestConsole;
beforeEach((context) => void browserOrSkip(context));
beforeAll(async () => {
  const executablePath = browserOrNone();
  if (executablePath === null) return;
  world = await startTestConsole(executablePath, async (database) => {
    await buildPastCity(database, { until: new Date(days.startOf(today)), days: 30, cameras: 2 });
    await insertSums(database, PEOPLE_IN_A_QUARTER, [new Date(HOURS_AGO)]);
  });
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

const API_WEEK = `from=${plusDays(today, -7)}&to=${today}`;
async function answerOf<T>(path: string, parse: (body: unknown) => T): Promise<T> {
  const session = await withSession(world.gateway.url, world.gateway.database, 'planner');
  return parse((await session.send('get', `/api/history/${path}`)).body);
}

test('distributions say what the API says, with how much was seen and what was missed', async () => {
  const { openAs } = world;
  const { page, complaints } = await openAs('planner', { fragment: `#/stats/spread?${WEEK}&limit=40` });
  await settled(page);
  const speeds = await answerOf(`speeds?${API_WEEK}&by=hour-of-day&limitKmh=40`, (body) => speedAnswer.parse(body));
  expect(speeds.count.observed).toBeLessThan(0.95);
  expect(speeds.count.estimated).toBeGreaterThan(speeds.count.counted);
  expect(number((await page.locator('.key[data-main=true] .key-value strong').textContent()) ?? '')).toBe(
    speeds.count.counted,
  );
  const keys = await page.locator('.keys-row').textContent();
  expect(keys).toContain(`ước tính ${Math.round(speeds.count.estimated ?? 0).toLocaleString('vi-VN')} ±`);
  expect(keys).toContain(`${Math.round((speeds.overLimit ?? 0) * 100)} %`);
  await page.locator('#chart-speed-hours button[aria-pressed]').click();
  const shown = await rowsOf(page, 'speed-hours');
  expect(
    shown.map(([, counted, , estimated, , p15, p50, p85]) =>
      [counted, estimated, p15, p50, p85].map((text) => number(text?.replace(' km/h', ''))),
    ),
  ).toEqual(
    speeds.rows.map(({ figure, p15, p50, p85 }) => [
      figure.counted,
      Math.round(figure.estimated ?? -1),
      ...[p15, p50, p85].map((value) => Math.round(value ?? -1)),
    ]),
  );
  // Bar by bar, with the keys.
  const chart = page.locator('#chart-speed-spread [role=slider]');
  await chart.focus();
  await page.keyboard.press('End');
  await expect
    .poll(() => chart.getAttribute('aria-valuetext'))
    .toMatch(/km\/h: số xe .*, Tỷ lệ .* %, đến .* km\/h 100 %/);

  await page.locator('.stats-switch .switch button', { hasText: 'Thời gian lưu lại' }).click();
  await settled(page);
  const stays = await answerOf(`stays?${API_WEEK}&by=hour-of-day`, (body) => stayAnswer.parse(body));
  expect(number((await page.locator('.key[data-main=true] .key-value strong').textContent()) ?? '')).toBe(
    stays.count.counted,
  );
  await page.locator('#chart-stay-hours button[aria-pressed]').click();
  expect(
    (await rowsOf(page, 'stay-hours')).map(([, counted, , estimated]) => [number(counted), number(estimated)]),
  ).toEqual(stays.rows.map(({ figure }) => [figure.counted, Math.round(figure.estimated ?? -1)]));
  await page.locator('.stats-switch .switch button', { hasText: 'Số có mặt' }).click();
  await settled(page);
  expect(stays.darkQuarters).toBeGreaterThan(0);
  expect(await page.locator('.keys-row').textContent()).toContain(`bỏ ${stays.darkQuarters} khoảng không quan sát đủ`);
  expect(complaints).toEqual([]);
});

test('a comparison says what the API says, and its sentence follows from it', async () => {
  const { openAs } = world;
  const { page, complaints } = await openAs('planner', { fragment: `#/stats/compare?${WEEK}` });
  await settled(page);
  const told = await answerOf(
    `comparison?from=${plusDays(today, -14)}&to=${plusDays(today, -7)}&vsFrom=${plusDays(today, -7)}&vsTo=${today}`,
    (body) => comparisonAnswer.parse(body),
  );
  expect(await page.locator('.verdict').getAttribute('data-verdict')).toBe(told.verdict);
  const values = await page.locator('.keys-row .key-value strong').allTextContents();
  expect(values.map(number)).toEqual([told.before.figure.counted, told.after.figure.counted]);
  await page.locator('#chart-weekdays button[aria-pressed]').focus();
  await page.keyboard.press('Enter');
  await page.locator('#chart-weekdays tbody tr').first().waitFor();
  const whole = (value: number | null) => (value === null ? Number.NaN : Math.round(value));
  expect(
    (await rowsOf(page, 'weekdays')).map(([, before, daysBefore, after, daysAfter]) =>
      [before, daysBefore, after, daysAfter].map(number),
    ),
  ).toEqual(
    told.weekdays.map(({ before, after, daysBefore, daysAfter }) => [
      whole(before),
      daysBefore,
      whole(after),
      daysAfter,
    ]),
  );
  expect(complaints).toEqual([]);
});

test('hot spots say what the API says, hour by hour by keyboard, and what nobody saw is not zero', async () => {
  const { openAs } = world;
  const { page, complaints } = await openAs('planner', {
    fragment: `#/stats/past?${WEEK}&show=spots&events=observations`,
  });
  await settled(page);
  const spots = await answerOf(`hot-spots?${API_WEEK}&step=hour-of-day`, (body) => hotSpotAnswer.parse(body)).then(
    (answer) => answer.spots,
  );
  expect(spots.length).toBe(2);
  const compact = new Intl.NumberFormat('vi-VN', { notation: 'compact', maximumSignificantDigits: 3 });
  const list = () =>
    page.locator('.past-list .bar-rows li').evaluateAll((rows) =>
      rows.map((row) => {
        const words = [...(row.querySelector('.bar-text')?.childNodes ?? [])].filter(
          (node) => node.nodeName === '#text',
        );
        return [
          row.querySelector('.bar-label')?.textContent,
          words
            .map((node) => node.textContent)
            .join('')
            .trim(),
        ];
      }),
    );
  await expect.poll(list).toEqual(spots.map(({ name, total }) => [name, compact.format(total)]));
  const slider = page.locator('.player-track input[type=range]');
  await slider.focus();
  await page.keyboard.press('Home');
  for (let hour = 0; hour < 8; hour++) await page.keyboard.press('ArrowRight');
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('8h–9h');
  const eight = spots.map(({ name, values }) => [name, values[8] ?? 0] as const).toSorted(([, a], [, b]) => b - a);
  await expect
    .poll(list)
    .toEqual(eight.map(([name, value]) => [name, value < 1000 ? String(value) : compact.format(value)]));
  // The first camera was dark all of that day.
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    `#/stats/past?period=day:${plusDays(today, -4)}&show=spots&events=observations`,
  );
  await settled(page);
  await expect.poll(() => page.locator('.past-unseen li').allTextContents()).toHaveLength(1);
  const dark = await answerOf(
    `hot-spots?from=${plusDays(today, -4)}&to=${plusDays(today, -3)}&step=hour-of-day`,
    (body) => hotSpotAnswer.parse(body),
  );
  const unseen = dark.spots.filter(({ values }) => values.every((value) => value === null));
  expect(await page.locator('.past-unseen li').allTextContents()).toEqual(unseen.map(({ name }) => name));
  expect(complaints).toEqual([]);
});

test('distributions, comparisons and hot spots are read in English too, with the keys alone', async () => {
  const { openAs } = world;
  const { page } = await openAs('police', {
    fragment: `#/stats/spread?${WEEK}`,
    before: () =>
      localStorage.setItem('citywatch.preferences', '{"language":"en","languageChosen":true,"theme":"day"}'),
  });
  await settled(page);
  const chart = page.locator('#chart-speed-hours [role=slider]');
  await chart.focus();
  await page.keyboard.press('Home');
  for (let hour = 0; hour < 17; hour++) await page.keyboard.press('ArrowRight');
  await expect.poll(() => chart.getAttribute('aria-valuetext')).toMatch(/^17–18: 85th percentile/);
  expect(await page.locator('.keys-row').textContent()).toMatch(/\d % observed, estimated .* ± /);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/stats/compare?${WEEK}`);
  await settled(page);
  await page.locator('.verdict').waitFor();
  expect(await page.locator('.verdict').textContent()).toMatch(/A mean day had .* before and .* after/);
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    `#/stats/past?period=day:${plusDays(today, -4)}&show=spots&events=observations`,
  );
  await settled(page);
  expect(await page.locator('.past-unseen').textContent()).toContain('Not observed (1)');
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

test('hours that were not as usual are listed with the usual, once each, and lead to their day and place', async () => {
  const { openAs, gateway } = world;
  const { database } = gateway;
  await database.query(
    "update known_place set first_at = '2020-01-01'; update service_span set from_at = '2020-01-01'",
  );
  await database.query(
    'insert into gap_account (until, renewed_at) values ($1, $1) on conflict (one) do update set until = excluded.until',
    [new Date(days.startOf(today))],
  );
  await refreshUsual(database, { timeZone: ZONE, holidays: [] }, new AbortController().signal);
  const from = days.at(yesterday, 22 * 60);
  const hour = { zoneId: 'tich-son-bac', cameraId: 'tich-son', areaId: null, what: 'crossed', class: null } as const;
  const told = (factor: number, counted: number) => ({
    hour: { ...hour, counted, usual: 20, spread: 4, weeks: 12, inService: true, watched: 1 },
    deviation: {
      ...({
        what: 'crossed',
        side: 'more',
        factor,
        atLeast: 20,
        usual: 20,
        spread: 4,
        weeks: 12,
        watched: null,
      } as const),
      from: new Date(from).toISOString(),
      to: new Date(from + 3_600_000).toISOString(),
    },
    at: from + 1_800_000 + factor,
    perceivedAt: from + 1_800_000,
  });
  // Each is told once only: a second try of this test begins anew.
  await database.query('delete from deviation_told');
  expect(await tellDeviations(database, [told(2, 41), told(3, 63)])).toBe(2);
  const { page, complaints } = await openAs('planner', { fragment: `#/stats/overview?${WEEK}` });
  await settled(page);
  const rows = page.locator('.unusual-hour');
  await expect.poll(() => rows.count()).toBe(1);
  const text = (await rows.first().textContent())?.replaceAll(/\s+/g, ' ') ?? '';
  expect(text).toContain('gấp 3,2 lần');
  expect(text).toContain('22:00–23:00');
  expect(text).toContain('63');
  expect(text).toContain('20 ± 6');
  await rows.first().locator('button').click();
  await expect
    .poll(() => page.evaluate(() => decodeURIComponent(location.hash)))
    .toContain(`period=day:${yesterday}&place=zone:tich-son-bac`);
  await settled(page);
  await expect.poll(() => page.locator('#chart-usual td[data-level]').count()).toBe(168);
  expect(await faults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('looking back on the live map shows what was counted then, in words and at the cameras, as the API tells it', async () => {
  const { openAs, gateway } = world;
  const { page, complaints } = await openAs('operator', {
    fragment: `#/map?time=${new Date(HOURS_AGO).toISOString()}`,
  });
  const session = await withSession(gateway.url, gateway.database, 'operator');
  const span = `from=${new Date(HOURS_AGO).toISOString()}&to=${new Date(HOURS_AGO + 900_000).toISOString()}`;
  const { body } = await session.send('get', `/api/history/past?${span}&stepS=900&parts=flows`);
  const { flows } = body as { flows: { cameraId: string; forward: number[]; backward: number[] }[] };
  const sum = (of: typeof flows) =>
    of.reduce((n, { forward, backward }) => n + (forward[0] ?? 0) + (backward[0] ?? 0), 0);
  expect(sum(flows)).toBeGreaterThan(0);
  await page.locator('.replay-counts strong').waitFor();
  expect(number(/[\d.]+/.exec((await page.locator('.replay-counts strong').textContent()) ?? '')?.[0])).toBe(
    sum(flows),
  );
  const [first] = flows;
  await page.evaluate((id) => void (location.hash = `${location.hash}&camera=${id}`), first?.cameraId);
  const own = flows.filter(({ cameraId }) => cameraId === first?.cameraId);
  const said = page.locator('.facts dd', { hasText: 'lượt qua vạch đếm' });
  await said.waitFor();
  expect(number(/([\d.]+) lượt/.exec((await said.textContent()) ?? '')?.[1])).toBe(sum(own));
  expect(await faults(page)).toEqual([]);
  await page.locator('.replay input').focus();
  await page.keyboard.press('End');
  await page.locator('.replay-counts').waitFor({ state: 'detached' });
  // Nobody is there to bring a picture of the camera.
  expect(complaints.filter((one) => !one.includes('503'))).toEqual([]);
});

test('a file goes to the disk as the browser’s own download, and its rows are said; a report is ordered and taken', async () => {
  const { openAs, gateway } = world;
  const { page, complaints } = await openAs('planner', { fragment: `#/stats/overview?${WEEK}` });
  await settled(page);
  await page.locator('#filter-export summary').click();
  const saved = page.waitForEvent('download');
  await page.locator('.export-formats button', { hasText: 'CSV' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe(`citywatch-flows-${plusDays(today, -7)}-${yesterday}.csv`);
  const rows = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n').length - 1;
  await page.locator('.export-body [role=status]', { hasText: 'Đã xuất' }).waitFor();
  const said = await page.locator('.export-body [role=status]').textContent();
  expect(number(/[\d.]+/.exec(said ?? '')?.[0])).toBe(rows);
  expect(rows).toBeGreaterThan(100);
  const { rows: noted } = await gateway.database.query(
    "select from audit where action = 'export.end' and detail @> $1::jsonb",
    [{ state: 'done', rows }],
  );
  expect(noted).toHaveLength(1);

  // A report of the running month waits until the account of gaps has nearly reached the present.
  await gateway.database.query('update gap_account set until = now()');
  await page.locator('.export-reports .button').click();
  await page.locator('.export-reports a', { hasText: 'tải về' }).waitFor({ timeout: 30_000 });
  expect(await faults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('a file that is stopped midway is cut off, and said to be', async () => {
  const { openAs, gateway } = world;
  const { page, complaints } = await openAs('planner', { fragment: `#/stats/overview?${WEEK}` });
  await settled(page);
  const downloads: Download[] = [];
  page.on('download', (download) => downloads.push(download));
  const stopped = async () => {
    const { rows } = await gateway.database.query<{ rows: number }>(
      "select (detail ->> 'rows')::int as rows from audit where action = 'export.end' and detail ->> 'state' = 'cancelled'",
    );
    return rows.map((row) => row.rows);
  };
  // Whoever makes the file waits for its first rows until it was cancelled.
  await transaction(gateway.database, async (connection) => {
    await connection.query(
      'lock table observation_15min, observation_hourly, observation_daily in access exclusive mode',
    );
    await page.locator('#filter-export summary').click();
    await page.locator('.export-formats button', { hasText: 'CSV' }).click();
    await page.locator('.export-progress progress').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.locator('.export-progress button', { hasText: 'Hủy' }).click();
    await page.locator('.export-body [role=status]', { hasText: 'Đã hủy. Không có tệp nào được lưu.' }).waitFor();
    expect(await page.locator('.export-formats button', { hasText: 'CSV' }).isEnabled()).toBe(true);
  });
  await expect.poll(stopped).toHaveLength(1);
  for (const download of downloads) expect(await download.failure()).not.toBeNull();
  expect(complaints).toEqual([]);
});

test('a file, a report or a list of reports that is refused says why; a list that failed is asked for again', async () => {
  const { page } = await world.openAs('operator', { fragment: `#/stats/overview?${WEEK}` });
  await settled(page);
  const refuse = { status: 429, json: { error: { code: 'too-many', message: 'too many' } } };
  await page.route('**/api/reports', (route) => route.fulfill(refuse));
  await page.route('**/api/exports', (route) => route.fulfill(refuse));
  await page.locator('#filter-export summary').click();
  const fault = page.locator('.export-fault');
  await fault.filter({ hasText: 'Không tải được danh sách báo cáo.' }).waitFor();
  expect(await page.locator('.export-reports').textContent()).not.toContain('Chưa có báo cáo nào');
  await page.locator('.export-reports .button').click();
  await fault.filter({ hasText: 'Không đặt lập báo cáo được. Gửi quá nhiều yêu cầu.' }).waitFor();
  await page.locator('.export-formats button', { hasText: 'Excel' }).click();
  await fault.filter({ hasText: 'Không xuất được tệp. Gửi quá nhiều yêu cầu.' }).waitFor();
  await page.unroute('**/api/reports');
  await page.locator('#filter-export summary').click();
  await page.locator('#filter-export summary').click();
  await fault.filter({ hasText: 'báo cáo' }).waitFor({ state: 'detached' });
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
    // Shapes on small maps have no words: the keyboard passes them by.
    expect(await desk.page.locator('.plan-map path.leaflet-interactive:not([tabindex="-1"])').count()).toBe(0);
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
  await phone.page.setViewportSize({ width: 768, height: 1024 });
  await phone.page.locator('#filter-where > summary').click();
  const [page, menu] = await Promise.all(
    ['.page', '#filter-where .filter-body'].map((part) => phone.page.locator(part).boundingBox()),
  );
  expect((menu?.x ?? 0) + (menu?.width ?? 0)).toBeLessThanOrEqual((page?.x ?? 0) + (page?.width ?? 0));
  expect(page?.width).toBeGreaterThan(600);
  expect(await phone.page.locator('.page').evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
});

/**
 * Makes docs/screenshots/ from the built demo in a real Chromium: `npm run screenshots`; with names of pages only those. Nothing is retouched; the demo
 * runs until it has something to show.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type Page } from 'playwright-core';
import sharp from 'sharp';
import { signIn } from '../bench/demo/api-client.ts';
import { noBrowserReason, openBrowser } from '../bench/demo/console-page.ts';
import { runDemo, type RunningDemo } from '../bench/demo/run-demo.ts';

type Language = 'vi' | 'en';

/** Pages to take again; none: everything. */
const only = process.argv.slice(2);
const LANGUAGES: readonly Language[] = ['vi', 'en'];
const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const DESK = { viewport: { width: 1920, height: 1080 }, deviceScaleFactor: 1 };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const PAGE = { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 };
const MOST_BYTES = 200_000;
/** So that list and map are not empty: people at each of the four cameras, and the lake. */
const WANTED_ALERTS = 5;
const PATIENCE_MS = 120_000;
/** Offers to begin the calibration of a camera that has none. */
const CALIBRATION_START = 'button:has-text("Bắt đầu hiệu chuẩn"), button:has-text("Begin to calibrate")';
/** What pages say while nobody has told yet how much was watched. */
const COVERAGE_UNKNOWN = /không rõ độ phủ|coverage not known/;
/** Days of the past the pages show, up to the day before yesterday: they are over and summed. */
const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const WEEK = `period=week:${dayBefore(2)}`;
/** Pages beside the map: what they are called, their address, and what must be there. */
const PAGES: readonly (readonly [name: string, fragment: string, ready: string])[] = [
  ['wall', '#/wall', '.wall video'],
  ['camera-live', '#/map?camera=quang-truong', 'aside.panel video'],
  ['calibration', '#/settings/cameras/quang-truong/calibration', CALIBRATION_START],
  ['settings', '#/settings/rules', '.page-head .sections'],
  ['system', '#/system', '.table'],
  ['stats-overview', `#/stats/overview?${WEEK}&vs=previous`, '#chart-calendar'],
  ['stats-junction', `#/stats/junction?${WEEK}&place=camera:nut-hung-vuong`, '.stats-body svg'],
  ['stats-speeds', `#/stats/spread?${WEEK}&limit=40`, '#chart-speed-hours'],
  ['stats-past', `#/stats/past?period=day:${dayBefore(2)}&minute=1035`, '.past-list'],
];

const reason = noBrowserReason();
if (reason !== null) {
  console.error(`no screenshots without a browser: ${reason}`);
  process.exit(1);
}
await mkdir(FOLDER, { recursive: true });
console.log('starting the demo');
// Two months of a past, so that planners' pages have weeks and a month to show; others need none.
const needsPast = only.length === 0 || only.some((name) => name.startsWith('stats-'));
const demo = await runDemo(needsPast ? ['--history', '60d'] : []);
const browser = await openBrowser();
try {
  if (only.length === 0) await takeDuty(browser, demo);
  for (const language of LANGUAGES) {
    const page = await signedIn(browser, demo, PAGE, language, 'quantri');
    for (const [name, fragment, ready] of PAGES.filter(([name]) => only.length === 0 || only.includes(name)))
      await takePage(page, `${name}-${language}`, fragment, ready);
    await page.context().close();
  }
} finally {
  await browser.close();
  await demo.stop();
}

/** Signing in, the map, an alert, the phone: what somebody on duty sees. */
async function takeDuty(browser: Browser, demo: RunningDemo): Promise<void> {
  for (const language of LANGUAGES) await takeSignIn(browser, demo, language);
  await raiseTheLake(demo);
  const desk = await signedIn(browser, demo, DESK, 'vi');
  await closeAll(demo);
  await untilAlerts(desk, WANTED_ALERTS);
  await takeOne(demo);
  for (const language of LANGUAGES) {
    await choose(desk, language);
    await desk.locator('.map-controls button').last().click();
    await settled(desk);
    await save(desk, `map-${language}`);
    await openGravestAlert(desk);
    await save(desk, `console-${language}`);
    await desk.keyboard.press('Escape');
    await desk.locator('aside.panel').waitFor({ state: 'detached' });
  }
  for (const language of LANGUAGES) {
    const phone = await signedIn(browser, demo, PHONE, language);
    await untilAlerts(phone, 1);
    await settled(phone);
    await save(phone, `phone-${language}`);
    await openGravestAlert(phone);
    await save(phone, `phone-alert-${language}`);
    await phone.context().close();
  }
}

/** Waits until a page's figures are there. */
async function takePage(page: Page, name: string, fragment: string, ready: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  do {
    await page.evaluate((hash) => {
      location.hash = hash;
      // What another page left open is gone.
      location.reload();
    }, fragment);
    await page.locator(ready).first().waitFor({ timeout: PATIENCE_MS });
    if (ready.endsWith('video')) await untilPlaying(page);
    if (ready === CALIBRATION_START) await page.locator(ready).first().click();
    await page.waitForSelector('[aria-busy=true]', { state: 'detached', timeout: PATIENCE_MS });
    await settled(page);
    if (Date.now() > until) throw new Error(`${name}: how much was watched is not told`);
  } while (name.startsWith('stats-') && (await page.getByText(COVERAGE_UNKNOWN).count()) > 0);
  await save(page, name);
}

/** The first film on the page moves. */
async function untilPlaying(page: Page): Promise<void> {
  await page.waitForFunction(
    () => [...document.querySelectorAll('video')].some((video) => video.currentTime > 0 && !video.paused),
    undefined,
    { timeout: PATIENCE_MS },
  );
}

async function takeSignIn(browser: Browser, { url }: RunningDemo, language: Language): Promise<void> {
  const context = await browser.newContext({ ...DESK, locale: language === 'vi' ? 'vi-VN' : 'en-GB' });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('input[name=username]').waitFor();
  await save(page, `sign-in-${language}`);
  await context.close();
}

async function signedIn(
  browser: Browser,
  { url, passwords }: RunningDemo,
  device: typeof DESK | typeof PHONE | typeof PAGE,
  language: Language,
  username = 'truc',
): Promise<Page> {
  const context = await browser.newContext({ ...device, locale: 'vi-VN' });
  const page = await context.newPage();
  await page.goto(url);
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', passwords[username] ?? '');
  await page.click('.door-submit');
  await page.locator('.leaflet-container').waitFor({ state: 'attached' });
  await choose(page, language);
  return page;
}

/** The button offers the other language; pressed until the page speaks the wanted one. */
async function choose(page: Page, language: Language): Promise<void> {
  const offer = page.locator(`.top-tools .language[lang=${language}]`);
  if ((await offer.count()) > 0) await offer.click();
  await page.locator(`html[lang=${language}]`).waitFor();
}

async function untilAlerts(page: Page, wanted: number): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  const rows = page.locator('.alert-row[data-alert], li[data-alert]');
  while (Date.now() < until && (await rows.count()) < wanted) await page.waitForTimeout(500);
  console.log(`  ${await rows.count()} alerts`);
}

/** The water of Đầm Vạc rises, as the demo's own text suggests. */
async function raiseTheLake(demo: RunningDemo): Promise<void> {
  const url = /curl -X PUT (\S+)/.exec(demo.output())?.[1];
  if (url === undefined) throw new Error('the demo does not say where its sensors are');
  await fetch(url, { method: 'PUT', body: JSON.stringify({ value: 320, forS: 600 }) });
}

/** Alerts from before somebody looked say nothing about how soon one is seen. */
async function closeAll(demo: RunningDemo): Promise<void> {
  const api = await signIn(demo.url, 'truc', demo.passwords['truc'] ?? '');
  const { alerts } = await api.alerts('state=active&limit=100');
  for (const { id } of alerts) await api.step(id, { kind: 'resolved', text: 'Đã kiểm tra' });
}

async function takeOne(demo: RunningDemo): Promise<void> {
  const api = await signIn(demo.url, 'truc', demo.passwords['truc'] ?? '');
  const { alerts } = await api.alerts('state=active&limit=100');
  const oldest = alerts.findLast(({ severity }) => severity === 'critical');
  if (oldest) await api.step(oldest.id, { kind: 'acknowledged' });
}

async function openGravestAlert(page: Page): Promise<void> {
  await page.locator('[data-alert][data-severity=critical] button').first().click();
  const picture = page.locator('aside.panel img[src*="/snapshot"]').first();
  await picture.waitFor();
  await page.waitForFunction(() => {
    const image = document.querySelector<HTMLImageElement>('aside.panel img[src*="/snapshot"]');
    return image !== null && image.naturalWidth > 0;
  });
  await settled(page);
}

/** Movements of the map and of what fades in are over. */
async function settled(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1500);
}

async function save(page: Page, name: string): Promise<void> {
  const whole = await page.screenshot({ animations: 'disabled' });
  const small = await sharp(whole).webp({ quality: 82, effort: 6, smartSubsample: true }).toBuffer();
  if (small.length > MOST_BYTES) throw new Error(`${name} takes ${small.length} bytes; ${MOST_BYTES} are the most`);
  await writeFile(path.join(FOLDER, `${name}.webp`), small);
  console.log(`✓ ${name}.webp, ${Math.round(small.length / 1000)} kB`);
}

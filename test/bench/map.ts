import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { noBrowserReason, openBrowser } from './demo/console-page.ts';
import { CENTRE } from './map/made-city.ts';
import { DIARY, forget, heapOf, longestCpuMs, pan, watched, type Watched } from './map/page-watch.ts';
import { startChild, type Usage } from './push/child.ts';

/**
 * The console in a real Chromium with ten thousand devices, each of which changes once a second over the real push:
 * frames per second while the map is dragged about, long tasks, and the heap minute by minute after a forced collection.
 * Against the naive way, one Leaflet marker for each device on the same stream, the two by turns in the same run.
 */
const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '2' },
    'pan-seconds': { type: 'string', default: '10' },
    alerts: { type: 'string', default: '100' },
  },
});
const minutes = Number(values.minutes);
const rounds = Number(values.rounds);
const panSeconds = Number(values['pan-seconds']);
const PLACE = `?lat=${CENTRE.lat}&lon=${CENTRE.lon}&zoom=${CENTRE.zoom}`;
const VIEW = `#/map?at=${CENTRE.lat},${CENTRE.lon},${CENTRE.zoom}`;
const WARM_UP_MS = 8_000;
const OPENING_PATIENCE_MS = 180_000;
/** Less than this is the noise of a running page. */
const NO_GROWTH_BYTES = 3 * 1024 * 1024;

const reason = noBrowserReason();
if (reason !== null) {
  console.log(`no browser, so there is no map: ${reason}`);
  process.exit(1);
}
const webDir = await mkdtemp(path.join(tmpdir(), 'citywatch-bench-map-'));
await build({ configFile: 'vite.config.ts', logLevel: 'error', build: { outDir: webDir, emptyOutDir: true } });
const city = await startChild('../map/city-process.ts');
const browser = await openBrowser();
try {
  const url = await city.ask<string>({
    do: 'start',
    webDir,
    devices: Number(values.devices),
    alerts: Number(values.alerts),
  });
  const ours: Watched[] = [];
  const naive: Watched[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await dragged(browser, 'console', `${url}/${VIEW}`, '.link-sign[data-link=live]'));
    naive.push(await dragged(browser, 'naive markers', `${url}/naive/${PLACE}`, 'body.ready'));
  }
  const long = await longRun(browser, url);
  const { loopP99Ms } = await city.ask<Usage>({ do: 'usage' });
  const fps = median(ours.map((one) => one.fps));
  const naiveFps = median(naive.map((one) => one.fps));
  // In the first minute caches fill and code is compiled.
  const grownBytes = (long.heaps.at(-1) ?? 0) - (long.heaps[1] ?? 0);
  console.log(`  event loop of the pushing process p99 ${loopP99Ms} ms: where that is late, the machine is busy`);
  console.log(
    JSON.stringify({
      bench: 'map',
      ratio: round1(fps / naiveFps),
      devices: Number(values.devices),
      fpsPanning: round1(fps),
      frameP95Ms: round1(median(ours.map((one) => one.frameP95Ms))),
      naiveFpsPanning: round1(naiveFps),
      naiveLongestTaskMs: Math.round(Math.max(...naive.map((one) => one.longestMs))),
      longTasks: long.whole.longTasks,
      longestTaskMs: Math.round(long.whole.longestMs),
      longestTaskCpuMs: Math.round(long.longestCpuMs),
      heapMiB: long.heaps.map((bytes) => round1(bytes / 1_048_576)),
      grownMiB: round1(grownBytes / 1_048_576),
      minutes,
    }),
  );
  if (!(fps >= 10 * naiveFps) || long.longestCpuMs > 100 || grownBytes > NO_GROWTH_BYTES) process.exitCode = 1;
} finally {
  await browser.close();
  await city.stop();
  await rm(webDir, { recursive: true, force: true });
}

async function openPage(browser: Browser, url: string, ready: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'vi-VN' });
  const page = await context.newPage();
  page.setDefaultTimeout(OPENING_PATIENCE_MS);
  await page.addInitScript({ path: DIARY });
  await page.goto(url);
  await page.waitForSelector(ready, { state: 'attached' });
  await page.waitForTimeout(WARM_UP_MS);
  return page;
}

async function dragged(browser: Browser, what: string, url: string, ready: string): Promise<Watched> {
  const page = await openPage(browser, url, ready);
  await forget(page);
  await pan(page, panSeconds);
  const result = await watched(page);
  say(`${what}, dragged about`, result);
  await page.context().close();
  return result;
}

/** The console left running: its heap each minute, and every task longer than 50 ms. */
async function longRun(
  browser: Browser,
  url: string,
): Promise<{ readonly whole: Watched; readonly longestCpuMs: number; readonly heaps: readonly number[] }> {
  const page = await openPage(browser, `${url}/${VIEW}`, '.link-sign[data-link=live]');
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  await pan(page, 5);
  await forget(page);
  const cpu = await longestCpuMs(browser, page, async () => {
    await pan(page, panSeconds);
    await page.waitForTimeout(panSeconds * 1000);
  });
  const heaps: number[] = [];
  let whole = await watched(page);
  for (let minute = 0; minute <= minutes; minute++) {
    if (minute > 0) {
      await page.waitForTimeout(50_000);
      await pan(page, 10);
      whole = await watched(page);
    }
    const { bytes, nodes } = await heapOf(cdp);
    heaps.push(bytes);
    console.log(`  minute ${minute}: heap ${round1(bytes / 1_048_576)} MiB, ${nodes} nodes`);
  }
  say(`console, ${minutes} minutes`, whole);
  await page.context().close();
  return { whole, longestCpuMs: cpu, heaps };
}

function say(what: string, { fps, frameP95Ms, longTasks, longestMs }: Watched): void {
  console.log(
    `  ${what}: ${fps.toFixed(1)} frames/s, p95 ${frameP95Ms.toFixed(0)} ms between two; ` +
      `${longTasks} long tasks, longest ${longestMs.toFixed(0)} ms`,
  );
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}

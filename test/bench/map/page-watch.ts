import { fileURLToPath } from 'node:url';
import type { Browser, CDPSession, Page } from 'playwright-core';

/** What a page did while it was watched. */
export interface Watched {
  /** Animation frames per second. */
  readonly fps: number;
  /** 95th percentile of the time between two frames, ms. */
  readonly frameP95Ms: number;
  /** Tasks of the main thread longer than 50 ms by the clock (W3C Long Tasks), and the longest of them, ms. */
  readonly longTasks: number;
  readonly longestMs: number;
}

interface Diary {
  readonly frames: number[];
  readonly tasks: number[];
  since: number;
}

/** Keeps the diary; has to be in the page before anything else. */
export const DIARY = fileURLToPath(new URL('page-diary.js', import.meta.url));

/** Starts the page's diary anew. */
export async function forget(page: Page): Promise<void> {
  await page.evaluate('diary.frames.length = 0; diary.tasks.length = 0; diary.since = performance.now();');
}

/** Reads the diary. */
export async function watched(page: Page): Promise<Watched> {
  const { frames, tasks, since, now } = await page.evaluate<Diary & { now: number }>(
    '({ ...diary, now: performance.now() })',
  );
  const gaps = frames
    .slice(1)
    .map((at, i) => at - (frames[i] ?? at))
    .sort((a, b) => a - b);
  return {
    // A page that drew nothing in all that time is given one frame, so that it can be divided by.
    fps: (Math.max(1, frames.length) * 1000) / (now - since),
    frameP95Ms: gaps[Math.floor(gaps.length * 0.95)] ?? now - since,
    longTasks: tasks.length,
    longestMs: Math.max(0, ...tasks),
  };
}

/** Drags the map about in circles for so long, as a hand does. */
export async function pan(page: Page, seconds: number): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 1440, height: 900 };
  const middle = { x: width * 0.6, y: height * 0.5 };
  const until = Date.now() + seconds * 1000;
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  for (let step = 0; Date.now() < until; step++) {
    const angle = step / 12;
    const startedAt = Date.now();
    await page.mouse.move(middle.x + Math.cos(angle) * 220, middle.y + Math.sin(angle) * 220);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 16 - (Date.now() - startedAt))));
  }
  await page.mouse.up();
}

/** Memory of the page's script after everything unreachable was collected, bytes, and how many nodes it holds. */
export async function heapOf(cdp: CDPSession): Promise<{ readonly bytes: number; readonly nodes: number }> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  return { bytes: usedSize, nodes: metrics.find(({ name }) => name === 'Nodes')?.value ?? 0 };
}

/**
 * The longest task of the pages' main threads while something is done, in milliseconds of processor time: unlike the
 * clock it does not count the time in which the machine did something else.
 */
export async function longestCpuMs(browser: Browser, page: Page, work: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const mains = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(thread),
  );
  return traceEvents.reduce(
    (longest, event) =>
      event.name.endsWith('RunTask') && mains.has(thread(event))
        ? Math.max(longest, (event.tdur ?? 0) / 1000)
        : longest,
    0,
  );
}

/** As much as is used of Chromium's trace format; `tdur` is processor time in µs. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { startRtspServer } from '../../demo/cameras/rtsp-server.ts';
import { noBrowserReason, openBrowser, openConsole } from './demo/console-page.ts';
import { runDemo } from './demo/run-demo.ts';
import { BITS, FPS, FRAMES, makeClockFilm, SQUARE } from './live/clock-film.ts';
import { childRunning, cpuSecondsOf } from './live/tree-cpu.ts';

/**
 * Live view through the whole demo: from a picture being sent by the camera to its being on screen in a real Chromium, by
 * the picture's number burnt into the film; the first picture after a click; the gateway's processor time for 1 and for 20
 * who watch; beside it one re-encode of the same camera to MJPEG. Against the limit of one second.
 */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '20' }, opens: { type: 'string', default: '5' } },
});
const LIMIT_MS = 1000;
const seconds = Number(values.seconds);
const ffmpeg = process.env['CITYWATCH_FFMPEG'] ?? 'ffmpeg';
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const quantile = (numbers: readonly number[], q: number) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN);
};

const reason = noBrowserReason();
if (reason) {
  console.log(`no browser, so nothing can be shown: ${reason}`);
  process.exit(1);
}
const folder = await mkdtemp(join(tmpdir(), 'citywatch-live-'));
const film = join(folder, 'clock.h264');
console.log('a film that shows its own picture numbers, as a camera; the demo; one Chromium');
await makeClockFilm(ffmpeg, film);
let startMs = 0;
const camera = await startRtspServer({
  port: 0,
  cameras: [{ path: 'clock', film, fps: FPS, startOffsetS: 0 }],
  log: { info: () => {}, warn: () => {} },
  now: () => {
    const at = Date.now();
    startMs ||= at;
    return at;
  },
});
const demo = await runDemo(['--cameras', '0', '--camera', camera.urlOf('clock')]);
const browser = await openBrowser();
try {
  const password = demo.passwords['truc'] ?? '';
  const { page, context } = await openConsole(browser, demo.url, { username: 'truc', password });
  const cameraId = await page.evaluate(async () => {
    for (;;) {
      const cameras = (await (await fetch('/api/cameras')).json()) as { id: string; condition: string }[];
      const online = cameras.find(({ condition }) => condition !== 'offline');
      if (online) return online.id;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  });
  const firsts: number[] = [];
  for (let n = 0; n < Number(values.opens); n++) {
    firsts.push(await opened(page, cameraId));
    if (n < Number(values.opens) - 1) {
      await page.keyboard.press('Escape');
      // Until the stream from the edge has ended, so that the next begins from nothing.
      await wait(5000);
    }
  }
  console.log(`  first picture after ${firsts.join(', ')} ms (the first one loads the player too)`);
  await wait(5000);
  // What tsx makes of a named function calls this.
  await page.evaluate('globalThis.__name = (made) => made');
  const seen = await numbersShown(page, seconds);
  const delays = seen.map(({ number, at }) => delayOf(number, at));
  const [p50, p95] = [quantile(delays, 0.5), quantile(delays, 0.95)];
  console.log(`  ${seen.length} pictures shown in ${seconds} s; from camera to screen p50 ${p50} ms, p95 ${p95} ms`);

  const gateway = await childRunning(demo.pid, 'dist/gateway.js');
  const share = async (): Promise<number> => {
    const before = await cpuSecondsOf(gateway);
    await wait(seconds * 1000);
    return ((await cpuSecondsOf(gateway)) - before) / seconds;
  };
  const one = await share();
  const [session] = await context.cookies();
  const others = Array.from(
    { length: 19 },
    () =>
      new WebSocket(`${demo.url.replace('http', 'ws')}/api/live/cameras/${cameraId}`, {
        headers: { origin: demo.url, cookie: `${session?.name}=${session?.value}` },
      }),
  );
  for (const other of others) other.on('error', (error) => console.log(`  a viewer failed: ${error.message}`));
  await wait(2000);
  const twenty = await share();
  for (const other of others) other.terminate();
  const perViewer = Math.max(0, (twenty - one) / 19);
  const percent = (part: number) => Math.round(part * 10_000) / 100;
  console.log(
    `  gateway ${percent(one)} % of a core with 1 who watches, ${percent(twenty)} % with 20: ${percent(perViewer)} % each`,
  );

  const mjpeg = await reencoding(camera.urlOf('clock'));
  console.log(`  a re-encode to MJPEG: ${percent(mjpeg)} % of a core for this camera`);
  console.log(
    JSON.stringify({
      bench: 'live',
      ratio: Math.round((p50 / LIMIT_MS) * 100) / 100,
      delayP50Ms: p50,
      delayP95Ms: p95,
      firstPictureMs: quantile(firsts, 0.5),
      firstPictureWorstMs: Math.max(...firsts),
      pictures: seen.length,
      gatewayCpuPercent1: percent(one),
      gatewayCpuPercent20: percent(twenty),
      cpuPercentPerViewer: percent(perViewer),
      mjpegCpuPercent: percent(mjpeg),
    }),
  );
  process.exitCode = p50 <= LIMIT_MS ? 0 : 1;
} finally {
  await browser.close();
  await demo.stop();
  await camera.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Opens the camera's panel; milliseconds until its first picture of video is on screen. */
function opened(page: Page, cameraId: string): Promise<number> {
  return page.evaluate(async (id) => {
    const from = performance.now();
    location.hash = `#/map?camera=${id}`;
    while (document.querySelector('watched-camera[data-playing=true]') === null) {
      if (performance.now() - from > 60_000) throw new Error('no live picture within a minute');
      await new Promise(requestAnimationFrame);
    }
    return Math.round(performance.now() - from);
  }, cameraId);
}

/** Reads the number off each picture shown. */
function numbersShown(page: Page, forS: number): Promise<{ number: number; at: number }[]> {
  return page.evaluate(
    async ({ bits, square, ms }) => {
      const video = document.querySelector<HTMLVideoElement>('.watch-video');
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [bits * square, square];
      const context = canvas.getContext('2d', { willReadFrequently: true });
      const seen: { number: number; at: number }[] = [];
      const until = performance.now() + ms;
      await new Promise<void>((done) => {
        const next = () => {
          const at = Date.now();
          context?.drawImage(video as HTMLVideoElement, 0, 0);
          let number = 0;
          for (let bit = 0; bit < bits; bit++) {
            const [red = 0] = context?.getImageData((bit + 0.5) * square, square / 2, 1, 1).data ?? [];
            if (red > 127) number += 2 ** bit;
          }
          seen.push({ number, at });
          if (performance.now() < until) video?.requestVideoFrameCallback(next);
          else done();
        };
        video?.requestVideoFrameCallback(next);
      });
      return seen;
    },
    { bits: BITS, square: SQUARE, ms: forS * 1000 },
  );
}

/** How long ago a picture was sent: the film turns round once a minute, so its number leaves no doubt. */
function delayOf(number: number, at: number): number {
  const turnMs = (FRAMES * 1000) / FPS;
  return (((at - startMs - (number * 1000) / FPS) % turnMs) + turnMs) % turnMs;
}

/** Share of a core that decoding a camera and encoding it as MJPEG takes. */
async function reencoding(url: string): Promise<number> {
  const input = ['-v', 'error', '-nostdin', '-rtsp_transport', 'tcp', '-i', url];
  const child = spawn(ffmpeg, [...input, '-an', '-c:v', 'mjpeg', '-q:v', '5', '-f', 'mpjpeg', '-'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.resume();
  try {
    await wait(3000);
    const before = await cpuSecondsOf(child.pid ?? 0);
    await wait(10_000);
    return ((await cpuSecondsOf(child.pid ?? 0)) - before) / 10;
  } finally {
    child.kill('SIGKILL');
  }
}

import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import type { AlertClock } from '../../contracts/alerts.ts';
import { createDetectorPool } from '../../ingest/edges/detector-pool.ts';
import { openModel } from '../../ingest/edges/model-file.ts';
import { signIn } from './demo/api-client.ts';
import { openBrowser, openConsole, noBrowserReason } from './demo/console-page.ts';
import { runDemo } from './demo/run-demo.ts';

/**
 * From the capture of a picture to the alert drawn in a real Chromium, by leg. People walk into the closed zone of the
 * demo's cameras (the rule has no hold time); an alert that has been drawn is closed, so that the next person raises a new
 * one: one every `--every` seconds, as each brings a picture and a clip with it, and a city does not raise several a
 * second. The first `--warm-up` seconds do not count. Against 2 × one inference + 150 ms, the inference measured in the same run.
 */
const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '40' },
    cameras: { type: 'string', default: '4' },
    minutes: { type: 'string', default: '8' },
    every: { type: 'string', default: '3' },
    // Processes, page and compiled code settle first: a control room's screen is not opened for each alert.
    'warm-up': { type: 'string', default: '20' },
  },
});
const wanted = Number(values.alerts);
const everyMs = Number(values.every) * 1000;

const quantile = (numbers: readonly number[], q: number) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};

const reason = noBrowserReason();
if (reason) {
  console.log(`no browser, so nothing can be drawn: ${reason}`);
  process.exit(1);
}
console.log(
  `the demo with ${values.cameras} cameras, one Chromium, an alert every ${values.every} s, until ${wanted} have been drawn`,
);
const demo = await runDemo(['--cameras', values.cameras]);
const browser = await openBrowser();
const clocks = new Map<number, AlertClock>();
try {
  const password = demo.passwords['truc'] ?? '';
  const api = await signIn(demo.url, 'truc', password);
  await openConsole(browser, demo.url, { username: 'truc', password });
  const countedFrom = Date.now() + Number(values['warm-up']) * 1000;
  const until = countedFrom + Number(values.minutes) * 60_000;
  let printed = 0;
  let closedAt = 0;
  while (clocks.size < wanted && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const alert of (await api.alerts('state=active&limit=500')).alerts) {
      if (alert.condition.kind !== 'zone-presence') continue;
      const { shownAt, raisedAt, capturedAt } = alert.clock;
      // Alerts from before the console was open waited for it, not it for them.
      const isCounted = Date.parse(raisedAt) > countedFrom;
      if (shownAt === null && isCounted && Date.now() - Date.parse(raisedAt) < 10_000) continue;
      if (shownAt !== null && isCounted && Date.parse(capturedAt) > countedFrom) clocks.set(alert.id, alert.clock);
      if (Date.now() - closedAt < everyMs) continue;
      closedAt = Date.now();
      await api.step(alert.id, { kind: 'resolved', text: 'bench' });
    }
    if (clocks.size >= printed + 5) {
      printed = clocks.size;
      console.log(`  ${printed} of ${wanted} alerts drawn`);
    }
  }
} finally {
  await browser.close();
  await demo.stop();
}

const inferenceMs = await oneInferenceMs();
const legs: readonly (readonly [string, keyof AlertClock, keyof AlertClock])[] = [
  ['capture → received by ingest', 'capturedAt', 'receivedAt'],
  ['received → perceived', 'receivedAt', 'perceivedAt'],
  ['perceived → alert committed', 'perceivedAt', 'raisedAt'],
  ['committed → pushed', 'raisedAt', 'pushedAt'],
  ['pushed → drawn', 'pushedAt', 'shownAt'],
  ['capture → drawn', 'capturedAt', 'shownAt'],
];
console.log(`\n${'leg'.padEnd(32)}     p50      p95   (ms, ${clocks.size} alerts)`);
for (const [name, from, to] of legs) {
  const times = durations(from, to);
  console.log(`${name.padEnd(32)} ${format(quantile(times, 0.5))} ${format(quantile(times, 0.95))}`);
}
const whole = durations('capturedAt', 'shownAt');
const limitMs = 2 * inferenceMs + 150;
console.log(`one inference ${inferenceMs.toFixed(1)} ms; limit 2 × inference + 150 ms = ${limitMs.toFixed(0)} ms`);
console.log(
  JSON.stringify({
    bench: 'latency',
    ratio: Math.round((quantile(whole, 0.5) / limitMs) * 1000) / 1000,
    p50Ms: quantile(whole, 0.5),
    p95Ms: quantile(whole, 0.95),
    inferenceMs: Math.round(inferenceMs * 10) / 10,
    limitMs: Math.round(limitMs),
    alerts: clocks.size,
    cameras: Number(values.cameras),
    everyS: Number(values.every),
  }),
);
if (clocks.size < 30) {
  console.log(`only ${clocks.size} alerts were drawn in the time given`);
  process.exitCode = 1;
}

function durations(from: keyof AlertClock, to: keyof AlertClock): number[] {
  return [...clocks.values()].flatMap((clock) => {
    const [start, end] = [clock[from], clock[to]];
    return start === null || end === null ? [] : [Date.parse(end) - Date.parse(start)];
  });
}

function format(ms: number): string {
  return ms.toFixed(0).padStart(8);
}

/** Median of one picture's inference, one thread, nothing else running, on a picture of the same film. */
async function oneInferenceMs(): Promise<number> {
  const { stdout } = await promisify(execFile)(
    process.env['CITYWATCH_FFMPEG'] ?? 'ffmpeg',
    [
      '-v',
      'error',
      '-ss',
      '10',
      '-i',
      '.cache/films/campus.mp4',
      '-frames:v',
      '1',
      '-vf',
      'scale=640:-2',
      '-f',
      'mjpeg',
      '-',
    ],
    { encoding: 'buffer', maxBuffer: 16 * 1024 * 1024 },
  );
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const pool = await createDetectorPool({
    model: await openModel('yolov8n', '.cache/models'),
    workers: 1,
    threadsPerSession: 1,
    providers: ['cpu'],
    log: quiet,
  });
  const times: number[] = [];
  for (let i = 0; i < 30; i++) times.push((await pool.detect(stdout)).timings.inferMs);
  await pool.stop();
  return quantile(times.slice(5), 0.5);
}

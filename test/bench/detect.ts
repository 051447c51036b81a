/**
 * What the way from JPEG to detections costs beside the model itself: `npm run bench:detect`.
 *
 * Alternating rounds in one run:
 * - path: the pool as ingest runs it, several cameras feeding it JPEGs;
 * - bare: as many bare sessions on the model file with the same threads, calling nothing but `session.run` on an input of
 *   the model's size;
 * - prepared: the same on the graph the pool makes of that file, at the input size it gives these pictures.
 *
 * `ratio` is pictures per second of path over bare: what the model's file promises on this machine, against what cameras
 * get of it. `ratioPrepared` is path over prepared: what is lost around the inference, with nothing to make up for it.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { inputSizeFor } from '../../ingest/core/detection/input-size.ts';
import { prepareModel } from '../../ingest/core/detection/model-preparation.ts';
import { createDetectorPool, type DetectorPool } from '../../ingest/edges/detector-pool.ts';
import { openModel } from '../../ingest/edges/model-file.ts';
import { startBareSessions } from './detect/bare-sessions.ts';
import { filmPictures } from './detect/film-pictures.ts';
import { median, quiet } from './detect/figures.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'yolov8n' },
    film: { type: 'string', default: '.cache/films/campus.mp4' },
    size: { type: 'string', default: '640x480' },
    cameras: { type: 'string', default: '8' },
    workers: { type: 'string', default: String(availableParallelism()) },
    threads: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '16' },
    seconds: { type: 'string', default: '2' },
  },
});
const cameras = Number(values.cameras);
const workers = Number(values.workers);
const threads = Number(values.threads);
const rounds = Number(values.rounds);
const roundMs = Number(values.seconds) * 1000;
const [width = 640, height = 480] = values.size.split('x').map(Number);

const wanted = ['person', 'bicycle', 'motorcycle', 'car', 'bus', 'truck'];

/** Pictures per second, and what one cost in processor time of all threads together. */
interface Round {
  readonly perSecond: number;
  readonly cpuMs: number;
}

async function measured(run: () => Promise<number>): Promise<Round> {
  const started = performance.now();
  const before = process.cpuUsage();
  const pictures = await run();
  const { user, system } = process.cpuUsage(before);
  return { perSecond: (pictures * 1000) / (performance.now() - started), cpuMs: (user + system) / 1000 / pictures };
}

/** Pictures answered by the pool: each camera has its next picture in as soon as its last is answered. */
async function throughPool(pool: DetectorPool, pictures: readonly Uint8Array[]): Promise<number> {
  const until = performance.now() + roundMs;
  let answered = 0;
  await Promise.all(
    Array.from({ length: cameras }, async (_, camera) => {
      for (let at = camera * 7; performance.now() < until; at++) {
        const picture = pictures[at % pictures.length];
        if (picture) await pool.detect(picture, { classes: wanted });
        answered++;
      }
    }),
  );
  return answered;
}

const model = await openModel(values.model, '.cache/models');
const { manifest } = model;
const prepared = prepareModel(model.bytes, manifest.decoder, manifest.classes.length, manifest.input.multiple ?? null);
const shaped = inputSizeFor({ width, height }, manifest.input, prepared.multiple, manifest.input.fit);
const pictures = await filmPictures(values.film, width, height);
console.error(
  `${manifest.title}: ${workers} sessions of ${threads} thread(s), ${cameras} cameras with ${width}×${height} pictures, ` +
    `model input ${shaped.width}×${shaped.height}; ${rounds} rounds of 3 × ${values.seconds} s`,
);

const pool = await createDetectorPool({
  model,
  workers,
  threadsPerSession: threads,
  providers: ['cpu'],
  queueLimit: cameras,
  log: quiet,
});
const bare = await startBareSessions({
  manifest,
  bytes: model.bytes,
  size: manifest.input,
  sessions: workers,
  threads,
});
const onPrepared = await startBareSessions({
  manifest,
  bytes: prepared.bytes,
  size: shaped,
  sessions: workers,
  threads,
});

const ways = {
  path: () => throughPool(pool, pictures),
  bare: () => bare.run(roundMs),
  prepared: () => onPrepared.run(roundMs),
};
const results = { path: [] as Round[], bare: [] as Round[], prepared: [] as Round[] };
for (const run of Object.values(ways)) await run();
for (let round = 1; round <= rounds; round++) {
  for (const [way, run] of Object.entries(ways)) results[way as keyof typeof ways].push(await measured(run));
  const last = [results.path, results.bare, results.prepared].map(
    (list) => `${list.at(-1)?.perSecond.toFixed(1)}/s at ${list.at(-1)?.cpuMs.toFixed(1)} ms`,
  );
  console.error(`  round ${round}/${rounds}: path ${last[0]}, bare ${last[1]}, prepared ${last[2]}`);
}
await Promise.all([pool.stop(), bare.stop(), onPrepared.stop()]);

// rounds beside each other meet the same noise, so each ratio is taken within its round
function ratioTo(other: readonly Round[]): number {
  return rounded(median(results.path.map(({ perSecond }, at) => perSecond / (other[at]?.perSecond ?? NaN))), 3);
}
function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
const rates = (key: keyof Round) =>
  Object.fromEntries(Object.entries(results).map(([way, list]) => [way, rounded(median(list.map((r) => r[key])), 1)]));
console.log(
  JSON.stringify({
    bench: 'detect',
    ratio: ratioTo(results.bare),
    ratioPrepared: ratioTo(results.prepared),
    perSecond: rates('perSecond'),
    cpuMsPerPicture: rates('cpuMs'),
    model: manifest.id,
    input: `${shaped.width}x${shaped.height}`,
    sessions: workers,
    threads,
    cameras,
  }),
);

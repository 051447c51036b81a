/**
 * How many cameras this machine serves, ingest and agents together: `npm run bench:cameras`.
 *
 * Real RTSP servers (768×576 at 10 pictures a second), a real agent that samples 5 of them, a real ingest, TimescaleDB and
 * a broker share the machine. Served means: of what exhaustive perception observes in the same film offline, at least 98 %
 * is observed, and another process can read it within 2 s of the moment it was to be seen.
 *
 * - exhaustive: one inference on the whole of every sampled picture, moving or not, and hardly one left out;
 * - day: as the product looks, movement 15 % of the time and a quiet scene the rest, cameras staggered;
 * - moving: as the product looks, movement all the time.
 *
 * `ratio` is cameras of day over cameras of exhaustive, `ratioMoving` the same of moving. Where other programs keep the
 * machine busy nothing can be verified; then the ratios are those of what a camera costs, and the line says so.
 */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDetectorPool } from '../../ingest/edges/detector-pool.ts';
import { openModel } from '../../ingest/edges/model-file.ts';
import { lookAlone, lookedWholly, recallOf } from './cameras/alone.ts';
import { agentPictures, detectionsOf } from './cameras/film-detections.ts';
import { makeProgrammes, type Programme } from './cameras/programme.ts';
import { prepareQuietFilm } from './cameras/quiet-film.ts';
import { referenceOf } from './cameras/reference.ts';
import { progressOf, showRun, showStages } from './cameras/report.ts';
import { runCameras, type RunResult } from './cameras/run.ts';
import { findMost, type Served } from './cameras/search.ts';
import { startSite } from './cameras/site.ts';
import { measureUnitCosts } from './cameras/unit-costs.ts';
import { quiet } from './detect/figures.ts';

const { values } = parseArgs({
  options: {
    /** Seconds each run is measured for. */
    seconds: { type: 'string', default: '30' },
    settle: { type: 'string', default: '10' },
    /** Cameras to begin with, by way of looking; each is searched for from there. */
    exhaustive: { type: 'string', default: '3' },
    moving: { type: 'string', default: '6' },
    day: { type: 'string', default: '16' },
    only: { type: 'string' },
    /** Only what looking in parts saves and loses by itself: says something on a busy machine too. */
    alone: { type: 'boolean', default: false },
  },
});
const cores = availableParallelism();
const ffmpeg = process.env['CITYWATCH_FFMPEG'] ?? 'ffmpeg';
const folder = '.cache/bench-cameras';
const clipFilm = '.cache/films/campus.h264';
const quietFilm = join(folder, 'quiet.h264');

await mkdir(folder, { recursive: true });
await prepareQuietFilm('.cache/films/campus.mp4', quietFilm, ffmpeg, progressOf('quiet film'));
const programmes = await makeProgrammes(clipFilm, quietFilm, folder);
const model = await openModel('yolov8n', '.cache/models');
const pool = await createDetectorPool({
  model,
  workers: cores,
  threadsPerSession: 1,
  providers: ['cpu'],
  log: quiet,
});
const looking = { pool, modelId: model.manifest.id, ffmpeg };
const clip = await detectionsOf(programmes.moving.film, {
  ...looking,
  progress: countTo(780, 'reference of the clip'),
});
const still = await detectionsOf(quietFilm, { ...looking, progress: countTo(750, 'reference of the quiet film') });
const pictures = [];
for await (const picture of agentPictures(programmes.moving.film, ffmpeg, 780)) pictures.push(picture);
const unit = measureUnitCosts(pictures.slice(0, 60), clip);
const whole = await lookAlone(pictures, pool, {
  cameras: 1,
  inParts: false,
  progress: progressOf('whole pictures, alone'),
});
const parts = await lookAlone(pictures, pool, {
  cameras: 4,
  inParts: true,
  progress: progressOf('parts of pictures, alone'),
});
const wholeOfFour = lookedWholly(pictures, clip, 4);
await pool.stop();
const recallOfParts = recallOf(wholeOfFour, parts);
console.error(
  `one picture from JPEG to observations, nothing else: ${whole.cpuMs.toFixed(1)} ms of processor as a whole, ` +
    `${parts.cpuMs.toFixed(1)} ms in parts (${percent(parts.wholes)} of them still as a whole); ` +
    `parts make ${percent(recallOfParts)} of the observations`,
);
if (values.alone) {
  console.log(
    JSON.stringify({
      bench: 'cameras',
      alone: true,
      ratioPerPicture: rounded(whole.cpuMs / parts.cpuMs, 2),
      cpuMsWhole: rounded(whole.cpuMs, 1),
      cpuMsParts: rounded(parts.cpuMs, 1),
      recallOfParts: rounded(recallOfParts, 3),
    }),
  );
  process.exit(0);
}
const references = {
  day: referenceOf(programmes.day, clip, still),
  moving: referenceOf(programmes.moving, clip, still),
};
for (const [name, { certain, ofOne, agreement }] of Object.entries(references)) {
  console.error(
    `${name}: ${ofOne.length} observations a round; another sampling of the same film makes ${percent(agreement)} of them: ` +
      `those ${certain.length} are asked for`,
  );
}

const site = await startSite();
let runs = 0;
async function run(programme: Programme, exhaustive: boolean, cameras: number): Promise<RunResult> {
  const name = `${exhaustive ? 'exhaustive' : programme.name}-${++runs}`;
  const result = await runCameras(site, {
    name,
    programme,
    reference: references[programme.name],
    cameras,
    exhaustive,
    settleS: Number(values.settle),
    measureS: Number(values.seconds),
    ffmpeg,
    progress: progressOf(`${name}, ${cameras} cameras`),
  });
  showRun(name, result);
  return result;
}

const isServed = ({ recall, entered }: RunResult): boolean =>
  recall >= 0.98 && entered.delaysMs.every((ms) => ms <= 2000);
const ways = {
  exhaustive: () =>
    findMost(
      Number(values.exhaustive),
      cores,
      (cameras) => run(programmes.moving, true, cameras),
      (result) => isServed(result) && result.looked >= 0.98,
    ),
  moving: () => findMost(Number(values.moving), cores, (cameras) => run(programmes.moving, false, cameras), isServed),
  day: () => findMost(Number(values.day), cores, (cameras) => run(programmes.day, false, cameras), isServed),
};
const served: Partial<Record<keyof typeof ways, Served>> = {};
try {
  for (const [name, find] of Object.entries(ways) as [keyof typeof ways, () => Promise<Served>][]) {
    if (values.only === undefined || values.only.split(',').includes(name)) served[name] = await find();
  }
} finally {
  await site.stop();
}
showStages(served, unit);

const { exhaustive, day, moving } = served;
const verified = [exhaustive, day, moving].every((way) => way?.verified);
const ratioOf = (way: Served | undefined): number | null => {
  if (!way || !exhaustive) return null;
  const byRuns = (way.verified?.cameras ?? NaN) / (exhaustive.verified?.cameras ?? NaN);
  return rounded(verified ? byRuns : exhaustive.measured.cpu.camera / way.measured.cpu.camera, 2);
};
console.log(
  JSON.stringify({
    bench: 'cameras',
    ratio: ratioOf(day),
    ratioMoving: ratioOf(moving),
    verified,
    ...Object.fromEntries(
      Object.entries(served).map(([name, { verified: best, measured, byCost }]) => [
        name,
        {
          cameras: best?.cameras ?? null,
          camerasByCost: byCost,
          cpuMsPerCameraSecond: rounded(measured.cpu.camera, 1),
          recall: rounded(measured.recall, 3),
          foreignLoad: rounded(measured.foreign, 2),
        },
      ]),
    ),
  }),
);

function countTo(total: number, label: string): (done: number) => void {
  const to = progressOf(label);
  return (done) => to(done / total);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

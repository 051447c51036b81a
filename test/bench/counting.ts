/**
 * Vehicles counted over a line against counts by hand, through the real detector, tracker and line logic:
 * `npm run bench:counting -- [--films DIR] [--fps 10,5]`, or one film of your own: `--video FILE --line x1,y1,x2,y2 [--expect N]`.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { VEHICLES } from '../../contracts/behaviours.ts';
import { asSeenFromAbove, ROOF_CLASSES } from '../../ingest/core/tracking/seen-from-above.ts';
import { createTracker } from '../../ingest/core/tracking/tracker.ts';
import { createScene } from '../../ingest/core/zones/scene.ts';
import { createDetectorPool } from '../../ingest/edges/detector-pool.ts';
import { openModel } from '../../ingest/edges/model-file.ts';
import { detectFilm, type LookedFrame } from './counting/film-detections.ts';
import { filmFacts, type FilmFacts } from './film-facts.ts';
import { readLineCounts, type CountedFilm } from './counting/line-counts.ts';

const USAGE = `npm run bench:counting -- [options]
  --films DIR    films with line-counts.json (default ../shared/eval/films)
  --video FILE   one film instead, with
  --line X1,Y1,X2,Y2   its line in fractions of the picture, and
  --expect N     the count by hand
  --fps LIST     frames looked at per second (default 10,5; the film's own rate is the most)
  --one-phase    begin with the first frame only, instead of with each that gives another sampling
  --from-above LIST   films whose camera looks straight down (default intel-car-detection.mp4; "" for none)
  --model ID     (default yolov8n)`;

const { values } = parseArgs({
  options: {
    films: { type: 'string', default: '../shared/eval/films' },
    video: { type: 'string' },
    line: { type: 'string' },
    expect: { type: 'string' },
    fps: { type: 'string', default: '10,5' },
    'one-phase': { type: 'boolean', default: false },
    'from-above': { type: 'string', default: 'intel-car-detection.mp4' },
    model: { type: 'string', default: 'yolov8n' },
    help: { type: 'boolean', default: false },
  },
});

const fromAbove = new Set(values['from-above'].split(','));
const vehicles: ReadonlySet<string> = new Set(VEHICLES);

function filmsToCount(): CountedFilm[] {
  if (values.video !== undefined) {
    const [x1, y1, x2, y2] = (values.line ?? '').split(',').map(Number);
    if (
      x1 === undefined ||
      y1 === undefined ||
      x2 === undefined ||
      y2 === undefined ||
      !Number.isFinite(x1 + y1 + x2 + y2)
    )
      throw new Error(`--video needs --line x1,y1,x2,y2\n${USAGE}`);
    const line = { from: [x1, y1], to: [x2, y2] } as const;
    return [{ name: values.video, path: values.video, line, vehicles: Number(values.expect ?? Number.NaN) }];
  }
  const counts = join(values.films, 'line-counts.json');
  if (!existsSync(counts)) throw new Error(`no films: there is no ${resolve(counts)}\n${USAGE}`);
  return readLineCounts(counts, filmFacts);
}

/** Crossings by vehicles of one film. */
function count(
  film: CountedFilm,
  facts: FilmFacts,
  looked: readonly LookedFrame[],
): { forward: number; backward: number } {
  const aspect = facts.width / facts.height;
  const tracker = createTracker({ picture: { aspect } });
  const scene = createScene({ aspect, zones: [], lines: [{ id: 'line', line: film.line }] });
  const crossed = { forward: 0, backward: 0 };
  for (const { frame, detections } of looked) {
    const atMs = (frame * 1000) / facts.fps;
    const named = fromAbove.has(film.name) ? asSeenFromAbove(detections) : detections;
    for (const { kind, direction, className } of scene.observe(atMs, tracker.update(atMs, named))) {
      if (kind === 'crossed' && direction && className !== null && vehicles.has(className)) crossed[direction]++;
    }
  }
  return crossed;
}

/** A bar in a terminal, a line per tenth elsewhere. */
function showProgress(name: string, frames: number): (frame: number) => void {
  let tenths = 0;
  return (frame) => {
    const done = Math.floor((10 * (frame + 1)) / frames);
    if (process.stderr.isTTY) process.stderr.write(`\r${name}: frame ${frame + 1} of ${frames}\x1b[K`);
    else if (done > tenths && done % 5 === 0) process.stderr.write(`${name}: ${done * 10} %\n`);
    tenths = done;
  };
}

async function main(): Promise<void> {
  const films = filmsToCount();
  const rates = values.fps.split(',').map(Number);
  const model = await openModel(values.model, '.cache/models');
  const quiet = { info: () => {}, warn: console.error, error: console.error };
  const pool = await createDetectorPool({
    model,
    workers: availableParallelism(),
    threadsPerSession: 1,
    providers: ['cpu'],
    queueLimit: 8,
    log: quiet,
  });
  const totals = rates.map((): Total => ({ counted: 0, expected: 0, off: 0 }));
  try {
    for (const film of films) {
      const facts = filmFacts(film.path);
      // Every frame is looked at once; a rate is then sampled from them, once from each frame it may begin with.
      const finest = values['one-phase'] ? Math.max(1, Math.min(...rates.map((rate) => stepOf(facts, rate)))) : 1;
      const classes = [...VEHICLES, 'person', ...(fromAbove.has(film.name) ? ROOF_CLASSES : [])];
      const progress = showProgress(film.name, facts.frames);
      const looked = await detectFilm(pool, film.path, facts, finest, classes, progress);
      for (const [at, rate] of rates.entries()) {
        const total = totals[at];
        if (total) countAtRate(film, facts, looked, rate, finest, total);
      }
    }
  } finally {
    await pool.stop();
  }
  for (const [at, rate] of rates.entries()) {
    const { counted, expected, off } = totals[at] ?? { counted: 0, expected: 0, off: 0 };
    if (expected > 0)
      console.log(
        `${rate}/s: ${counted.toFixed(1)} of ${Number(expected.toFixed(1))} (mean over phases), error ${((100 * off) / expected).toFixed(1)} %`,
      );
  }
  const errors = totals.map(({ off, expected }) => Number(((100 * off) / Math.max(1, expected)).toFixed(1)));
  const best = totals[0];
  const ratio = best && best.expected > 0 ? Number((best.counted / best.expected).toFixed(3)) : null;
  console.log(JSON.stringify({ bench: 'counting', ratio, rates, errorPercent: errors, counts: totals }));
}

/** Sums over films; of a film's phases the mean counts. */
interface Total {
  counted: number;
  expected: number;
  off: number;
}

function stepOf({ fps }: FilmFacts, rate: number): number {
  return Math.max(1, Math.round(fps / rate));
}

/** Counts one film at one rate, in each phase, prints a line for each and adds their mean to the total. */
function countAtRate(
  film: CountedFilm,
  facts: FilmFacts,
  looked: readonly LookedFrame[],
  rate: number,
  finest: number,
  total: Total,
): void {
  const step = stepOf(facts, rate);
  const phases = Array.from({ length: Math.ceil(step / finest) }, (_, phase) => phase * finest);
  const begins = values['one-phase'] ? [0] : phases;
  for (const phase of begins) {
    const sample = looked.filter(({ frame }) => frame % step === phase);
    const { forward, backward } = count(film, facts, sample);
    if (!Number.isNaN(film.vehicles)) {
      total.counted += (forward + backward) / begins.length;
      total.expected += film.vehicles / begins.length;
      total.off += Math.abs(forward + backward - film.vehicles) / begins.length;
    }
    const shown = `${(facts.fps / step).toFixed(1).padStart(5)}/s from frame ${String(phase).padStart(2)}  down ${String(forward).padStart(3)}  up ${String(backward).padStart(3)}`;
    console.log(`${film.name.padEnd(30)} ${shown}  by hand ${film.vehicles}`);
  }
}

if (values.help) console.log(USAGE);
else {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

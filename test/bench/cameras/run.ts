import { availableParallelism } from 'node:os';
import { FILM_FPS } from '../../../demo/film.ts';
import { matchObservations, type Seen } from './matching.ts';
import { startObservationEar, type Reported } from './observation-ear.ts';
import { childrenMs, machineMs, treeMs } from './processor-time.ts';
import { pictureMs, type Programme } from './programme.ts';
import type { Reference } from './reference.ts';
import { countsBy, growth } from './scrape.ts';
import { SAMPLE_FPS, startWatch, type Site, type Watch } from './site.ts';

/** One run: so many cameras for so long. */
export interface RunPlan {
  readonly name: string;
  readonly programme: Programme;
  readonly reference: Reference;
  readonly cameras: number;
  readonly exhaustive: boolean;
  readonly settleS: number;
  readonly measureS: number;
  readonly ffmpeg: string;
  readonly progress: (share: number) => void;
}

/** What a run came to. Processor times are milliseconds per camera and second. */
export interface RunResult {
  readonly cameras: number;
  readonly cpu: {
    /** By what threads do it: of agent and ingest by role, and the agent's ffmpeg. */
    readonly agent: Readonly<Record<string, number>>;
    readonly ingest: Readonly<Record<string, number>>;
    readonly ffmpeg: number;
    /** Agent, its ffmpeg and ingest together: what a camera costs. */
    readonly camera: number;
    /** Database and broker. */
    readonly shared: number;
    /** The simulated cameras themselves. */
    readonly films: number;
  };
  /** Part of both processors that programs of others took meanwhile, 0..1. */
  readonly foreign: number;
  /** Pictures per camera and second: by what the agent did with them, and what became of them in ingest. */
  readonly pictures: Readonly<Record<string, number>>;
  readonly frames: Readonly<Record<string, number>>;
  /** Share of the sampled pictures that were inferred as a whole or in parts. */
  readonly looked: number;
  readonly expected: number;
  /** Made, and reported in time. */
  readonly made: number;
  readonly recall: number;
  readonly entered: { readonly expected: number; readonly made: number; readonly delaysMs: readonly number[] };
  readonly missing: readonly (Seen & { readonly camera: number })[];
}

/** Longest from a picture's being shown to its observation's being read by another process. */
const IN_TIME_MS = 2000;
/** At its beginning and end a window has observations that belong half to the time outside. */
const EDGE_MS = 1500;
const START_PATIENCE_MS = 60_000;

/** Starts the cameras, waits until all are seen and everything has settled, and measures. */
export async function runCameras(site: Site, plan: RunPlan): Promise<RunResult> {
  const { programme, cameras, settleS, measureS } = plan;
  const watch = await startWatch(site, {
    run: plan.name,
    film: programme.film,
    firstPictures: Array.from({ length: cameras }, (_, at) => startOf(at, cameras, programme)),
    exhaustive: plan.exhaustive,
    ffmpeg: plan.ffmpeg,
  });
  const ear = startObservationEar(site.database);
  try {
    await untilAllAreSeen(watch, cameras);
    const total = settleS + measureS;
    await pass(settleS, (share) => plan.progress((share * settleS) / total));
    const from = Date.now();
    const before = await takeStock(watch);
    await pass(measureS, (share) => plan.progress((settleS + share * measureS) / total));
    const after = await takeStock(watch);
    const to = Date.now();
    // What was seen at the end may still be on its way.
    await pass(IN_TIME_MS / 1000, () => undefined);
    return { cameras, ...costs(before, after, cameras), ...judge(plan, watch, ear.heard(), from, to) };
  } finally {
    await ear.stop();
    await watch.stop();
  }
}

/** Cameras begin spread over the programme, each with a keyframe. */
function startOf(camera: number, cameras: number, { length }: Programme): number {
  const group = 2 * FILM_FPS;
  return Math.floor(((camera / cameras) * length) / group) * group;
}

async function untilAllAreSeen(watch: Watch, cameras: number): Promise<void> {
  const until = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const seen = await countsBy(watch.agent.port, 'citywatch_agent_pictures_total', 'camera');
    if (Object.keys(seen).length >= cameras) return;
    if (Date.now() > until) throw new Error(`only ${Object.keys(seen).length} of ${cameras} cameras have been seen`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function pass(seconds: number, progress: (share: number) => void): Promise<void> {
  const from = performance.now();
  for (let share = 0; share < 1; share = (performance.now() - from) / (seconds * 1000)) {
    progress(share);
    await new Promise((done) => setTimeout(done, 250));
  }
}

interface Stock {
  readonly at: number;
  readonly machine: number;
  readonly agent: Readonly<Record<string, number>>;
  readonly ingest: Readonly<Record<string, number>>;
  readonly ffmpeg: number;
  readonly films: number;
  /** Everything below the bench's own process, and that itself. */
  readonly bench: number;
  readonly shared: number;
  readonly pictures: Readonly<Record<string, number>>;
  readonly frames: Readonly<Record<string, number>>;
}

async function takeStock({ agent, ingest, films }: Watch): Promise<Stock> {
  const below = await childrenMs(process.pid);
  const known = await Promise.all([agent.pid, ingest.pid, films.pid].map(treeMs));
  return {
    at: performance.now(),
    machine: await machineMs(),
    agent: (await agent.child.ask()) as Record<string, number>, // thread-times.ts
    ingest: (await ingest.child.ask()) as Record<string, number>, // thread-times.ts
    ffmpeg: await childrenMs(agent.pid),
    films: await treeMs(films.pid),
    bench: await treeMs(process.pid),
    shared: below - known.reduce((total, ms) => total + ms, 0),
    pictures: await countsBy(agent.port, 'citywatch_agent_pictures_total', 'fate'),
    frames: await countsBy(ingest.port, 'citywatch_ingest_frames_total', 'outcome'),
  };
}

function costs(before: Stock, after: Stock, cameras: number) {
  const cameraSeconds = ((after.at - before.at) / 1000) * cameras;
  const perCamera = (counts: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(Object.entries(counts).map(([key, value]) => [key, value / cameraSeconds]));
  const agent = perCamera(growth(before.agent, after.agent));
  const ingest = perCamera(growth(before.ingest, after.ingest));
  const ffmpeg = (after.ffmpeg - before.ffmpeg) / cameraSeconds;
  const pictures = perCamera(growth(before.pictures, after.pictures));
  const frames = perCamera(growth(before.frames, after.frames));
  const machine = after.machine - before.machine;
  const foreign =
    Math.max(0, machine - (after.bench - before.bench)) / (availableParallelism() * (after.at - before.at));
  return {
    cpu: {
      agent,
      ingest,
      ffmpeg,
      camera: sum(agent) + sum(ingest) + ffmpeg,
      shared: (after.shared - before.shared) / cameraSeconds,
      films: (after.films - before.films) / cameraSeconds,
    },
    foreign,
    pictures,
    frames,
    looked: (frames['looked'] ?? 0) / Math.max(sum(pictures), SAMPLE_FPS * 0.5),
  };
}

function judge({ programme, reference }: RunPlan, watch: Watch, heard: readonly Reported[], from: number, to: number) {
  const missing: (Seen & { readonly camera: number })[] = [];
  const entered = { expected: 0, made: 0, delaysMs: [] as number[] };
  let expected = 0;
  let made = 0;
  watch.cameraIds.forEach((cameraId, camera) => {
    const should = expectedOf(
      reference.certain,
      programme,
      (picture) => watch.shownAt(camera, picture),
      from,
      to,
      cameraId,
    );
    const did = heard.filter((one) => one.cameraId === cameraId).map((one) => ({ ...one, atMs: one.capturedAt }));
    const { pairs, missing: not } = matchObservations(should, did, IN_TIME_MS);
    const late = pairs.filter(([should, did]) => did.reportedAt - should.atMs > IN_TIME_MS);
    expected += should.length;
    made += pairs.length - late.length;
    missing.push(...[...not, ...late.map(([should]) => should)].map((one) => ({ ...one, camera })));
    entered.expected += should.filter(({ kind }) => kind === 'entered').length;
    for (const [should, did] of pairs) {
      if (should.kind !== 'entered') continue;
      entered.made++;
      entered.delaysMs.push(did.reportedAt - should.atMs);
    }
  });
  return { expected, made, recall: expected === 0 ? NaN : made / expected, entered, missing };
}

/** What one camera should observe between two moments; times become epoch milliseconds, zones those of the camera. */
function expectedOf(
  round: readonly Seen[],
  programme: Programme,
  shownAt: (picture: number) => number,
  from: number,
  to: number,
  cameraId: string,
): Seen[] {
  const roundMs = pictureMs(programme.length);
  const expected: Seen[] = [];
  for (const one of round) {
    let atMs = shownAt((one.atMs * FILM_FPS) / 1000);
    while (atMs < from + EDGE_MS) atMs += roundMs;
    for (; atMs < to - EDGE_MS; atMs += roundMs) {
      expected.push({ ...one, atMs, zoneId: one.zoneId === null ? null : `${cameraId}-${one.zoneId}` });
    }
  }
  return expected;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, value) => total + value, 0);
}

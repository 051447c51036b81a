import type { Logger } from 'pino';
import { FRAME_MAX_BYTES } from '../../contracts/frames.ts';
import { filterClasses } from '../core/detection/class-filter.ts';
import type { DetectionResult } from '../core/detection/detection.ts';
import { prepareModel, type PreparedModel } from '../core/detection/model-preparation.ts';
import { inputSizeFor } from '../core/detection/input-size.ts';
import { place, type Size } from '../core/detection/letterbox.ts';
import type { Mosaic, MosaicLimits } from '../core/regions/mosaic.ts';
import { CELL_PX } from '../core/regions/region.ts';
import { createDetectorCounters, type DetectorCounters } from './detector-counters.ts';
import { DetectionError, ModelError } from './detector-errors.ts';
import { copyOf, createJob, type PoolJob } from './detector-job.ts';
import type { PartsResult } from './detector-messages.ts';
import { startDetectorThread, type StartThread } from './detector-thread.ts';
import { startDetectorWorker, type DetectorWorker } from './detector-worker-handle.ts';
import type { PictureLimits, RawPicture } from './jpeg-picture.ts';
import { messageOf, type Model } from './model-file.ts';

/** Settings of the pool. */
export interface DetectorPoolOptions {
  readonly model: Model;
  /** Threads that infer, each with its own session. One per core, single-threaded, measured best. */
  readonly workers: number;
  readonly threadsPerSession: number;
  /** Execution providers in the order to try; the first that can be had is used. */
  readonly providers: readonly string[];
  /** Whether a session's threads burn their core while they wait. Collapses on a shared machine: off by default. */
  readonly spinning?: boolean;
  /** Pictures that may wait when all workers are busy; further ones are refused with `queue-full`. */
  readonly queueLimit?: number;
  readonly limits?: PictureLimits;
  /** A worker that has not answered for so long is replaced. */
  readonly stuckAfterMs?: number;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** For tests of what threads do when they fail. */
  readonly startThread?: StartThread;
}

/** What to look for in one picture. */
export interface DetectOptions {
  /** Names of classes; all of the model's when left out. Names the model does not know are never found. */
  readonly classes?: readonly string[];
  /** Only scores above this, 0..1; the manifest's threshold when left out. */
  readonly minScore?: number;
  readonly signal?: AbortSignal;
}

/** The pool's state, for the log, the metrics and the console. */
export interface DetectorDescription {
  readonly model: { readonly id: string; readonly title: string; readonly licence: string };
  readonly classes: readonly string[];
  /** The model's input; with a `multiple`, the most it may be: it is shaped to each picture. */
  readonly input: { readonly width: number; readonly height: number; readonly multiple: number | null };
  readonly workers: number;
  readonly workersReady: number;
  readonly threadsPerSession: number;
  /** The execution provider in use. */
  readonly provider: string;
  readonly refusedProviders: readonly { readonly provider: string; readonly reason: string }[];
  /** Pictures the workers hold at most: one in the run and one being decoded, each. More in flight only waits. */
  readonly slots: number;
  readonly inWorkers: number;
  readonly waiting: number;
  readonly counters: DetectorCounters;
}

/** The shared detector of all cameras. */
export interface DetectorPool {
  /**
   * Looks at one picture: a JPEG, or RGB pixels. The bytes are copied; the caller keeps its own.
   * Rejects with DetectionError, whose `code` says why.
   */
  detect(picture: Uint8Array | RawPicture, options?: DetectOptions): Promise<DetectionResult>;
  /** Looks at parts of several JPEGs in one run; each is answered for itself. Rejects as `detect` does when the run fails as a whole. */
  detectParts(
    pictures: readonly Uint8Array[],
    mosaic: Mosaic,
    options?: Pick<DetectOptions, 'classes' | 'minScore'>,
  ): Promise<PartsResult>;
  /** The size of a picture as it goes into the model, and what a mosaic of parts may be; null: this model takes none. */
  readonly parts: { readonly sizeOf: (picture: Size) => Size; readonly limits: MosaicLimits } | null;
  describe(): DetectorDescription;
  /** Pictures not yet answered are rejected with `stopped`. */
  stop(): Promise<void>;
}

/** One picture in its run and one being decoded beside it, so that the session hardly waits for pictures. */
const PICTURES_PER_WORKER = 2;

/** 8K video. */
const MAX_PIXELS = 7680 * 4320;

/** Starts the workers and loads the model in each. Throws ModelError when the model cannot be used. */
export async function createDetectorPool(options: DetectorPoolOptions): Promise<DetectorPool> {
  const { model, log, threadsPerSession, providers } = options;
  const { manifest } = model;
  const prepared = prepare(model);
  const limits = options.limits ?? { maxBytes: FRAME_MAX_BYTES, maxPixels: MAX_PIXELS };
  const queueLimit = options.queueLimit ?? options.workers * 2;
  const counters = createDetectorCounters();
  const waiting: PoolJob[] = [];
  const unknownSaid = new Set<string>();
  let nextId = 1;
  let stopped = false;

  const workers: readonly DetectorWorker[] = Array.from({ length: options.workers }, (_, index) =>
    startDetectorWorker({
      setup: {
        manifest,
        model: prepared,
        session: { providers, threads: threadsPerSession, spinning: options.spinning ?? false },
        limits,
      },
      index,
      stuckAfterMs: options.stuckAfterMs ?? 30_000,
      counters,
      log,
      startThread: options.startThread ?? startDetectorThread,
      free: dispatch,
    }),
  );

  function dispatch(): void {
    if (stopped) return;
    while (waiting.length > 0) {
      const worker = leastBusy(workers);
      const job = worker && waiting.shift();
      if (!job) return;
      worker.take(job);
    }
  }

  async function stop(): Promise<void> {
    stopped = true;
    for (const job of waiting.splice(0)) job.fail(new DetectionError('stopped', 'the detector is stopping'));
    await Promise.all(workers.map((worker) => worker.stop()));
  }

  try {
    await Promise.all(workers.map(({ opened }) => opened));
  } catch (error) {
    await stop();
    throw error;
  }
  const first = workers[0]?.state();
  log.info(
    {
      model: manifest.id,
      provider: first?.provider,
      refused: first?.refused,
      workers: workers.length,
      threadsPerSession,
    },
    'detector ready',
  );

  function refusal(signal: AbortSignal | undefined, sizes: readonly number[], limit: number): DetectionError | null {
    const size = Math.max(...sizes);
    if (stopped) return new DetectionError('stopped', 'the detector has stopped');
    if (signal?.aborted) return new DetectionError('aborted', 'no longer wanted');
    if (size > limit) return new DetectionError('too-large', `${size} bytes, at most ${limit} are taken`);
    if (waiting.length >= queueLimit && !leastBusy(workers)) {
      return new DetectionError('queue-full', `${waiting.length} pictures wait already`);
    }
    return null;
  }

  function wantedOf(classes: readonly string[] | undefined): Int32Array {
    const filter = filterClasses(manifest.classes, classes);
    const news = filter.unknown.filter((name) => !unknownSaid.has(name));
    if (news.length > 0) {
      log.warn({ model: manifest.id, classes: news }, 'the model does not know these classes');
      for (const name of news) unknownSaid.add(name);
    }
    return filter.wanted;
  }

  function ask(message: PoolJob['message'], signal: AbortSignal | undefined): Promise<DetectionResult | PartsResult> {
    return new Promise((resolve, reject) => {
      const job = createJob(message, resolve, reject, signal, counters, () => {
        const at = waiting.indexOf(job);
        if (at >= 0) waiting.splice(at, 1);
      });
      waiting.push(job);
      dispatch();
    });
  }

  function refused(error: DetectionError): Promise<never> {
    counters.count(error.code);
    return Promise.reject(error);
  }

  return {
    detect(picture, { classes, minScore = manifest.thresholds.score, signal } = {}) {
      const isJpeg = picture instanceof Uint8Array;
      const size = isJpeg ? picture.length : picture.rgb.length;
      const refusing = refusal(signal, [size], isJpeg ? limits.maxBytes : limits.maxPixels * 3);
      if (refusing) return refused(refusing);
      const wanted = wantedOf(classes);
      const answered = ask({ kind: 'detect', id: nextId++, picture: copyOf(picture), wanted, minScore }, signal);
      // A worker answers each kind of message with its own kind of result.
      return answered.then((result) => result as DetectionResult);
    },
    detectParts(pictures, mosaic, { classes, minScore = manifest.thresholds.score } = {}) {
      const refusing = refusal(
        undefined,
        pictures.map(({ length }) => length),
        limits.maxBytes,
      );
      if (refusing) return refused(refusing);
      const copies = pictures.map((jpeg) => new Uint8Array(jpeg));
      const wanted = wantedOf(classes);
      const answered = ask({ kind: 'parts', id: nextId++, pictures: copies, mosaic, wanted, minScore }, undefined);
      // As above.
      return answered.then((result) => result as PartsResult);
    },
    parts: partsOf(manifest, prepared.multiple),
    describe() {
      const states = workers.map((worker) => worker.state());
      const ready = states.find(({ provider }) => provider !== '');
      return {
        model: { id: manifest.id, title: manifest.title, licence: manifest.licence.spdx },
        classes: manifest.classes.filter((name) => name !== ''),
        input: { width: manifest.input.width, height: manifest.input.height, multiple: prepared.multiple },
        workers: workers.length,
        workersReady: states.filter(({ open }) => open).length,
        threadsPerSession,
        provider: ready?.provider ?? '',
        refusedProviders: ready?.refused ?? [],
        slots: workers.length * PICTURES_PER_WORKER,
        inWorkers: states.reduce((sum, { held }) => sum + held, 0),
        waiting: waiting.length,
        counters: counters.read(),
      };
    },
    stop,
  };
}

/** Only where the input may have any shape and keeps the proportions: else a mosaic costs as much as a whole picture. */
function partsOf({ input }: Model['manifest'], multiple: number | null): DetectorPool['parts'] {
  if (multiple === null || input.fit.mode !== 'letterbox' || multiple % CELL_PX !== 0) return null;
  return {
    sizeOf(picture) {
      const { width, height } = place(picture, inputSizeFor(picture, input, multiple, input.fit), input.fit);
      return { width, height };
    },
    limits: {
      columns: input.width / CELL_PX,
      rows: input.height / CELL_PX,
      multiple: multiple / CELL_PX,
      gap: TILE_GAP,
    },
  };
}

/** Empty cells between the parts of a mosaic. */
const TILE_GAP = 1;

function prepare({ manifest, bytes }: Model): PreparedModel {
  try {
    return prepareModel(bytes, manifest.decoder, manifest.classes.length, manifest.input.multiple ?? null);
  } catch (error) {
    throw new ModelError(`the model ${manifest.id} is not ONNX: ${messageOf(error)}`, { cause: error });
  }
}

/** The open worker that holds fewest pictures, if any has room. */
function leastBusy(workers: readonly DetectorWorker[]): DetectorWorker | undefined {
  let best: DetectorWorker | undefined;
  let fewest = PICTURES_PER_WORKER;
  for (const worker of workers) {
    const { open, held } = worker.state();
    if (open && held < fewest) {
      best = worker;
      fewest = held;
    }
  }
  return best;
}

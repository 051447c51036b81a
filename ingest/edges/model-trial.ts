import sharp from 'sharp';
import { ModelError } from './detector-errors.ts';
import { createDetectorPool, type DetectorDescription } from './detector-pool.ts';
import { locateModel, messageOf, openModel } from './model-file.ts';
import type { ModelManifest } from './model-manifest.ts';

/** What is known of a model on this machine. */
export interface ModelState {
  readonly manifest: ModelManifest;
  /** `ready`: the file is there and is the right one. */
  readonly state: 'ready' | 'absent' | 'unusable';
  readonly remark: string;
}

/** Figures of one model on this machine. */
export interface ModelSpeed {
  /** Middle of the times of one run, milliseconds, on one thread with the machine to itself. */
  readonly inferMs: number;
  /** Pictures per second from JPEG to detections, one worker per core. */
  readonly picturesPerSecond: number;
  readonly described: DetectorDescription;
}

const silent = { info() {}, warn() {}, error() {} };

/** Looks whether a model's file is there and has the right sum; it is not loaded. */
export async function stateOf(idOrManifest: string, folder: string): Promise<ModelState> {
  const { manifest } = await locateModel(idOrManifest, folder);
  try {
    const { path } = await openModel(idOrManifest, folder);
    return { manifest, state: 'ready', remark: path };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const missing = error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'ENOENT';
    return { manifest, state: missing ? 'absent' : 'unusable', remark: error.message };
  }
}

/** Loads a model and runs it once on a grey picture. Returns what is wrong with it, or null. */
export async function tryModel(idOrManifest: string, folder: string): Promise<string | null> {
  try {
    const model = await openModel(idOrManifest, folder);
    const pool = await createDetectorPool({ model, workers: 1, threadsPerSession: 1, providers: ['cpu'], log: silent });
    try {
      await pool.detect(await greyJpeg());
    } finally {
      await pool.stop();
    }
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Measures a model: first one worker alone, then one per core, for `seconds` each. `onShare` is told how far it is, 0..1. */
export async function measureModel(
  idOrManifest: string,
  folder: string,
  options: {
    readonly cores: number;
    readonly seconds: number;
    readonly providers: readonly string[];
    readonly onShare: (share: number) => void;
  },
): Promise<ModelSpeed> {
  const { cores, seconds, providers, onShare } = options;
  const model = await openModel(idOrManifest, folder);
  const picture = await greyJpeg();
  const feed = async (workers: number, from: number) => {
    const pool = await createDetectorPool({ model, workers, threadsPerSession: 1, providers, log: silent });
    const times: number[] = [];
    const started = performance.now();
    const until = started + seconds * 1000;
    const feeder = async () => {
      while (performance.now() < until) {
        times.push((await pool.detect(picture)).timings.inferMs);
        onShare(from + Math.min(1, (performance.now() - started) / (seconds * 1000)) / 2);
      }
    };
    try {
      await Promise.all(Array.from({ length: pool.describe().slots }, feeder));
      const perSecond = (times.length * 1000) / (performance.now() - started);
      return { times: times.sort((a, b) => a - b), perSecond, described: pool.describe() };
    } finally {
      await pool.stop();
    }
  };
  const alone = await feed(1, 0);
  const all = await feed(cores, 0.5);
  return {
    inferMs: alone.times[alone.times.length >> 1] ?? NaN,
    picturesPerSecond: all.perSecond,
    described: all.described,
  };
}

/** A camera's usual picture. What is in it makes no difference to the time. */
function greyJpeg(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 120, sigma: 20 } as const;
  return sharp({ create: { width: 640, height: 480, channels: 3, background: '#777', noise } })
    .jpeg({ quality: 80 })
    .toBuffer();
}

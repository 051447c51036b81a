import type { EdgeCoverage } from '../../contracts/telemetry.ts';

/**
 * What became of one sampled picture: sent, quiet (nothing moved), quiet by what its coded size and the keyframes around it say,
 * without being decoded, or dropped for a named reason.
 */
export type PictureFate = 'sent' | 'quiet' | 'quiet-undecoded' | { readonly dropped: string };

/** A drop for one of these reasons came before the picture was decoded. */
const UNDECODED: ReadonlySet<string> = new Set(['decoder-busy']);

/** Counts per camera and minute what became of the pictures. */
export type CoverageCounter = {
  /** Says what became of pictures, in the minute in which that is decided. */
  settle(cameraId: string, fate: PictureFate, pictures?: number): void;
  /** The counts of all minutes that are over, for the cameras watched; each is given out once. @param sampleFps by camera id */
  takeFinished(sampleFps: ReadonlyMap<string, number>, nowMs: number): EdgeCoverage[];
};

const MINUTE_MS = 60_000;

type Counts = { decoded: number; quiet: number; sent: number; dropped: Record<string, number> };

/** @param startMs when watching began (epoch ms): the first minute is expected only in part */
export function createCoverageCounter(startMs: number): CoverageCounter {
  let minute = startOfMinute(startMs);
  let watchedSinceMs = startMs;
  let current = new Map<string, Counts>();
  const finished: EdgeCoverage[] = [];

  const count = (cameraId: string): Counts => {
    const known = current.get(cameraId);
    if (known !== undefined) return known;
    const fresh: Counts = { decoded: 0, quiet: 0, sent: 0, dropped: {} };
    current.set(cameraId, fresh);
    return fresh;
  };

  return {
    settle(cameraId, fate, pictures = 1) {
      const counts = count(cameraId);
      const isDecoded = typeof fate === 'string' ? fate !== 'quiet-undecoded' : !UNDECODED.has(fate.dropped);
      if (isDecoded) counts.decoded += pictures;
      if (fate === 'sent') counts.sent += pictures;
      else if (typeof fate === 'string') counts.quiet += pictures;
      else counts.dropped[fate.dropped] = (counts.dropped[fate.dropped] ?? 0) + pictures;
    },
    takeFinished(sampleFps, nowMs) {
      const now = startOfMinute(nowMs);
      if (now !== minute) {
        const watchedMs = Math.max(0, Math.min(MINUTE_MS, minute + MINUTE_MS - watchedSinceMs));
        for (const [cameraId, fps] of sampleFps) {
          const expected = Math.round((fps * watchedMs) / 1000);
          finished.push({ cameraId, minute, expected, ...count(cameraId) });
        }
        current = new Map();
        minute = now;
        watchedSinceMs = now;
      }
      return finished.splice(0);
    },
  };
}

function startOfMinute(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

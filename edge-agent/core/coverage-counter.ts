import type { EdgeCoverage } from '../../contracts/telemetry.ts';

/** What became of one decoded picture: sent, quiet (nothing moved), or dropped for a named reason. */
export type PictureFate = 'sent' | 'quiet' | { readonly dropped: string };

/** Counts per camera and minute what became of the pictures, so that `decoded = quiet + sent + dropped` holds. */
export type CoverageCounter = {
  /** Says what became of one picture, in the minute in which that is decided. */
  settle(cameraId: string, fate: PictureFate): void;
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
    settle(cameraId, fate) {
      const counts = count(cameraId);
      counts.decoded++;
      if (fate === 'sent') counts.sent++;
      else if (fate === 'quiet') counts.quiet++;
      else counts.dropped[fate.dropped] = (counts.dropped[fate.dropped] ?? 0) + 1;
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

import type { DetectionResult } from '../../../ingest/core/detection/detection.ts';
import type { IngestDetector } from '../../../ingest/app.ts';

/** Sees one person where the test says, and takes as long as the test says. */
export interface ScriptedDetector extends IngestDetector {
  /** Where the person's left edge is, as a fraction of the picture; null: nobody. */
  see(x: number | null): void;
  /** What every look costs a worker, as the pool would report it, and how long it takes. */
  take(ms: number): void;
  /** From now on every look fails so, until told null. */
  fail(error: Error | null): void;
  readonly looks: () => number;
}

/** Makes a detector that sees nobody. */
export function scriptedDetector({ workers = 2 } = {}): ScriptedDetector {
  let x: number | null = null;
  let tookMs = 1;
  let error: Error | null = null;
  let looks = 0;
  return {
    see: (next) => void (x = next),
    take: (ms) => void (tookMs = ms),
    fail: (next) => void (error = next),
    looks: () => looks,
    describe: () => ({ workers }),
    stop: () => Promise.resolve(),
    async detect() {
      const seen = x;
      const failure = error;
      await new Promise((resolve) => setTimeout(resolve, tookMs));
      if (failure) throw failure;
      looks++;
      const result: DetectionResult = {
        detections:
          seen === null
            ? []
            : [{ className: 'person', classIndex: 0, score: 0.9, box: { x: seen, y: 0.4, w: 0.08, h: 0.3 } }],
        picture: { width: 640, height: 480 },
        healed: { nanScores: 0, emptyBoxes: 0 },
        timings: { queueMs: 0, decodeMs: 0, preprocessMs: 0, inferMs: tookMs, postprocessMs: 0, totalMs: tookMs },
      };
      return result;
    },
  };
}

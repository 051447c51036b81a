import type { DetectionResult } from '../core/detection/detection.ts';
import type { DetectionFault } from './detector-errors.ts';

/** What the detector has done since it started. */
export interface DetectorCounters {
  /** Pictures answered with detections (none found counts too). */
  readonly looked: number;
  /** Pictures not looked at, by reason. */
  readonly faults: Readonly<Record<DetectionFault, number>>;
  /** Workers started anew after a crash or a stall. */
  readonly workerRestarts: number;
  readonly nanScores: number;
  readonly emptyBoxes: number;
}

/** The running counts behind `DetectorCounters`. */
export function createDetectorCounters() {
  const faults: Record<DetectionFault, number> = {
    'too-large': 0,
    'not-jpeg': 0,
    damaged: 0,
    'queue-full': 0,
    'worker-crashed': 0,
    'worker-stuck': 0,
    failed: 0,
    aborted: 0,
    stopped: 0,
  };
  let looked = 0;
  let workerRestarts = 0;
  let nanScores = 0;
  let emptyBoxes = 0;
  return {
    count(fault: DetectionFault): void {
      faults[fault]++;
    },
    looked({ healed }: Pick<DetectionResult, 'healed'>, pictures: number): void {
      looked += pictures;
      nanScores += healed.nanScores;
      emptyBoxes += healed.emptyBoxes;
    },
    restarted(): void {
      workerRestarts++;
    },
    read: (): DetectorCounters => ({ looked, faults: { ...faults }, workerRestarts, nanScores, emptyBoxes }),
  };
}

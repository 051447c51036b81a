import type { FrameAck, FrameRefusal } from '../../contracts/frames.ts';
import type { DetectorLoad } from './detector-load.ts';
import type { Frame } from './frame-gate.ts';

/** A frame that waits for its turn, and how its agent is answered. */
export interface Waiting {
  readonly frame: Frame;
  /** The first movement after silence: somebody may have come. */
  readonly isFirst: boolean;
  readonly acknowledge: (ack: FrameAck) => void;
}

/** What agents are told of their frames, and when: each answer is the credit for the camera's next frame. */
export interface FrameAnswers {
  /** Milliseconds a camera is asked to pause: its share of the detector, and more when nothing can be written. */
  readonly pauseOf: (cameraId: string) => number;
  readonly refused: (item: Waiting, reason: FrameRefusal) => void;
  /** It is in the detector now. One that is slowed hears when its look is over: by then it is known whether the next is wanted at once. */
  readonly taken: (item: Waiting) => void;
  /** Its look is over, well or not. */
  readonly looked: (frame: Frame, hasNews: boolean) => void;
}

/** Nothing can be taken: every camera pauses for so long. */
export const PAUSE_WHEN_FULL_MS = 1_000;

/** Starts with nothing to answer. */
export function createFrameAnswers(options: {
  readonly load: DetectorLoad;
  /** Whether observations can be taken. */
  readonly hasRoom: () => boolean;
  readonly clock: () => number;
}): FrameAnswers {
  const { load, hasRoom, clock } = options;
  const slowed = new Map<Frame, Waiting>();

  function pauseOf(cameraId: string): number {
    return Math.max(load.minIntervalMs(cameraId), hasRoom() ? 0 : PAUSE_WHEN_FULL_MS);
  }

  return {
    pauseOf,
    refused({ frame, acknowledge }, reason) {
      acknowledge({ ok: false, reason, minIntervalMs: pauseOf(frame.camera.id) });
    },
    taken(item) {
      const { frame, acknowledge } = item;
      if (pauseOf(frame.camera.id) === 0) acknowledge({ ok: true, minIntervalMs: 0 });
      else slowed.set(frame, item);
    },
    looked(frame, hasNews) {
      const item = slowed.get(frame);
      if (!item) return;
      slowed.delete(frame);
      const { id } = frame.camera;
      const isWanted = hasNews && hasRoom() && load.hurry(id, clock());
      item.acknowledge({ ok: true, minIntervalMs: isWanted ? 0 : pauseOf(id) });
    },
  };
}

/**
 * What one camera may send now. At most one frame is on its way to ingest; of those that come meanwhile only the newest waits.
 * Ingest's acknowledgement is the credit for the next, and can ask for a pause.
 */
export type FrameSlot<T> = {
  /** Offers a new frame. Returns why an older one was given up for it, if one was. */
  offer(frame: T): FrameDrop | undefined;
  /** The frame to be sent now, which is then on its way; undefined when there is none or no credit. */
  take(nowMs: number): T | undefined;
  /** Ingest has answered. */
  acknowledged(minIntervalMs: number): void;
  /** The link is down: a frame under way is lost, the waiting one is given up. Returns how many waited (0 or 1). */
  disconnected(): number;
  connected(): void;
  /** Whether the answer is overdue: then credit is taken back as if it had come. Returns true once per overdue frame. */
  expire(nowMs: number): boolean;
};

/** Why a frame was given up: `no-credit` (ingest has not answered yet), `slowed` (it asked for a pause), `disconnected`. */
export type FrameDrop = 'no-credit' | 'slowed' | 'disconnected';

/** @param ackTimeoutMs how long an answer is waited for */
export function createFrameSlot<T>(ackTimeoutMs: number): FrameSlot<T> {
  let waiting: T | undefined;
  let sentMs: number | undefined;
  let lastSentMs = -Infinity;
  let minIntervalMs = 0;
  let isConnected = false;

  return {
    offer(frame) {
      if (!isConnected) return 'disconnected';
      const superseded = waiting !== undefined;
      waiting = frame;
      if (!superseded) return undefined;
      return sentMs === undefined ? 'slowed' : 'no-credit';
    },
    take(nowMs) {
      if (waiting === undefined || sentMs !== undefined || nowMs - lastSentMs < minIntervalMs) return undefined;
      const frame = waiting;
      waiting = undefined;
      sentMs = nowMs;
      lastSentMs = nowMs;
      return frame;
    },
    acknowledged(interval) {
      sentMs = undefined;
      minIntervalMs = interval;
    },
    disconnected() {
      const lost = waiting === undefined ? 0 : 1;
      waiting = undefined;
      sentMs = undefined;
      minIntervalMs = 0;
      isConnected = false;
      return lost;
    },
    connected() {
      isConnected = true;
    },
    expire(nowMs) {
      if (sentMs === undefined || nowMs - sentMs < ackTimeoutMs) return false;
      sentMs = undefined;
      return true;
    },
  };
}

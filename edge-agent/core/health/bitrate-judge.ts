import { createHeldSigns } from './held-signs.ts';

/** Tells whether a camera's coded stream has collapsed: far fewer bytes than it used to send, because it codes far more coarsely. */
export type BitrateJudge = {
  /**
   * One coded picture came.
   * @param quantiser of a keyframe, where it can be told (see `keyframeQuantiser`); undefined else
   * @param atMs a clock that never goes back
   */
  readonly add: (bytes: number, quantiser: number | undefined, atMs: number) => void;
  readonly hasCollapsed: (atMs: number) => boolean;
  /** Bytes a second over the last seconds. */
  readonly bytesPerSecond: (atMs: number) => number;
  /** The stream was opened anew. What is usual stays: it is the camera's, not the connection's. */
  readonly reset: () => void;
};

const WINDOW_S = 6;
/** Of the most the camera has sent: fewer bytes than this share are few. Busy hours send several times what quiet ones do. */
const FEW_BYTES = 0.5;
const FORGET_MOST_MS = 6 * 3_600_000;
/** A keyframe shows the whole scene, moving or not: smaller than this share of the usual, and coarser by so much, it shows less of it. */
const SMALL_KEYFRAME = 0.5;
/** Six is steps twice as large. */
const COARSER = 6;
const BACK_SMALL_KEYFRAME = 0.65;
const BACK_COARSER = 4;
const LEARN_MS = 600_000;
/** Nothing is said before so much of the camera is known. */
const KNOWN_AFTER_MS = 60_000;
const BEGIN_MS = 4000;
const END_MS = 10_000;
/** Set so on purpose, it seems: nobody set it back. */
const ADOPT_MS = 3_600_000;

type Usual = { bytes: number; quantiser: number; knownMs: number; learntMs: number };

/**
 * Fewer bytes alone mean nothing: smart codecs send next to nothing of a quiet scene, and fog or night leave less to be coded. But no
 * scene makes a camera send fewer bytes, smaller keyframes and code them more coarsely, all three against its own usual.
 * Where quantisers cannot be read nothing is said.
 */
export function createBitrateJudge(): BitrateJudge {
  const held = createHeldSigns<'collapsed'>({ collapsed: BEGIN_MS }, END_MS);
  const seconds = new Map<number, number>();
  let openedMs: number | undefined;
  let most = 0;
  let mostMs = 0;
  let usual: Usual | undefined;
  let isCoarse = false;

  const bytesPerSecond = (atMs: number): number => {
    const now = Math.floor(atMs / 1000);
    let sum = 0;
    for (const [second, bytes] of seconds) {
      if (second < now - WINDOW_S) seconds.delete(second);
      else if (second < now) sum += bytes;
    }
    return sum / WINDOW_S;
  };

  const takeKeyframe = (bytes: number, quantiser: number, atMs: number): void => {
    if (usual === undefined) {
      usual = { bytes, quantiser, knownMs: 0, learntMs: atMs };
      return;
    }
    const [small, coarser] = isCoarse ? [BACK_SMALL_KEYFRAME, BACK_COARSER] : [SMALL_KEYFRAME, COARSER];
    isCoarse = bytes < small * usual.bytes && quantiser >= usual.quantiser + coarser;
    const passedMs = Math.min(KNOWN_AFTER_MS / 2, Math.max(0, atMs - usual.learntMs));
    usual.learntMs = atMs;
    if (isCoarse) return;
    usual.knownMs += passedMs;
    // At first a plain mean, later the last ten minutes.
    const share = passedMs / Math.min(LEARN_MS, usual.knownMs + passedMs || 1);
    usual.bytes *= (bytes / usual.bytes) ** share;
    usual.quantiser += share * (quantiser - usual.quantiser);
  };

  const forget = (): void => {
    most = 0;
    usual = undefined;
    isCoarse = false;
  };

  return {
    add(bytes, quantiser, atMs) {
      openedMs ??= atMs;
      const second = Math.floor(atMs / 1000);
      seconds.set(second, (seconds.get(second) ?? 0) + bytes);
      if (quantiser !== undefined && bytes > 0) takeKeyframe(bytes, quantiser, atMs);
    },
    hasCollapsed(atMs) {
      const rate = bytesPerSecond(atMs);
      const isFull = openedMs !== undefined && atMs - openedMs >= (WINDOW_S + 1) * 1000;
      if (isFull) {
        most = Math.max(rate, most * 0.5 ** (Math.max(0, atMs - mostMs) / FORGET_MOST_MS));
        mostMs = atMs;
      }
      const isKnown = usual !== undefined && usual.knownMs >= KNOWN_AFTER_MS;
      const seen = isFull && isKnown && isCoarse && rate < FEW_BYTES * most;
      const holds = held.see('collapsed', seen, atMs);
      const sinceMs = held.since('collapsed');
      if (sinceMs !== undefined && atMs - sinceMs >= ADOPT_MS) forget();
      return holds;
    },
    bytesPerSecond,
    reset() {
      seconds.clear();
      openedMs = undefined;
      isCoarse = false;
    },
  };
}

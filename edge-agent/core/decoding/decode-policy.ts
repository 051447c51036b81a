import { createSizeTrigger } from './size-trigger.ts';

/** What a look at a decoded picture showed. */
export type Look = {
  /** Something moves, or the whole picture is being learnt anew. */
  readonly isMoving: boolean;
};

/** A coded picture as far as the policy needs it. */
export type CodedFacts = {
  readonly isKey: boolean;
  readonly bytes: number;
  /** Its own time, ms. */
  readonly atMs: number;
};

/** Why pictures are decoded now: all, or only keyframes. */
export type DecodeMode =
  | 'all: starting'
  | 'all: motion'
  | 'all: sizes'
  | 'all: asked'
  | 'all: few keyframes'
  | 'all: sizes do not tell'
  | 'all: by setting'
  | 'keyframes';

/** Decides which coded pictures of a camera are decoded. */
export type DecodePolicy = {
  /** Told of every picture in coded order. @returns whether it is to be decoded now, and all before it back to the last keyframe */
  readonly wants: (unit: CodedFacts) => boolean;
  /** @param atMs the looked-at picture's own time */
  readonly looked: (look: Look, atMs: number) => void;
  /** Somebody wants to see the newest picture. @param atMs the newest picture's own time */
  readonly ask: (atMs: number) => void;
  readonly mode: () => DecodeMode;
};

/** How much is decoded. */
export type DecodeSettings = {
  /** false: all pictures always. */
  readonly keyframesWhileQuiet: boolean;
  /** So long all pictures are decoded at first, to learn what is usual. */
  readonly startMs: number;
  /** So long after the last movement all pictures are decoded. */
  readonly holdMs: number;
  /** Cameras with fewer keyframes than one in so long would go blind: of them all pictures are decoded. */
  readonly longestGapMs: number;
};

const KEYFRAMES_AT_MOST_EVERY_MS = 900;
/**
 * So often movement was first seen in a keyframe, and more than every third time: the sizes of this camera's pictures say too little
 * (a constant bit rate does that).
 */
const MOST_MISSES = 2.5;
const MISSES_PER_HIT = 0.5;
const FORGET = 0.9;
const TRUST_AGAIN_MS = 1_800_000;
const ASKED_MS = 500;

/**
 * While nothing moves only keyframes are decoded; the sizes of the pictures between them show the first movement, and where they turn out not
 * to, all is decoded. Times are the pictures' own.
 */
export function createDecodePolicy(settings: DecodeSettings): DecodePolicy {
  const trigger = createSizeTrigger();
  let firstMs: number | undefined;
  let allUntilMs = -Infinity;
  let reason: DecodeMode = 'all: starting';
  let mode: DecodeMode = 'all: starting';
  let keyMs: number | undefined;
  let longestGapMs = 0;
  let gapBeforeMs = 0;
  let decodedKeyMs = -Infinity;
  let misses = 0;
  let hits = 0;
  let movedUntilMs = -Infinity;
  let distrustedMs = -Infinity;

  const wantAll = (untilMs: number, why: DecodeMode): void => {
    if (untilMs <= allUntilMs) return;
    allUntilMs = untilMs;
    reason = why;
  };

  /** The longer of the last two gaps, and the one that is not over yet. */
  const keyframeGap = (atMs: number): number => Math.max(gapBeforeMs, longestGapMs, atMs - (keyMs ?? atMs));

  const modeAt = (atMs: number): DecodeMode => {
    if (!settings.keyframesWhileQuiet) return 'all: by setting';
    if (atMs - (firstMs ?? atMs) < settings.startMs) return 'all: starting';
    if (atMs < allUntilMs) return reason;
    if (keyframeGap(atMs) > settings.longestGapMs) return 'all: few keyframes';
    return atMs - distrustedMs < TRUST_AGAIN_MS ? 'all: sizes do not tell' : 'keyframes';
  };

  /** Movement begins: had the sizes shown it? */
  const judgeSizes = (atMs: number): void => {
    if (mode !== 'keyframes' && mode !== 'all: sizes') return;
    misses *= FORGET;
    hits *= FORGET;
    if (mode === 'keyframes') misses++;
    else hits++;
    if (misses < MOST_MISSES || misses < MISSES_PER_HIT * hits) return;
    misses = 0;
    distrustedMs = atMs;
  };

  return {
    wants({ isKey, bytes, atMs }) {
      firstMs ??= atMs;
      if (isKey) {
        gapBeforeMs = longestGapMs;
        longestGapMs = atMs - (keyMs ?? atMs);
        keyMs = atMs;
      } else if (trigger.add(bytes, mode === 'keyframes' || atMs >= allUntilMs)) {
        wantAll(atMs + settings.holdMs, 'all: sizes');
      }
      mode = modeAt(atMs);
      if (mode !== 'keyframes') return true;
      if (!isKey || atMs - decodedKeyMs < KEYFRAMES_AT_MOST_EVERY_MS) return false;
      decodedKeyMs = atMs;
      return true;
    },
    looked({ isMoving }, atMs) {
      if (!isMoving) return;
      if (atMs >= movedUntilMs) judgeSizes(atMs);
      movedUntilMs = atMs + settings.holdMs;
      wantAll(movedUntilMs, 'all: motion');
    },
    ask: (atMs) => wantAll(atMs + ASKED_MS, 'all: asked'),
    mode: () => mode,
  };
}

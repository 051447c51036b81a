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
  /** Somebody wants to see the newest picture. @param atMs its own time */
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

/** So long all pictures are decoded when only sizes say that something has changed. */
const SIZES_HOLD_MS = 1500;
const ASKED_MS = 500;
const KEYFRAMES_AT_MOST_EVERY_MS = 900;

/**
 * While nothing moves only keyframes are decoded; the sizes of the pictures between them show the first movement, and where they turn out not
 * to, all is decoded. Times are the pictures' own.
 */
export function createDecodePolicy(settings: DecodeSettings): DecodePolicy {
  const trigger = createSizeTrigger();
  const trust = createTrust();
  const gaps = createKeyframeGaps();
  let firstMs: number | undefined;
  let allUntilMs = -Infinity;
  let reason: DecodeMode = 'all: starting';
  let mode: DecodeMode = 'all: starting';
  let decodedKeyMs = -Infinity;
  let movedUntilMs = -Infinity;
  /** When sizes fired, until it is known whether something moves. */
  let firedMs: number | undefined;

  const wantAll = (untilMs: number, why: DecodeMode): void => {
    if (untilMs <= allUntilMs) return;
    allUntilMs = untilMs;
    reason = why;
  };

  const modeAt = (atMs: number): DecodeMode => {
    if (!settings.keyframesWhileQuiet) return 'all: by setting';
    if (atMs - (firstMs ?? atMs) < settings.startMs) return 'all: starting';
    if (atMs < allUntilMs) return reason;
    if (gaps.longestMs(atMs) > settings.longestGapMs) return 'all: few keyframes';
    return trust.isLost(atMs) ? 'all: sizes do not tell' : 'keyframes';
  };

  const judgeTrigger = (wasRight: boolean): void => {
    if (firedMs !== undefined) trigger.judged(wasRight);
    firedMs = undefined;
  };

  return {
    wants({ isKey, bytes, atMs }) {
      firstMs ??= atMs;
      if (isKey) {
        trigger.key();
        gaps.key(atMs);
      } else if (trigger.add(bytes, atMs >= movedUntilMs)) {
        if (atMs >= movedUntilMs) firedMs ??= atMs;
        wantAll(atMs + SIZES_HOLD_MS, 'all: sizes');
      }
      if (firedMs !== undefined && atMs - firedMs > SIZES_HOLD_MS) judgeTrigger(false);
      mode = modeAt(atMs);
      if (mode !== 'keyframes') return true;
      if (!isKey || atMs - decodedKeyMs < KEYFRAMES_AT_MOST_EVERY_MS) return false;
      decodedKeyMs = atMs;
      return true;
    },
    looked({ isMoving }, atMs) {
      if (!isMoving) return;
      // Movement begins: had the sizes shown it?
      if (atMs >= movedUntilMs && mode === 'keyframes') trust.missed(atMs);
      if (atMs >= movedUntilMs && mode === 'all: sizes') trust.hit();
      judgeTrigger(true);
      movedUntilMs = atMs + settings.holdMs;
      wantAll(movedUntilMs, 'all: motion');
    },
    ask: (atMs) => wantAll(atMs + ASKED_MS, 'all: asked'),
    mode: () => mode,
  };
}

/** The longest time without a keyframe lately: the last two gaps, and the one that is not over yet. */
function createKeyframeGaps() {
  let keyMs: number | undefined;
  let lastGapMs = 0;
  let gapBeforeMs = 0;
  return {
    key(atMs: number): void {
      gapBeforeMs = lastGapMs;
      lastGapMs = atMs - (keyMs ?? atMs);
      keyMs = atMs;
    },
    longestMs: (atMs: number): number => Math.max(gapBeforeMs, lastGapMs, atMs - (keyMs ?? atMs)),
  };
}

const FORGET = 0.9;
/** Three misses close to each other. */
const MOST_MISSES = 2.5;
const MISSES_PER_HIT = 0.5;
const TRUST_AGAIN_MS = 1_800_000;

/**
 * Whether the sizes of this camera's pictures tell movement. Not where it was several times, and more than every third time, first seen in
 * a keyframe: cameras that send a constant bit rate are so, and those whose pictures are mostly noise.
 */
function createTrust() {
  let hits = 0;
  let misses = 0;
  let lostMs = -Infinity;
  return {
    hit(): void {
      hits = FORGET * hits + 1;
      misses *= FORGET;
    },
    missed(atMs: number): void {
      hits *= FORGET;
      misses = FORGET * misses + 1;
      if (misses < MOST_MISSES || misses < MISSES_PER_HIT * hits) return;
      misses = 0;
      lostMs = atMs;
    },
    isLost: (atMs: number): boolean => atMs - lostMs < TRUST_AGAIN_MS,
  };
}

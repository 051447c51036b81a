import type { Logger } from 'pino';

import type { Clock } from './core/clock.ts';
import { decoderArguments } from './core/decoding/decoder-arguments.ts';
import type { DecodePolicy, Look } from './core/decoding/decode-policy.ts';
import { createSampler, type Sampler } from './core/decoding/sampler.ts';
import type { AccessUnit } from './core/video/access-unit.ts';
import { matroskaHead, matroskaPicture } from './core/video/matroska.ts';
import { isUnneeded, nalKind, parameterSetKey, SEQUENCE_SET } from './core/video/nal-units.ts';
import { unitBytes } from './core/video/unit-hub.ts';
import type { Picture } from './core/y4m-reader.ts';
import { type Decoder, startDecoder } from './edges/decoder.ts';

/** Turns one connection's coded pictures into pixels, as many as are worth it. */
export type Decoding = {
  readonly take: (unit: AccessUnit) => void;
  /** Decodes up to the newest picture, also while nothing moves. */
  readonly refresh: () => void;
  /** Whether pictures come out of what was fed, as far as can be told by now. */
  readonly isWell: (nowMs: number) => boolean;
  readonly stop: () => void;
};

/** What decoding needs, and whom it tells. */
export type DecodingOptions = {
  readonly cameraId: string;
  readonly ffmpeg: string;
  readonly sampleFps: number;
  readonly maxWidth: number;
  readonly policy: DecodePolicy;
  /** How long a picture may take to come out. */
  readonly stallMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onPicture: (picture: Picture, takenMs: number) => Look;
  /** So many pictures that would have been looked at were not decoded. */
  readonly onPassedOver: (pictures: number, why: 'quiet' | 'decoder-busy') => void;
  /** The decoder does not stay alive, or there is none. */
  readonly onFailed: (fault: 'bad-stream' | 'no-ffmpeg', said: readonly string[]) => void;
};

/** A decoder that falls behind so far goes on with a new keyframe; one that has only been started gets longer. */
const BUSY_AFTER_MS = 800;
const BUSY_AT_START_MS = 2000;
const MOST_DEATHS = 3;
const DEATHS_WITHIN_MS = 60_000;
const MOST_TIMES = 1000;
/** As many as the hub keeps. */
const MOST_PASSED_OVER = 1500;

/** For one connection: the first picture must be a keyframe. */
export function createDecoding(options: DecodingOptions): Decoding {
  const { cameraId, clock, log, policy } = options;
  const sampler: Sampler = createSampler(options.sampleFps);
  const takenBy = new Map<number, number>();
  let decoder: Decoder | undefined;
  let sequenceSet: Uint8Array | undefined;
  /** Since the last keyframe, not given to the decoder; it could go on with the first of them. */
  let passedOver: AccessUnit[] = [];
  let passedOverSamples = 0;
  let needsKey = true;
  let unansweredSinceMs: number | undefined;
  let newestAtMs = 0;
  let deaths: number[] = [];
  let stopped = false;
  let hadPicture = false;

  const start = (unit: AccessUnit): Decoder => {
    const started = startDecoder(options.ffmpeg, decoderArguments(options.sampleFps, options.maxWidth), {
      onPicture(picture, atMs) {
        if (stopped) return;
        unansweredSinceMs = undefined;
        hadPicture = true;
        const takenMs = (atMs === undefined ? undefined : takenBy.get(atMs)) ?? clock.wallMs();
        policy.looked(options.onPicture(picture, takenMs), atMs ?? newestAtMs);
      },
      onEnd({ isMissing, said }) {
        if (stopped || decoder !== started) return;
        decoder = undefined;
        hadPicture = false;
        needsKey = true;
        unansweredSinceMs = undefined;
        const nowMs = clock.steadyMs();
        deaths = [...deaths.filter((atMs) => nowMs - atMs < DEATHS_WITHIN_MS), nowMs];
        log.warn({ cameraId, said: said.slice(-3) }, 'the decoder ended and is started again');
        if (isMissing || deaths.length >= MOST_DEATHS) options.onFailed(isMissing ? 'no-ffmpeg' : 'bad-stream', said);
      },
    });
    started.feed(matroskaHead(unit.codec, setsOf(unit)), clock.steadyMs());
    return started;
  };

  /** ffmpeg would squeeze pictures of another size into the first one. */
  const followFormat = (unit: AccessUnit): void => {
    const now = sequenceSetOf(unit);
    const changed = sequenceSet !== undefined && Buffer.compare(sequenceSet, now) !== 0;
    sequenceSet = now;
    if (!changed || decoder === undefined) return;
    log.info({ cameraId }, 'the stream changed its format: a new decoder takes over');
    decoder.finish();
    decoder = undefined;
  };

  const feed = (unit: AccessUnit, isSample: boolean): void => {
    const nowMs = clock.steadyMs();
    if (unit.isKey) followFormat(unit);
    decoder ??= start(unit);
    const atMs = Math.round(unit.mediaTime / 90);
    takenBy.set(atMs, unit.takenMs);
    if (takenBy.size > MOST_TIMES) takenBy.delete(takenBy.keys().next().value ?? 0);
    if (isSample) unansweredSinceMs ??= nowMs;
    decoder.feed(matroskaPicture(unit, atMs), nowMs);
  };

  const settlePassedOver = (why: 'quiet' | 'decoder-busy'): void => {
    if (passedOverSamples > 0) options.onPassedOver(passedOverSamples, why);
    passedOver = [];
    passedOverSamples = 0;
  };

  const catchUp = (): void => {
    for (const unit of passedOver) feed(unit, false);
    passedOver = [];
    passedOverSamples = 0;
  };

  return {
    take(unit) {
      const atMs = Math.round(unit.mediaTime / 90);
      newestAtMs = atMs;
      const isSample = sampler.wants(atMs);
      const isWanted = policy.wants({ isKey: unit.isKey, bytes: unitBytes(unit), atMs });
      const patienceMs = hadPicture ? BUSY_AFTER_MS : BUSY_AT_START_MS;
      if ((decoder?.waitingMs(clock.steadyMs()) ?? 0) > patienceMs) needsKey = true;
      else if (unit.isKey) needsKey = false;
      if (needsKey) {
        settlePassedOver('quiet');
        if (isSample) options.onPassedOver(1, 'decoder-busy');
        return;
      }
      if (unit.isKey) settlePassedOver('quiet');
      // The decoder and the looks at its pictures are spared what nobody needs.
      if (!isSample && !unit.isKey && isLeftOut(unit)) return;
      if (isWanted) {
        catchUp();
        feed(unit, isSample);
        return;
      }
      passedOver.push(unit);
      if (isSample) passedOverSamples++;
      if (passedOver.length > MOST_PASSED_OVER) {
        needsKey = true;
        settlePassedOver('quiet');
      }
    },
    refresh() {
      policy.ask(newestAtMs);
      if (!needsKey) catchUp();
    },
    isWell: (nowMs) => unansweredSinceMs === undefined || nowMs - unansweredSinceMs < options.stallMs,
    stop() {
      if (stopped) return;
      stopped = true;
      settlePassedOver('quiet');
      decoder?.kill();
    },
  };
}

function setsOf(unit: AccessUnit): Uint8Array[] {
  return unit.nals.filter((nal) => nalKind(unit.codec, nal) === 'parameter-set');
}

function sequenceSetOf({ codec, nals }: AccessUnit): Uint8Array {
  const key = SEQUENCE_SET[codec];
  return nals.find((nal) => nalKind(codec, nal) === 'parameter-set' && parameterSetKey(codec, nal) === key) ?? NOTHING;
}

const NOTHING = new Uint8Array(0);

function isLeftOut({ codec, nals }: AccessUnit): boolean {
  return nals.every((nal) => {
    const kind = nalKind(codec, nal);
    return kind !== 'key-slice' && (kind !== 'slice' || isUnneeded(codec, nal));
  });
}

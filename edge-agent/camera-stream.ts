import type { Logger } from 'pino';

import type { Clock } from './core/clock.ts';
import { createDecodePolicy, type DecodeMode, type DecodeSettings, type Look } from './core/decoding/decode-policy.ts';
import { createReaderChoice, type ReaderKind } from './core/reader-choice.ts';
import { redactUrl } from './core/redact.ts';
import type { TrackStats } from './core/rtsp/track-receiver.ts';
import {
  FIRST_STREAM_STATE,
  isOverdue,
  type Patience,
  type StreamEvent,
  type StreamState,
  watchStream,
} from './core/stream-watch.ts';
import type { AccessUnit } from './core/video/access-unit.ts';
import type { Picture } from './core/y4m-reader.ts';
import { saysDiskIsFull, startFfmpegReader } from './ffmpeg-reader.ts';
import { startOwnReader } from './own-reader.ts';
import type { StreamReader, StreamReaderListener } from './stream-reader.ts';

/** One camera's stream, kept open for ever. */
export type CameraStream = {
  readonly state: () => StreamState;
  /** Moves time on: starts, retries and gives up hanging readers. Call several times a second. */
  readonly tick: () => void;
  /** Decodes up to the newest picture, also while nothing moves. */
  readonly refresh: () => void;
  /** What came over this connection; undefined while ffmpeg reads, or nobody does. */
  readonly stats: () => TrackStats | undefined;
  readonly decodes: () => DecodeMode;
  /** Who reads it, or will next. */
  readonly reader: () => ReaderKind;
  readonly stop: () => void;
};

/** What a camera's stream needs, and whom it tells. */
export type CameraStreamOptions = {
  readonly cameraId: string;
  readonly url: string;
  readonly sampleFps: number;
  readonly maxWidth: number;
  readonly decode: DecodeSettings;
  readonly ffmpeg: string;
  readonly hasFfmpeg: () => Promise<boolean>;
  readonly patience: Patience;
  readonly clock: Clock;
  /** 0..1 */
  readonly random: () => number;
  readonly log: Logger;
  /** Where ffmpeg writes the recording when it has to read the camera itself; asked at each start. */
  readonly recordInto: () => string | undefined;
  readonly onDiskFull: () => void;
  /** A new reader was started: what comes now is another stream. ffmpeg gives no coded pictures. */
  readonly onOpen: (by: ReaderKind) => void;
  readonly onUnit: (unit: AccessUnit) => void;
  /** @param takenMs epoch ms at which the picture was taken */
  readonly onPicture: (picture: Picture, takenMs: number) => Look;
  readonly onPassedOver: (pictures: number, why: 'quiet' | 'decoder-busy') => void;
};

/** Not 0: the first pictures of a stream may be shown before its first keyframe. */
const FIRST_MEDIA_TIME = 900_000;

/** Opens the stream at the first tick. Faults of one camera stay its own. */
export function createCameraStream(options: CameraStreamOptions): CameraStream {
  const { cameraId, clock, log, sampleFps, maxWidth } = options;
  const choice = createReaderChoice();
  let policy = createDecodePolicy(options.decode);
  let state: StreamState = FIRST_STREAM_STATE;
  let reader: StreamReader | undefined;
  let stopped = false;
  let toldReason: string | undefined;
  let newest: { readonly mediaTime: number; readonly steadyMs: number } | undefined;

  const happen = (event: StreamEvent): void => {
    const step = watchStream(state, event, clock.steadyMs(), options.patience, options.random());
    state = step.state;
    if (step.action === 'start') start();
    if (step.action === 'kill') reader?.kill();
  };

  /** The pictures' own time goes on over connections, by what passed here meanwhile. */
  const startAt = (): number =>
    newest === undefined ? FIRST_MEDIA_TIME : Math.round(newest.mediaTime + 90 * (clock.steadyMs() - newest.steadyMs));

  const start = (): void => {
    const kind = choice.next();
    options.onOpen(kind);
    const listener: StreamReaderListener = {
      onAlive: () => happen({ kind: 'picture' }),
      onUnit(unit) {
        newest = { mediaTime: unit.mediaTime, steadyMs: clock.steadyMs() };
        options.onUnit(unit);
      },
      onPicture: (picture, takenMs) => (stopped ? { isMoving: false } : options.onPicture(picture, takenMs)),
      onPassedOver: options.onPassedOver,
      onEnd(end) {
        reader = undefined;
        if (stopped) return;
        choice.ended(end);
        // The watch knows best what it killed itself; next comes what the reader saw.
        const isStalled = end.fault !== 'no-ffmpeg' && isOverdue(state, options.patience, clock.steadyMs());
        const fault = isStalled ? 'stalled' : end.fault;
        if (saysDiskIsFull(end.said)) options.onDiskFull();
        log.warn({ cameraId, fault, url: redactUrl(options.url), said: end.said.slice(-3) }, 'camera stream ended');
        happen({ kind: 'ended', fault });
      },
    };
    if (kind === 'own') startOwn(listener);
    else startFfmpeg(listener);
  };

  const startOwn = (listener: StreamReaderListener): void => {
    policy = createDecodePolicy(options.decode);
    const { stallMs } = options.patience;
    reader = startOwnReader({ ...options, policy, stallMs, startAt: startAt(), listener });
  };

  const startFfmpeg = (listener: StreamReaderListener): void => {
    const reason = choice.reason();
    if (reason !== toldReason) log.warn({ cameraId, reason }, 'read by ffmpeg, without live view and sender reports');
    toldReason = reason;
    const plan = { sampleFps, maxWidth, recordInto: options.recordInto() };
    reader = startFfmpegReader({ ...options, plan, listener });
  };

  return {
    state: () => state,
    tick() {
      if (!stopped) happen({ kind: 'tick' });
    },
    refresh: () => reader?.refresh(),
    stats: () => reader?.stats(),
    decodes: () => policy.mode(),
    reader: choice.next,
    stop() {
      stopped = true;
      reader?.kill();
      reader = undefined;
    },
  };
}

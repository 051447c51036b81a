import type { Logger } from 'pino';

import type { StreamFault } from '../contracts/telemetry.ts';
import type { Clock } from './core/clock.ts';
import type { DecodePolicy } from './core/decoding/decode-policy.ts';
import type { RtspFault } from './edges/rtsp/rtsp-fault.ts';
import { openRtspStream, type RtspStream } from './edges/rtsp/rtsp-stream.ts';
import { createDecoding, type Decoding } from './decoding.ts';
import { createLateWatch, type StreamReader, type StreamReaderListener } from './stream-reader.ts';

/** What our own reader needs. */
export type OwnReaderOptions = {
  readonly cameraId: string;
  readonly url: string;
  readonly ffmpeg: string;
  /** Whether ffmpeg can be started: without it a camera that sends is of no use. */
  readonly hasFfmpeg: () => Promise<boolean>;
  readonly sampleFps: number;
  readonly maxWidth: number;
  readonly stallMs: number;
  /** Of this connection. */
  readonly policy: DecodePolicy;
  /** Where the coded pictures' own time goes on. */
  readonly startAt: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly listener: StreamReaderListener;
};

/** Pulls the stream itself and has ffmpeg decode what is worth it. */
export function startOwnReader(options: OwnReaderOptions): StreamReader {
  const { cameraId, clock, listener, log } = options;
  const isTooLate = createLateWatch();
  let stream: RtspStream | undefined;
  let decoding: Decoding | undefined;
  let hadPictures = false;
  let ended = false;
  let faultsTold = 0;

  const end = (fault: StreamFault, foreign: string | undefined, said: readonly string[]): void => {
    if (ended) return;
    ended = true;
    decoding?.stop();
    stream?.close();
    listener.onEnd({ fault, foreign: foreign ?? neverAKeyframe(), hadPictures, said });
  };
  const neverAKeyframe = (): string | undefined => {
    const stats = stream?.stats();
    return stats !== undefined && stats.whole === 0 && stats.orphaned > 0 ? 'it sends no keyframes' : undefined;
  };
  const endBy = (fault: RtspFault): void => {
    const { kind, message } = fault;
    if (kind === 'other-reader') end('bad-stream', message, [message]);
    // A stream that ran and ended without a word is a link that broke.
    else end(kind === 'closed' ? (hadPictures ? 'unreachable' : 'bad-stream') : kind, undefined, [message]);
  };

  const open = (): void => {
    decoding = createDecoding({
      ...options,
      onPicture(picture, takenMs) {
        hadPictures = true;
        listener.onAlive();
        return listener.onPicture(picture, takenMs);
      },
      onPassedOver: listener.onPassedOver,
      onFailed: (fault, said) => end(fault, undefined, said),
    });
    stream = openRtspStream({
      url: options.url,
      clock,
      startAt: options.startAt,
      onPlaying: ({ track, transport }) => log.info({ cameraId, codec: track.codec, transport }, 'camera plays'),
      onUnit(unit) {
        listener.onUnit(unit);
        decoding?.take(unit);
        if (isTooLate(unit.takenMs, clock.wallMs())) end('bad-stream', undefined, ['pictures come seconds late']);
        else if (hadPictures && decoding?.isWell(clock.steadyMs()) === true) listener.onAlive();
      },
      onTimestampFault(fault) {
        if (faultsTold++ === 0) log.warn({ cameraId, fault }, 'timestamps of the camera are wrong and are healed');
      },
      onEnd: endBy,
    });
  };

  options.hasFfmpeg().then(
    (has) => {
      if (ended) return;
      if (has) open();
      else end('no-ffmpeg', undefined, ['ffmpeg cannot be started']);
    },
    (error: unknown) => end('no-ffmpeg', undefined, [String(error)]),
  );
  return {
    kill: () => end('stalled', undefined, ['nothing came for too long']),
    refresh: () => decoding?.refresh(),
    stats: () => stream?.stats(),
  };
}

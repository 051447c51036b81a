import type { Logger } from 'pino';

import type { StreamFault } from '../contracts/telemetry.ts';
import type { Clock } from './core/clock.ts';
import { createPictureTimes } from './core/picture-times.ts';
import { redactText, redactUrl } from './core/redact.ts';
import { parsePictureNotice, streamArguments, type StreamPlan } from './core/stream-arguments.ts';
import { faultOf } from './core/stream-fault.ts';
import {
  FIRST_STREAM_STATE,
  isOverdue,
  type Patience,
  type StreamEvent,
  type StreamState,
  watchStream,
} from './core/stream-watch.ts';
import { createY4mReader, type Picture, PictureStreamError } from './core/y4m-reader.ts';
import { type FfmpegRun, NO_FFMPEG, runFfmpeg } from './edges/ffmpeg.ts';

/** One camera's stream, kept open for ever. */
export type CameraStream = {
  readonly state: () => StreamState;
  /** Moves time on: starts, retries and gives up hanging readers. Call several times a second. */
  readonly tick: () => void;
  readonly stop: () => void;
};

/** What a camera's stream needs, and whom it tells. */
export type CameraStreamOptions = {
  readonly cameraId: string;
  readonly url: string;
  /** Asked at each start. */
  readonly plan: () => StreamPlan;
  readonly ffmpeg: string;
  readonly patience: Patience;
  readonly clock: Clock;
  /** 0..1 */
  readonly random: () => number;
  readonly log: Logger;
  /** The recording could not be written; pictures end with it, as it is one ffmpeg that does both. */
  readonly onDiskFull: () => void;
  /** A new reader was started: what comes now is another stream. */
  readonly onOpen: () => void;
  /** @param takenMs epoch ms at which the picture's first packet arrived */
  readonly onPicture: (picture: Picture, takenMs: number) => void;
};

const LINES_KEPT = 20;
const LATE_MS = 3000;
const MOST_LATE = 25;
const CREDIBLE_MS = 60_000;

/** Opens the stream at the first tick. Faults of one camera stay its own. */
export function createCameraStream(options: CameraStreamOptions): CameraStream {
  const { cameraId, clock, log } = options;
  let state: StreamState = FIRST_STREAM_STATE;
  let run: FfmpegRun | undefined;
  let stopped = false;

  const happen = (event: StreamEvent): void => {
    const step = watchStream(state, event, clock.steadyMs(), options.patience, options.random());
    state = step.state;
    if (step.action === 'start') start();
    if (step.action === 'kill') run?.kill();
  };

  const start = (): void => {
    options.onOpen();
    const lines: string[] = [];
    const times = createPictureTimes();
    let lateInARow = 0;
    let broken: string | undefined;
    let hadPictures = false;
    const giveUp = (reason: string): void => {
      broken = reason;
      started.kill();
    };

    const reader = createY4mReader((picture) => {
      hadPictures = true;
      const nowMs = clock.wallMs();
      const said = times.next();
      happen({ kind: 'picture' });
      // The host's clock may have been set while ffmpeg was running; then the moment of arrival here is the better one.
      const credible = said !== undefined && said <= nowMs && nowMs - said < CREDIBLE_MS;
      const takenMs = Math.round(credible ? said : nowMs);
      lateInARow = nowMs - takenMs > LATE_MS ? lateInARow + 1 : 0;
      // What piled up somewhere between camera and here never gets less by itself, and nobody looks at pictures so old.
      if (lateInARow > MOST_LATE) giveUp('pictures come seconds late');
      options.onPicture(picture, takenMs);
    });
    const started = runFfmpeg(options.ffmpeg, options.url, streamArguments(options.plan()), {
      onBytes(chunk) {
        if (broken !== undefined || stopped) return;
        try {
          reader.push(chunk);
        } catch (error) {
          if (!(error instanceof PictureStreamError)) throw error;
          giveUp(error.message);
        }
      },
      onLine(line) {
        const notice = parsePictureNotice(line);
        if (notice === null || line.trim() === '') return;
        if (notice === undefined) lines.push(redactText(line));
        else if (notice.number === 0 && hadPictures) giveUp('the picture changed its size in mid-stream');
        else times.note(notice);
        if (lines.length > LINES_KEPT) lines.shift();
      },
      onEnd() {
        if (run === started) run = undefined;
        if (stopped) return;
        const fault = faultNow(lines, broken, hadPictures);
        const url = redactUrl(options.url);
        if (lines.some((line) => /No space left on device|Disk quota exceeded/.test(line))) options.onDiskFull();
        log.warn({ cameraId, fault, url, said: broken ?? lines.slice(-3) }, 'camera stream ended');
        happen({ kind: 'ended', fault });
      },
    });
    run = started;
  };

  /** The watch knows best what it killed itself; next comes what this process saw, then what ffmpeg printed. */
  const faultNow = (lines: readonly string[], broken: string | undefined, hadPictures: boolean): StreamFault => {
    if (lines.includes(NO_FFMPEG)) return 'no-ffmpeg';
    if (broken !== undefined) return 'bad-stream';
    return isOverdue(state, options.patience, clock.steadyMs()) ? 'stalled' : faultOf(lines, hadPictures);
  };

  return {
    state: () => state,
    tick: () => {
      if (!stopped) happen({ kind: 'tick' });
    },
    stop() {
      stopped = true;
      run?.kill();
      run = undefined;
    },
  };
}

import type { Clock } from './core/clock.ts';
import { createPicturePairs } from './core/decoding/picture-pairs.ts';
import { redactText } from './core/redact.ts';
import { parsePictureNotice, streamArguments, type StreamPlan } from './core/stream-arguments.ts';
import { faultOf } from './core/stream-fault.ts';
import { createY4mReader, PictureStreamError } from './core/y4m-reader.ts';
import { NO_FFMPEG, runFfmpeg } from './edges/ffmpeg.ts';
import { createLateWatch, type StreamReader, type StreamReaderListener } from './stream-reader.ts';

/** What ffmpeg needs to read a camera all by itself. */
export type FfmpegReaderOptions = {
  readonly url: string;
  readonly ffmpeg: string;
  readonly plan: StreamPlan;
  readonly clock: Clock;
  readonly listener: StreamReaderListener;
};

const LINES_KEPT = 20;
const CREDIBLE_MS = 60_000;

/** For streams our own client cannot read: ffmpeg connects, decodes every picture and writes the recording. */
export function startFfmpegReader({ url, ffmpeg, plan, clock, listener }: FfmpegReaderOptions): StreamReader {
  const lines: string[] = [];
  const isTooLate = createLateWatch();
  let broken: string | undefined;
  let hadPictures = false;
  const giveUp = (reason: string): void => {
    broken = reason;
    run.kill();
  };

  const pairs = createPicturePairs((picture, said) => {
    hadPictures = true;
    const nowMs = clock.wallMs();
    listener.onAlive();
    // The host's clock may have been set while ffmpeg was running; then the moment of arrival here is the better one.
    const credible = said !== undefined && said <= nowMs && nowMs - said < CREDIBLE_MS;
    const takenMs = Math.round(credible ? said : nowMs);
    if (isTooLate(takenMs, nowMs)) giveUp('pictures come seconds late');
    listener.onPicture(picture, takenMs);
  });
  const reader = createY4mReader(pairs.picture);
  const run = runFfmpeg(ffmpeg, url, streamArguments(plan), {
    onBytes(chunk) {
      if (broken !== undefined) return;
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
      else pairs.note(notice);
      if (lines.length > LINES_KEPT) lines.shift();
    },
    onEnd() {
      const isMissing = lines.includes(NO_FFMPEG);
      const fault = isMissing ? 'no-ffmpeg' : broken === undefined ? faultOf(lines, hadPictures) : 'bad-stream';
      listener.onEnd({ fault, foreign: undefined, hadPictures, said: broken === undefined ? lines : [broken] });
    },
  });
  return { kill: run.kill, refresh: () => {}, stats: () => undefined };
}

/** Whether ffmpeg ended because the recording could not be written. */
export function saysDiskIsFull(said: readonly string[]): boolean {
  return said.some((line) => /No space left on device|Disk quota exceeded/.test(line));
}

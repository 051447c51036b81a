import { Readable } from 'node:stream';

import { createPicturePairs } from '../core/decoding/picture-pairs.ts';
import { parsePictureNotice, type StreamArguments } from '../core/stream-arguments.ts';
import { createY4mReader, type Picture, PictureStreamError } from '../core/y4m-reader.ts';
import { type FfmpegRun, NO_FFMPEG, runFfmpeg } from './ffmpeg.ts';

/** A decoder at work: coded pictures in, some of them out as pixels. */
export type Decoder = {
  /** Never waits; what ffmpeg does not take yet is kept (see `waitingMs`). */
  readonly feed: (bytes: Uint8Array, nowMs: number) => void;
  /** How long the oldest bytes have waited to be taken. */
  readonly waitingMs: (nowMs: number) => number;
  /** Nothing more will be fed: what is under way still comes out. */
  readonly finish: () => void;
  readonly kill: () => void;
};

/** Who is told. `onEnd` comes exactly once, and nothing after it. */
export type DecoderListener = {
  /** @param atMs the time it was fed with; undefined: it was not told */
  readonly onPicture: (picture: Picture, atMs: number | undefined) => void;
  /** @param said the last lines that were printed */
  readonly onEnd: (end: { readonly isMissing: boolean; readonly said: readonly string[] }) => void;
};

const LINES_KEPT = 10;
const FINISH_WITHIN_MS = 2000;

/** Starts ffmpeg. @param program path of ffmpeg; @param args of `decoderArguments` */
export function startDecoder(program: string, args: StreamArguments, listener: DecoderListener): Decoder {
  const waiting: { readonly bytes: Uint8Array; readonly atMs: number }[] = [];
  const lines: string[] = [];
  let isThirsty = false;
  let finished: NodeJS.Timeout | true | undefined;
  const source = new Readable({
    highWaterMark: 64 * 1024,
    read() {
      isThirsty = true;
      give();
    },
  });
  // Destroyed by a run that ended; the run itself says so.
  source.on('error', () => {});
  const give = (): void => {
    while (isThirsty && waiting.length > 0) isThirsty = source.push(waiting.shift()?.bytes);
    if (finished !== undefined && waiting.length === 0) source.push(null);
  };

  const pairs = createPicturePairs(listener.onPicture);
  const reader = createY4mReader(pairs.picture);
  let broken: string | undefined;
  const run: FfmpegRun = runFfmpeg(program, source, args, {
    onBytes(chunk) {
      if (broken !== undefined) return;
      try {
        reader.push(chunk);
      } catch (error) {
        if (!(error instanceof PictureStreamError)) throw error;
        broken = error.message;
        run.kill();
      }
    },
    onLine(line) {
      const notice = parsePictureNotice(line);
      if (notice === null || line.trim() === '') return;
      if (notice !== undefined) pairs.note(notice);
      else lines.push(line);
      if (lines.length > LINES_KEPT) lines.shift();
    },
    onEnd() {
      if (typeof finished === 'object') clearTimeout(finished);
      source.destroy();
      waiting.length = 0;
      listener.onEnd({
        isMissing: lines.includes(NO_FFMPEG),
        said: broken === undefined ? lines : [...lines, broken],
      });
    },
  });

  return {
    feed(bytes, nowMs) {
      if (source.destroyed || finished !== undefined) return;
      waiting.push({ bytes, atMs: nowMs });
      give();
    },
    waitingMs: (nowMs) => (waiting[0] === undefined ? 0 : nowMs - waiting[0].atMs),
    finish() {
      if (finished !== undefined) return;
      finished = setTimeout(run.kill, FINISH_WITHIN_MS);
      give();
    },
    kill: run.kill,
  };
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { RawPicture } from '../../ingest/edges/jpeg-picture.ts';
import { readingOf, startFailure, type FilmFacts } from './film-probe.ts';
import { ReplayError } from './replay-error.ts';

/** One picture of a film, at most as wide as agents send them. */
export interface FilmFrame extends RawPicture {
  /** Which of the film's frames it is, from 0. */
  readonly frame: number;
  /** When it is shown, milliseconds after the beginning of the film. */
  readonly atMs: number;
}

/** Agents send pictures of this width. */
const SENT_WIDTH = 640;

/** Size of the pictures looked at: even, so that they can be put into a film again. */
export function sentSize({ width, height }: Pick<FilmFacts, 'width' | 'height'>): { width: number; height: number } {
  const scale = Math.min(1, SENT_WIDTH / width);
  const even = (length: number): number => Math.max(2, 2 * Math.round((length * scale) / 2));
  return { width: even(width), height: even(height) };
}

/**
 * The pictures of a film, `fps` of each second of it (all, where it has no more), as they are asked for.
 *
 * @throws ReplayError when the pictures change their size, or ffmpeg fails
 */
export async function* filmFrames(film: FilmFacts, fps: number, ffmpeg: string): AsyncGenerator<FilmFrame> {
  const { width, height } = sentSize(film);
  const slot = (time: string): string => `floor(${time}*${fps}+0.001)`;
  const filter = [
    'showinfo@all=checksum=0',
    `select='isnan(prev_selected_t)+not(eq(${slot('t')},${slot('prev_selected_t')}))'`,
    'showinfo@taken=checksum=0',
    `scale=${width}:${height}`,
  ].join(',');
  const raw = ['-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
  const args = [...readingOf(film.path), '-map', '0:v:0', '-vf', filter, ...raw];
  // In a group of its own: Ctrl-C is for us, who end it when its pictures are no longer wanted.
  const child = spawn(ffmpeg, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const closed = new Promise<number | null>((done, failed) => {
    child.once('error', (error) => failed(startFailure(ffmpeg, error)));
    child.once('close', done);
  });
  closed.catch(() => undefined);
  const titles = readTitles(film);
  const lines = createInterface({ input: child.stderr });
  lines.on('line', titles.line);
  lines.on('close', titles.end);
  const size = width * height * 3;
  let left = false;
  try {
    for await (const rgb of piecesOf(child.stdout, size)) {
      const title = await titles.next();
      const fault = titles.fault();
      if (fault !== null) throw new ReplayError(fault);
      if (!title) break;
      yield { ...title, width, height, rgb };
    }
    const code = await closed;
    left = true;
    const fault = titles.fault();
    if (fault !== null) throw new ReplayError(fault);
    if (code !== 0) throw new ReplayError(`ffmpeg cannot read the film any further: ${titles.lastWord()}`);
  } finally {
    if (!left) child.kill('SIGKILL');
    lines.close();
  }
}

interface Title {
  readonly frame: number;
  readonly atMs: number;
}

const TITLE = /^\[showinfo@(all|taken) @ [^\]]*\] n: *\d+ pts: *(\S+) +pts_time: *(\S+).* s:(\d+)x(\d+) /;

/** Reads number and time of each picture from what ffmpeg says beside it. */
function readTitles(film: FilmFacts): {
  readonly line: (text: string) => void;
  readonly end: () => void;
  /** The title of the next picture; null when the film has ended, or may not go on. */
  readonly next: () => Promise<Title | null>;
  readonly fault: () => string | null;
  readonly lastWord: () => string;
} {
  const passed: { pts: string; frame: number }[] = [];
  const taken: Title[] = [];
  let frames = 0;
  let lastMs = 0;
  let fault: string | null = null;
  let lastWord = '';
  let ended = false;
  let wake: () => void = () => {};

  function line(text: string): void {
    const [, which, pts = '', time = '', width, height] = TITLE.exec(text) ?? [];
    if (which === undefined) {
      if (!text.startsWith('[showinfo')) lastWord = text.trim() || lastWord;
      return;
    }
    if (which === 'all') {
      passed.push({ pts, frame: frames++ });
      if (Number(width) !== film.width || Number(height) !== film.height) {
        const at = `${lastMs / 1000} s`;
        fault ??= `the film's pictures change from ${film.width}×${film.height} to ${width}×${height} after ${at}: cut it there`;
        wake();
      }
      return;
    }
    const at = passed.findIndex((one) => one.pts === pts);
    const frame = passed[at]?.frame ?? frames - 1;
    passed.splice(0, at + 1);
    // A picture without a time follows the one before it.
    const ms = Math.round(Number(time) * 1000);
    lastMs = Number.isFinite(ms) ? Math.max(0, ms) : lastMs + 1;
    taken.push({ frame, atMs: lastMs });
    wake();
  }

  return {
    line,
    end() {
      ended = true;
      wake();
    },
    async next() {
      if (taken.length === 0 && !ended && fault === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return fault === null ? (taken.shift() ?? null) : null;
    },
    fault: () => fault,
    lastWord: () => lastWord,
  };
}

/** Cuts a stream into pieces of one size; what is left at its end is dropped. */
async function* piecesOf(stream: AsyncIterable<Buffer>, size: number): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(size);
  let filled = 0;
  for await (const part of stream) {
    let read = 0;
    while (read < part.length) {
      const some = part.subarray(read, read + size - filled);
      piece.set(some, filled);
      read += some.length;
      filled += some.length;
      if (filled < size) continue;
      yield piece;
      piece = new Uint8Array(size);
      filled = 0;
    }
  }
}

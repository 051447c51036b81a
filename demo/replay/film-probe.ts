import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ReplayError } from './replay-error.ts';

/** What is known of a film before it is played. */
export interface FilmFacts {
  /** Absolute path. */
  readonly path: string;
  /** Pixels of its first picture, as shown (turned as the film says). */
  readonly width: number;
  readonly height: number;
  /** Seconds; null when the file does not tell. */
  readonly durationS: number | null;
}

/** Containers of single pictures and of text: ffmpeg would make a film of them, nobody meant one. */
const NO_FILMS = /^(?:tty|image2|gif_pipe|.*_pipe|concat|hls|dash|webp)$/;

/**
 * Asks ffmpeg what a file is.
 *
 * @throws ReplayError when there is no such file, it is empty, or ffmpeg finds no film in it
 */
export async function probeFilm(film: string, ffmpeg: string): Promise<FilmFacts> {
  const path = resolve(film);
  const facts = await stat(path).catch((error: unknown) => {
    throw new ReplayError(`there is no film ${film}`, { cause: error });
  });
  if (!facts.isFile()) throw new ReplayError(`${film} is not a file`);
  if (facts.size === 0) throw new ReplayError(`the film ${film} is empty`);
  const look = ['-map', '0:v:0', '-frames:v', '1', '-vf', 'showinfo=checksum=0', '-f', 'null', '-'];
  const said = await saidBy(ffmpeg, [...readingOf(path), ...look]);
  const format = /^Input #0, ([^ ]+), from/m.exec(said)?.[1] ?? '';
  if (format === '' || format.split(',').some((name) => NO_FILMS.test(name))) {
    throw new ReplayError(`${film} is not a film`);
  }
  const size = / s:(\d+)x(\d+) /.exec(said);
  if (!size) throw new ReplayError(`there are no pictures that can be read in the film ${film}`);
  const [, hours, minutes, seconds] = /Duration: (\d+):(\d\d):(\d\d\.\d+)/.exec(said) ?? [];
  const durationS = hours === undefined ? null : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return { path, width: Number(size[1]), height: Number(size[2]), durationS };
}

/** Arguments by which ffmpeg reads a file and nothing but this file, whatever its name or contents ask for. */
export function readingOf(path: string): readonly string[] {
  return ['-hide_banner', '-nostdin', '-nostats', '-protocol_whitelist', 'file,pipe', '-i', `file:${path}`];
}

/** A program that cannot be started, as a sentence. */
export function startFailure(ffmpeg: string, error: Error): ReplayError {
  return new ReplayError(`${ffmpeg} cannot be started: ${error.message}`, { cause: error });
}

function saidBy(ffmpeg: string, args: readonly string[]): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(ffmpeg, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(0, 100_000);
    });
    child.once('error', (error) => failed(startFailure(ffmpeg, error)));
    child.once('close', () => done(said));
  });
}

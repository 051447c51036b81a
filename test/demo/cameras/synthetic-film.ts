import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The ffmpeg of the tests: the one the setup found, or the one on the path. */
export const FFMPEG = process.env['CITYWATCH_FFMPEG'] ?? 'ffmpeg';

/** A small film to be made: lavfi source, seconds, frames per second, frames between keyframes. */
export type FilmRecipe = {
  readonly source?: string;
  readonly seconds?: number;
  readonly fps?: number;
  readonly keyframeEvery?: number;
  readonly bFrames?: number;
};

/** A temporary folder, and films made in it by ffmpeg. */
export type FilmStudio = {
  readonly folder: string;
  /** Makes an H.264 Annex-B film and returns its path. `{size}` and rate are part of `source`. */
  film(name: string, recipe?: FilmRecipe): Promise<string>;
  close(): Promise<void>;
};

export async function openFilmStudio(): Promise<FilmStudio> {
  const folder = await mkdtemp(join(tmpdir(), 'citywatch-film-'));
  return {
    folder,
    async film(name, { source, seconds = 2, fps = 10, keyframeEvery = 5, bFrames = 0 } = {}) {
      const file = join(folder, `${name}.h264`);
      const input = source ?? `testsrc2=size=320x240:rate=${fps}`;
      const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', String(bFrames), '-g', String(keyframeEvery)];
      const stream = ['-pix_fmt', 'yuv420p', '-bsf:v', 'dump_extra=freq=keyframe', '-f', 'h264'];
      const read = ['-v', 'error', '-y', '-f', 'lavfi', '-i', input, '-t', String(seconds)];
      await promisify(execFile)(FFMPEG, [...read, ...encoder, ...stream, file]);
      return file;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

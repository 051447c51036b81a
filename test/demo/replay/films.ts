import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { FFMPEG } from '../cameras/synthetic-film.ts';
import type { FilmDetector } from '../../../demo/replay/replay-film.ts';

/** Makes a file with ffmpeg; returns its path. */
export function makeFilm(folder: string, name: string, args: readonly string[]): string {
  const path = join(folder, name);
  execFileSync(FFMPEG, ['-v', 'error', '-y', ...args, path]);
  return path;
}

/** A black film of 320×180 in which a white block of 20×40 goes from left to right at 60 pixels a second, 10 frames a second. */
export function whiteBlock(seconds: number, after = ''): string[] {
  const of = `r=10:d=${seconds}`;
  const graph = `color=black:s=320x180:${of}[night];color=white:s=20x40:${of}[block];[night][block]overlay=x=20+t*60:y=80${after}`;
  return ['-filter_complex', graph, '-pix_fmt', 'yuv420p'];
}

/** Finds what is white in a picture and calls it a car. */
export const whiteFinder: FilmDetector = {
  detect({ rgb, width, height }) {
    let [left, top, right, bottom] = [width, height, -1, -1];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if ((rgb[3 * (y * width + x)] ?? 0) < 128) continue;
        [left, right] = [Math.min(left, x), Math.max(right, x)];
        [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      }
    }
    const box = { x: left / width, y: top / height, w: (right + 1 - left) / width, h: (bottom + 1 - top) / height };
    return Promise.resolve({
      detections: right < 0 ? [] : [{ className: 'car', classIndex: 2, score: 0.9, box }],
    });
  },
};

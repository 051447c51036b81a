import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Squares along the upper edge, the lowest bit first; each is so many pixels wide and high. */
export const BITS = 10;
export const SQUARE = 32;
export const FPS = 10;
export const FRAMES = 600;

/** Makes a film whose pictures carry their own number as a row of black and white squares. */
export async function makeClockFilm(ffmpeg: string, file: string): Promise<void> {
  const black = `drawbox=x=0:y=0:w=${BITS * SQUARE}:h=${SQUARE}:color=black:t=fill`;
  const bits = Array.from({ length: BITS }, (_, bit) => {
    const isSet = `eq(mod(floor(n/${2 ** bit})\\,2)\\,1)`;
    return `drawbox=x=${bit * SQUARE}:y=0:w=${SQUARE}:h=${SQUARE}:color=white:t=fill:enable='${isSet}'`;
  });
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=768x576:rate=${FPS}`, '-frames:v', String(FRAMES)];
  const codec = `-c:v libx264 -profile:v main -preset veryfast -bf 0 -g ${2 * FPS} -pix_fmt yuv420p`.split(' ');
  const output = ['-bsf:v', 'dump_extra=freq=keyframe', '-f', 'h264', file];
  await promisify(execFile)(ffmpeg, [
    '-v',
    'error',
    '-y',
    ...source,
    '-vf',
    [black, ...bits].join(','),
    ...codec,
    ...output,
  ]);
}

import type { PicturePoint } from '../../contracts/geometry.ts';
import type { RawPicture } from '../../ingest/edges/jpeg-picture.ts';

/** Red, green, blue, 0..255 each. */
export type Colour = readonly [number, number, number];

/** Digits of 3×5 points, row by row from the top, the left point first. */
const DIGITS = ['75557', '26227', '71747', '71717', '55711', '74717', '74757', '71111', '75757', '75717'];
const DOT = 2;
const DIGIT_STEP = 4 * DOT;

/** Draws straight sides from point to point, fractions of the picture; two pixels thick, cut at the picture's edge. */
export function drawSides(picture: RawPicture, points: readonly PicturePoint[], colour: Colour): void {
  const { width, height } = picture;
  for (let at = 1; at < points.length; at++) {
    const [from, to] = [points[at - 1], points[at]];
    if (!from || !to) continue;
    const [dx, dy] = [(to[0] - from[0]) * width, (to[1] - from[1]) * height];
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy))));
    for (let step = 0; step <= steps; step++) {
      const x = Math.round(from[0] * width + (dx * step) / steps);
      const y = Math.round(from[1] * height + (dy * step) / steps);
      fill(picture, x - 1, y - 1, 2, 2, colour);
    }
  }
}

/** Pixels that a drawn number takes. */
export function numberSize(number: number): { readonly width: number; readonly height: number } {
  return { width: String(number).length * DIGIT_STEP + DOT, height: 7 * DOT };
}

/** Draws a whole number on a dark ground with its upper left corner at a point, in fractions of the picture. */
export function drawNumber(picture: RawPicture, number: number, [x, y]: PicturePoint, colour: Colour): void {
  const digits = String(number);
  const left = Math.round(x * picture.width);
  const top = Math.round(y * picture.height);
  const ground = numberSize(number);
  fill(picture, left, top, ground.width, ground.height, [0, 0, 0]);
  digits.split('').forEach((digit, at) => {
    DIGITS[Number(digit)]?.split('').forEach((row, down) => {
      for (let right = 0; right < 3; right++) {
        if (((Number(row) >> (2 - right)) & 1) === 0) continue;
        fill(picture, left + DOT + at * DIGIT_STEP + right * DOT, top + DOT + down * DOT, DOT, DOT, colour);
      }
    });
  });
}

function fill({ rgb, width, height }: RawPicture, x: number, y: number, w: number, h: number, colour: Colour): void {
  for (let row = Math.max(0, y); row < Math.min(height, y + h); row++) {
    for (let column = Math.max(0, x); column < Math.min(width, x + w); column++) {
      rgb.set(colour, 3 * (row * width + column));
    }
  }
}

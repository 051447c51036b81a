import type { LiveBoxes } from '../../contracts/telemetry.ts';

/**
 * One row of MOTChallenge's format: frame, number, left, top, width, height, confidence, -1, -1, -1. Frames, numbers and
 * positions are 1-based, lengths are pixels of the film.
 *
 * @param frame from 0
 */
export function motRow(
  frame: number,
  number: number,
  box: LiveBoxes['boxes'][number],
  film: { readonly width: number; readonly height: number },
): string {
  const place = [box.x * film.width + 1, box.y * film.height + 1, box.w * film.width, box.h * film.height];
  return `${[frame + 1, number, ...place.map(hundredths), box.score.toFixed(3), -1, -1, -1].join(',')}\n`;
}

function hundredths(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

/** Numbers tracks from 1 in the order in which they are first asked for. */
export function createTrackNumbers(): { readonly numberOf: (trackId: string) => number } {
  const numbers = new Map<string, number>();
  return {
    numberOf(trackId) {
      const number = numbers.get(trackId) ?? numbers.size + 1;
      numbers.set(trackId, number);
      return number;
    },
  };
}

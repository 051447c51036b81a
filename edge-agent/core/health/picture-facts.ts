import type { CellGrid } from '../motion/cell-grid.ts';
import { UNITS_PER_LEVEL } from '../motion/cell-grid.ts';

/** What can be measured in one picture about the camera itself. Brightness in grey levels, 0 black … 255 white. */
export type PictureFacts = {
  /** Mean brightness. */
  readonly mean: number;
  /** Standard deviation of the cells' brightness: how much there is to see. */
  readonly spread: number;
  /** Share of cells darker than 24 levels. */
  readonly darkShare: number;
  /** Whether every cell is exactly as in the picture before: a real sensor's noise never repeats. */
  readonly same: boolean;
};

const DARK = 24 * UNITS_PER_LEVEL;

/** Measures pictures one after the other. The returned object is the measurer's own and changes with the next. */
export function createFactsMeter(): (grid: CellGrid) => PictureFacts {
  const facts = { mean: 0, spread: 0, darkShare: 0, same: false };
  let before: Int16Array | undefined;
  return ({ cells }) => {
    let sum = 0;
    let squares = 0;
    let dark = 0;
    let differing = before === undefined || before.length !== cells.length ? 1 : 0;
    for (let i = 0; i < cells.length; i++) {
      const value = cells[i] ?? 0;
      sum += value;
      squares += value * value;
      if (value < DARK) dark++;
      if (differing === 0 && value !== before?.[i]) differing = 1;
    }
    const n = cells.length;
    const mean = sum / n;
    facts.mean = mean / UNITS_PER_LEVEL;
    facts.spread = Math.sqrt(Math.max(0, squares / n - mean * mean)) / UNITS_PER_LEVEL;
    facts.darkShare = dark / n;
    facts.same = differing === 0;
    if (before === undefined || before.length !== n) before = new Int16Array(n);
    before.set(cells);
    return facts;
  };
}

/**
 * How sharp a picture is: energy of the differences between neighbouring 2 × 2 pixels, by the variance of the whole picture.
 * So it does not depend on exposure. Every eighth pair of rows is looked at.
 * @param spread standard deviation of brightness, grey levels
 * @returns 0 where there is nothing to see
 */
export function sharpness(luma: Uint8Array, width: number, height: number, spread: number): number {
  let energy = 0;
  let count = 0;
  for (let row = 0; row + 1 < height; row += 8) {
    let at = row * width;
    const end = at + width - 1;
    let left = quad(luma, at, width);
    for (at += 2; at < end; at += 2) {
      const here = quad(luma, at, width);
      energy += (here - left) * (here - left);
      left = here;
      count++;
    }
  }
  return count === 0 || spread < 1 ? 0 : energy / count / 16 / (spread * spread);
}

function quad(luma: Uint8Array, at: number, width: number): number {
  return (luma[at] ?? 0) + (luma[at + 1] ?? 0) + (luma[at + width] ?? 0) + (luma[at + width + 1] ?? 0);
}

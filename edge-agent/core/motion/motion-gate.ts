import type { Box, Polygon } from '../../../contracts/geometry.ts';
import { compareWithBackground, createBackground, resetBackground } from './background.ts';
import type { CellGrid } from './cell-grid.ts';
import { createLightEstimator, type LightChange } from './light-change.ts';
import { maskCells } from './mask-cells.ts';
import { createAreaFinder } from './moving-areas.ts';

/** What the gate sees in one picture. The object and its boxes are the gate's own and change with the next picture. */
export type MotionReading = {
  /** Where something moves: fractions of the picture, largest first, at most 32. Empty: nothing moves. */
  readonly boxes: readonly Box[];
  /** Share of the looked-at picture that lies in moving areas, 0..1. */
  readonly score: number;
  /** Something stands that does not belong to the background (any more). */
  readonly standing: boolean;
  /** The whole picture became different and is being learnt anew: movement cannot be told now. */
  readonly adapting: boolean;
};

/** Tells movement from noise, light and weather in one camera's pictures. */
export type MotionGate = {
  /** @param grid the picture's cells, of the size the gate was made for; @param atMs a clock that never goes back */
  readonly look: (grid: CellGrid, atMs: number) => MotionReading;
};

const EVERYTHING_SHARE = 0.6;
const ADAPT_MS = 2000;
const SLOWEST_STEP_MS = 2000;
const FIRST_LEARNING_MS = 5000;
const FIRST_LEARNING = 8;

/**
 * A running background per cell with its own noise (median by small steps), exposure changes taken out, masks left out,
 * and movement where touching cells differ from the background and from the picture before.
 * Nothing is allocated per picture.
 */
export function createMotionGate(columns: number, rows: number, masks: readonly Polygon[]): MotionGate {
  const background = createBackground(columns * rows);
  const before = new Int16Array(columns * rows);
  const marks = new Uint8Array(columns * rows);
  const lookedAt = maskCells(marks, columns, rows, masks);
  const light = createLightEstimator();
  const change: LightChange = { gain: 1, offset: 0 };
  const areas = createAreaFinder(columns, rows);
  let firstMs: number | undefined;
  let lastMs = 0;
  let adaptingSinceMs: number | undefined;
  const reading = { boxes: [] as readonly Box[], score: 0, standing: false, adapting: false };

  const nothing = (adapting: boolean): MotionReading => {
    reading.boxes = NO_BOXES;
    reading.score = 0;
    reading.standing = false;
    reading.adapting = adapting;
    return reading;
  };

  return {
    look({ cells }, atMs) {
      if (firstMs === undefined) {
        firstMs = atMs;
        lastMs = atMs;
        resetBackground(background, cells);
        before.set(cells);
        return nothing(false);
      }
      const elapsedMs = Math.min(SLOWEST_STEP_MS, Math.max(0, atMs - lastMs));
      lastMs = atMs;
      if (light.estimate(cells, background.level, marks, change)) {
        applyLight(background.level, change);
        // What moved is told from the picture before: that one has to stand in the same light.
        applyLight(before, change);
      }
      const learning = atMs - firstMs < FIRST_LEARNING_MS ? FIRST_LEARNING : 1;
      const different = compareWithBackground(background, cells, before, marks, elapsedMs, learning);
      before.set(cells);

      if (different > EVERYTHING_SHARE * lookedAt) {
        adaptingSinceMs ??= atMs;
        if (atMs - adaptingSinceMs >= ADAPT_MS) {
          adaptingSinceMs = undefined;
          resetBackground(background, cells);
        }
        return nothing(true);
      }
      adaptingSinceMs = undefined;
      const found = areas.find(marks, lookedAt);
      reading.boxes = found.boxes;
      reading.score = found.score;
      reading.standing = found.standing;
      reading.adapting = false;
      return reading;
    },
  };
}

const NO_BOXES: readonly Box[] = [];

function applyLight(cells: Float32Array | Int16Array, { gain, offset }: LightChange): void {
  for (let i = 0; i < cells.length; i++) {
    const value = gain * (cells[i] ?? 0) + offset;
    cells[i] = value < 0 ? 0 : value > 4080 ? 4080 : value;
  }
}

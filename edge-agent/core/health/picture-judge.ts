import type { CameraCondition } from '../../../contracts/telemetry.ts';
import type { CellGrid } from '../motion/cell-grid.ts';
import { createHeldSigns } from './held-signs.ts';
import { createFactsMeter, type PictureFacts, sharpness } from './picture-facts.ts';
import { createViewReference } from './view-reference.ts';

/** Tells from its pictures what a camera is like. */
export type PictureJudge = {
  /**
   * @param grid the picture's cells, of the size the judge was made for; @param luma the same picture's pixels
   * @param atMs a clock that never goes back
   */
  readonly look: (grid: CellGrid, luma: Uint8Array, atMs: number) => CameraCondition;
};

type Sign = 'covered' | 'dark' | 'frozen' | 'moved' | 'blurred' | 'flashing';

/** Gravest first: of several that hold the first is said. */
const SIGNS: readonly Sign[] = ['covered', 'dark', 'frozen', 'moved', 'blurred', 'flashing'];
const BEGIN_MS: Readonly<Record<Sign, number>> = {
  covered: 4000,
  dark: 4000,
  frozen: 0,
  moved: 5000,
  blurred: 5000,
  flashing: 0,
};
const END_MS = 4000;

const FROZEN_MS = 6000;
const UNLEARN_MS = 1_800_000;
const ADOPT_VIEW_MS = 600_000;
const SLOW_LOOK_MS = 1000;
const SHARPNESS_LEARN = 1 / 120;
/** Less like the remembered view than this is another one, if it stays like itself: in heavy rain no picture is like any other. */
const ANOTHER_VIEW = 0.35;
const STEADY_VIEW = 0.5;
/** Evener than this, in grey levels, nothing is to be seen ... */
const EVEN_SPREAD = 5;
/** ... unless contrast went down with the light, as it does at dusk: what covers a lens takes more than half of it. */
const CONTRAST_KEPT = 0.5;
const CONTRAST_LEARN = 1 / 30;
const FLASH_LEVELS = 14;
const FLASH_WINDOW_MS = 8000;
const FLASH_COUNT = 5;

/** @param width of the pictures in pixels */
export function createPictureJudge(grid: CellGrid, width: number, height: number): PictureJudge {
  const measure = createFactsMeter();
  const view = createViewReference(grid.columns, grid.rows);
  const held = createHeldSigns<Sign>(BEGIN_MS, END_MS);
  const isFrozen = createFrozenWatch();
  const isFlashing = createFlashWatch();
  let slowLookMs = -Infinity;
  let usualSharpness: number | undefined;
  /** Spread of brightness by its mean, slowly learnt; undefined while nothing was ever to be seen. */
  let usualContrast: number | undefined;
  let blurredNow = false;
  let movedNow = false;

  const lookSlowly = (
    cells: CellGrid,
    luma: Uint8Array,
    facts: PictureFacts,
    readable: boolean,
    atMs: number,
  ): void => {
    slowLookMs = atMs;
    if (!readable) {
      // Nothing can be said of sharpness or view in a picture that shows nothing.
      blurredNow = false;
      movedNow = false;
      return;
    }
    const sharp = sharpness(luma, width, height, facts.spread);
    blurredNow = usualSharpness !== undefined && sharp < 0.3 * usualSharpness;
    if (!blurredNow) usualSharpness = (usualSharpness ?? sharp) + SHARPNESS_LEARN * (sharp - (usualSharpness ?? sharp));
    const likeness = blurredNow ? undefined : view.compare(cells);
    movedNow =
      likeness === undefined
        ? movedNow && !blurredNow
        : likeness.toView < ANOTHER_VIEW && (movedNow || likeness.toLast > STEADY_VIEW);
    const movedSinceMs = held.since('moved');
    if (movedSinceMs === undefined || atMs - movedSinceMs < ADOPT_VIEW_MS) return;
    // Turned on purpose, it seems: nobody turned it back.
    view.forget();
    usualSharpness = undefined;
    movedNow = false;
  };

  return {
    look(cells, luma, atMs) {
      const facts = measure(cells);
      const dark = facts.mean < 24 && facts.darkShare > 0.95;
      const contrast = facts.spread / Math.max(1, facts.mean);
      const covered =
        !dark && facts.spread < EVEN_SPREAD && contrast < CONTRAST_KEPT * (usualContrast ?? Number.POSITIVE_INFINITY);
      if (atMs - slowLookMs >= SLOW_LOOK_MS) {
        lookSlowly(cells, luma, facts, !dark && !covered, atMs);
        if (!dark && !covered) usualContrast = mixed(usualContrast ?? contrast, contrast);
      }
      const seen: Readonly<Record<Sign, boolean>> = {
        covered,
        dark,
        frozen: isFrozen(facts.same, atMs),
        moved: movedNow,
        blurred: blurredNow,
        flashing: isFlashing(facts.mean, atMs),
      };
      let condition: CameraCondition = 'online';
      for (const sign of SIGNS) {
        if (held.see(sign, seen[sign], atMs) && condition === 'online') condition = sign;
      }
      return condition;
    },
  };
}

function mixed(usual: number, now: number): number {
  return usual + CONTRAST_LEARN * (now - usual);
}

/**
 * A picture that repeats to the last bit is frozen. Some cameras do that by nature at night (strong noise reduction, long groups
 * of pictures): from rests that end by themselves it is learnt to wait longer, and slowly unlearnt.
 */
function createFrozenWatch(): (same: boolean, atMs: number) => boolean {
  let restsSinceMs: number | undefined;
  let longestRestMs = 0;
  let lastMs = 0;
  return (same, atMs) => {
    longestRestMs *= 0.5 ** (Math.max(0, atMs - lastMs) / UNLEARN_MS);
    lastMs = atMs;
    const limitMs = Math.max(FROZEN_MS, 2.5 * longestRestMs);
    if (!same) {
      // A rest that was called frozen may have been just that: it lengthens the patience by one step only.
      if (restsSinceMs !== undefined) longestRestMs = Math.max(longestRestMs, Math.min(limitMs, atMs - restsSinceMs));
      restsSinceMs = undefined;
      return false;
    }
    restsSinceMs ??= atMs;
    return atMs - restsSinceMs >= limitMs;
  };
}

/** Brightness that jumps up and down again and again within some seconds. */
function createFlashWatch(): (mean: number, atMs: number) => boolean {
  const turns: number[] = [];
  let before: number | undefined;
  let direction = 0;
  return (mean, atMs) => {
    const jump = mean - (before ?? mean);
    before = mean;
    if (Math.abs(jump) >= FLASH_LEVELS && Math.sign(jump) !== direction) {
      direction = Math.sign(jump);
      turns.push(atMs);
    }
    while (turns.length > 0 && atMs - (turns[0] ?? 0) > FLASH_WINDOW_MS) turns.shift();
    return turns.length >= FLASH_COUNT;
  };
}

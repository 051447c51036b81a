import type { Box } from '../../../contracts/geometry.ts';

/**
 * What the tracker needs to know of one detection. `score` is 0..1; `box` is in the unit that the tracker's `picture` setting
 * names: fractions of the picture (the default) or pixels.
 */
export interface ScoredBox {
  readonly className: string;
  readonly score: number;
  readonly box: Box;
}

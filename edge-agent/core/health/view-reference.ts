import { type CellGrid, UNITS_PER_LEVEL } from '../motion/cell-grid.ts';

/** How like a picture is to the remembered view, and to the picture compared before it: 1 the same, about 0 another one. */
export type Likeness = {
  readonly toView: number;
  /** Low where nothing stays the same from one look to the next: rain, snow, a camera that is still turning. */
  readonly toLast: number;
};

/** Remembers what edges a camera's view has, and tells how much of it is still there. */
export type ViewReference = {
  /**
   * How like the remembered view the picture is. Undefined while there is nothing to compare: at the beginning, and in pictures
   * without edges. Views that are alike are learnt slowly.
   */
  compare(grid: CellGrid): Likeness | undefined;
  /** Takes the next picture as the view from now on. */
  forget(): void;
};

const SOFTEN = 6 * UNITS_PER_LEVEL * 4;
const LEAST_EDGES = 0.12;
const ALIKE = 0.6;
const LEARN = 1 / 60;

/**
 * Edge directions on a grid of 8 × 8 pixels, each weighted by how clear the edge is (softened, so that light and exposure
 * count little), compared by their normalised correlation. Meant to be asked about once a second.
 */
export function createViewReference(columns: number, rows: number): ViewReference {
  const halfColumns = columns >> 1;
  const halfRows = rows >> 1;
  const levels = new Float32Array(halfColumns * halfRows);
  const now = new Float32Array(levels.length * 2);
  const reference = new Float32Array(levels.length * 2);
  const last = new Float32Array(levels.length * 2);
  let known = false;

  const fillEdges = ({ cells }: CellGrid): number => {
    for (let row = 0; row < halfRows; row++) {
      for (let column = 0; column < halfColumns; column++) {
        const at = 2 * row * columns + 2 * column;
        levels[row * halfColumns + column] =
          (cells[at] ?? 0) + (cells[at + 1] ?? 0) + (cells[at + columns] ?? 0) + (cells[at + columns + 1] ?? 0);
      }
    }
    let clear = 0;
    for (let row = 1; row + 1 < halfRows; row++) {
      for (let column = 1; column + 1 < halfColumns; column++) {
        const at = row * halfColumns + column;
        const across = (levels[at + 1] ?? 0) - (levels[at - 1] ?? 0);
        const down = (levels[at + halfColumns] ?? 0) - (levels[at - halfColumns] ?? 0);
        const size = Math.sqrt(across * across + down * down);
        now[2 * at] = across / (size + SOFTEN);
        now[2 * at + 1] = down / (size + SOFTEN);
        clear += size / (size + SOFTEN);
      }
    }
    return clear / levels.length;
  };

  return {
    compare(grid) {
      if (fillEdges(grid) < LEAST_EDGES) return undefined;
      if (!known) {
        known = true;
        reference.set(now);
        last.set(now);
        return undefined;
      }
      const likeness = correlation(now, reference);
      const toLast = correlation(now, last);
      last.set(now);
      if (likeness > ALIKE) {
        for (let i = 0; i < now.length; i++) {
          const b = reference[i] ?? 0;
          reference[i] = b + LEARN * ((now[i] ?? 0) - b);
        }
      }
      return { toView: likeness, toLast };
    },
    forget() {
      known = false;
    },
  };
}

/** Normalised correlation of two fields of edges. */
function correlation(one: Float32Array, other: Float32Array): number {
  let product = 0;
  let oneSquare = 0;
  let otherSquare = 0;
  for (let i = 0; i < one.length; i++) {
    const a = one[i] ?? 0;
    const b = other[i] ?? 0;
    product += a * b;
    oneSquare += a * a;
    otherSquare += b * b;
  }
  return product / Math.sqrt(oneSquare * otherSquare + 1e-9);
}

import { insidePolygon, type Polygon } from '../../../contracts/geometry.ts';
import { CELL_MASKED } from './background.ts';

/**
 * Marks the cells whose centre lies in one of the masks.
 * @param marks `columns × rows`, written where masked
 * @returns how many cells are left to be looked at
 */
export function maskCells(marks: Uint8Array, columns: number, rows: number, masks: readonly Polygon[]): number {
  let lookedAt = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const centre = [(column + 0.5) / columns, (row + 0.5) / rows] as const;
      if (masks.some((mask) => insidePolygon(centre, mask))) marks[row * columns + column] = CELL_MASKED;
      else lookedAt++;
    }
  }
  return lookedAt;
}

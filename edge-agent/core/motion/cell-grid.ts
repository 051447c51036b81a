/** Side of a cell in pixels: small enough for a person far away, large enough that a mean over it has a quarter of the sensor's noise. */
export const CELL_PX = 4;

/** Units of a cell's value per grey level: a cell is the sum of its 16 pixels. */
export const UNITS_PER_LEVEL = CELL_PX * CELL_PX;

/** A picture's brightness in cells of 4 × 4 pixels; what is left over at the right and lower edge is not looked at. */
export type CellGrid = {
  readonly columns: number;
  readonly rows: number;
  /** `columns × rows` sums of 16 luma bytes, 0..4080. */
  readonly cells: Int16Array;
};

/** @param width picture size in pixels, at least 4 × 4 */
export function createCellGrid(width: number, height: number): CellGrid {
  const columns = Math.floor(width / CELL_PX);
  const rows = Math.floor(height / CELL_PX);
  return { columns, rows, cells: new Int16Array(columns * rows) };
}

/**
 * Fills a grid from a luma plane, allocating nothing.
 * @param luma `width × height` bytes at least
 * @param width of the picture the grid was made for
 */
export function fillCellGrid({ columns, rows, cells }: CellGrid, luma: Uint8Array, width: number): void {
  let cell = 0;
  for (let row = 0; row < rows; row++) {
    let at = row * CELL_PX * width;
    for (let column = 0; column < columns; column++) {
      cells[cell++] =
        fourFrom(luma, at) +
        fourFrom(luma, at + width) +
        fourFrom(luma, at + 2 * width) +
        fourFrom(luma, at + 3 * width);
      at += CELL_PX;
    }
  }
}

/** Written out, because a loop over the pixels costs three times as much. */
function fourFrom(luma: Uint8Array, at: number): number {
  return (luma[at] ?? 0) + (luma[at + 1] ?? 0) + (luma[at + 2] ?? 0) + (luma[at + 3] ?? 0);
}

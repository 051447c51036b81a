import { CELL_PX, type Region } from './region.ts';

/** A region of one of several pictures, and where it lies in the mosaic, cells. */
export interface Tile {
  /** Which of the pictures. */
  readonly picture: number;
  readonly region: Region;
  readonly column: number;
  readonly row: number;
}

/** Parts of pictures beside each other in one model input. */
export interface Mosaic {
  readonly columns: number;
  readonly rows: number;
  readonly tiles: readonly Tile[];
}

/** What a mosaic may be. */
export interface MosaicLimits {
  /** The largest input of the model, cells. */
  readonly columns: number;
  readonly rows: number;
  /** Sides of the input must be a multiple of so many cells. */
  readonly multiple: number;
  /** Empty cells between two tiles, so that none is seen as going on in the other. */
  readonly gap: number;
}

/**
 * Lays regions beside each other without overlap, in as small a mosaic as it finds: the highest first, each where it ends
 * highest up (skyline, bottom-left; Jylänki 2010, section 4), for several widths. Null when they do not fit.
 *
 * @param regions by picture
 */
export function packRegions(regions: readonly (readonly Region[])[], limits: MosaicLimits): Mosaic | null {
  const all = regions.flatMap((list, picture) => list.map((region) => ({ picture, region })));
  if (all.length === 0) return null;
  all.sort(
    ({ region: a }, { region: b }) => b.rows - a.rows || b.columns - a.columns || a.row - b.row || a.column - b.column,
  );
  let best: Mosaic | null = null;
  const widest = Math.max(...all.map(({ region }) => region.columns));
  const step = Math.max(limits.multiple, Math.floor(limits.columns / WIDTHS / limits.multiple) * limits.multiple);
  for (let columns = limits.columns; columns >= widest && columns > 0; columns -= step) {
    const mosaic = packInto(all, columns, limits);
    if (mosaic && (!best || mosaic.columns * mosaic.rows < best.columns * best.rows)) best = mosaic;
  }
  return best;
}

/** So many widths are tried. */
const WIDTHS = 5;

function packInto(
  all: readonly { readonly picture: number; readonly region: Region }[],
  columns: number,
  { rows: most, multiple, gap }: MosaicLimits,
): Mosaic | null {
  /** Per column, the first row that is free. */
  const skyline = new Int32Array(columns);
  const tiles: Tile[] = [];
  for (const { picture, region } of all) {
    let column = -1;
    let row = Infinity;
    for (let at = 0; at + region.columns <= columns; at++) {
      let top = 0;
      const right = Math.min(columns, at + region.columns + gap);
      for (let under = at; under < right; under++) top = Math.max(top, skyline[under] ?? 0);
      if (top < row) {
        column = at;
        row = top;
      }
    }
    if (column < 0 || row + region.rows > most) return null;
    // The gap at its right and below is part of what it takes.
    skyline.fill(row + region.rows + gap, column, Math.min(columns, column + region.columns + gap));
    tiles.push({ picture, region, column, row });
  }
  const used = Math.max(...tiles.map(({ region, row }) => row + region.rows));
  const rows = Math.ceil(used / multiple) * multiple;
  return rows > most ? null : { columns, rows, tiles };
}

/** A mosaic's size in pixels. */
export function mosaicPixels({ columns, rows }: Mosaic): { readonly width: number; readonly height: number } {
  return { width: columns * CELL_PX, height: rows * CELL_PX };
}

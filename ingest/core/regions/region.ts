import type { Size } from '../detection/letterbox.ts';
import type { Box } from '../../../contracts/geometry.ts';

/** Side of a cell in pixels. Regions are made of whole cells, so that few shapes occur and they lie close together. */
export const CELL_PX = 16;

/** Part of a picture in cells of the picture as it is when looked at as a whole; those at its right and lower edge may be cut off. */
export interface Region {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

/** How many cells a picture has. */
export function gridOf({ width, height }: Size): { readonly columns: number; readonly rows: number } {
  return { columns: Math.ceil(width / CELL_PX), rows: Math.ceil(height / CELL_PX) };
}

/** The cells that a box touches. @param box fractions of the picture; may reach over its edges */
export function cellsOf(box: Box, picture: Size): Region | null {
  const { columns, rows } = gridOf(picture);
  const column = Math.max(0, Math.floor((box.x * picture.width) / CELL_PX));
  const row = Math.max(0, Math.floor((box.y * picture.height) / CELL_PX));
  const right = Math.min(columns, Math.ceil(((box.x + box.w) * picture.width) / CELL_PX));
  const bottom = Math.min(rows, Math.ceil(((box.y + box.h) * picture.height) / CELL_PX));
  return right > column && bottom > row ? { column, row, columns: right - column, rows: bottom - row } : null;
}

/** A region in pixels of the picture as it is looked at, not beyond its edges. */
export function pixelsOf(
  region: Region,
  picture: Size,
): { readonly left: number; readonly top: number; readonly width: number; readonly height: number } {
  const left = region.column * CELL_PX;
  const top = region.row * CELL_PX;
  return {
    left,
    top,
    width: Math.min(region.columns * CELL_PX, picture.width - left),
    height: Math.min(region.rows * CELL_PX, picture.height - top),
  };
}

/** A region as fractions of the picture. */
export function boxOf(region: Region, picture: Size): Box {
  const { left, top, width, height } = pixelsOf(region, picture);
  return { x: left / picture.width, y: top / picture.height, w: width / picture.width, h: height / picture.height };
}

/** How much of a picture boxes cover that do not overlap, 0..1. */
export function shareOf(boxes: readonly Box[]): number {
  return Math.min(
    1,
    boxes.reduce((sum, { w, h }) => sum + w * h, 0),
  );
}

/** Cells of a region. */
export function areaOf({ columns, rows }: Region): number {
  return columns * rows;
}

/**
 * Joins regions until none overlaps another, and further those that cost less as one than apart.
 * @param gap cells that each region costs more on each side when it is apart
 */
export function joinRegions(regions: readonly Region[], gap: number): Region[] {
  const joined: Region[] = [];
  for (const region of regions) {
    let now = region;
    for (let at = 0; at < joined.length; at++) {
      const other = joined[at];
      if (!other) continue;
      const both = around(now, other);
      if (!overlaps(now, other) && cost(both, gap) > cost(now, gap) + cost(other, gap)) continue;
      now = both;
      joined.splice(at, 1);
      // What it was compared with before may lie in the larger one now.
      at = -1;
    }
    joined.push(now);
  }
  return joined;
}

function cost({ columns, rows }: Region, gap: number): number {
  return (columns + gap) * (rows + gap);
}

function overlaps(a: Region, b: Region): boolean {
  return (
    a.column < b.column + b.columns &&
    b.column < a.column + a.columns &&
    a.row < b.row + b.rows &&
    b.row < a.row + a.rows
  );
}

function around(a: Region, b: Region): Region {
  const column = Math.min(a.column, b.column);
  const row = Math.min(a.row, b.row);
  return {
    column,
    row,
    columns: Math.max(a.column + a.columns, b.column + b.columns) - column,
    rows: Math.max(a.row + a.rows, b.row + b.rows) - row,
  };
}

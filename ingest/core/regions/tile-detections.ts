import type { Box } from '../../../contracts/geometry.ts';
import type { Candidates } from '../detection/candidates.ts';
import type { Detection } from '../detection/detection.ts';
import type { Size } from '../detection/letterbox.ts';
import type { Mosaic, Tile } from './mosaic.ts';
import { CELL_PX, pixelsOf } from './region.ts';

/** What was found in one picture of a mosaic. Boxes are fractions of that picture. */
export interface PartsFound {
  readonly detections: readonly Detection[];
  /** Objects that reach over the edge of their region, as much of them as can be seen. Only sure ones. */
  readonly cut: readonly Box[];
}

/** A box that ends this close to the edge of its tile, pixels, goes on beyond it. */
const EDGE_PX = 2;
/** Less sure ones are often no object at all. */
const SURE = 0.4;

/**
 * Gives each picture of a mosaic what was found in its tiles. An object belongs to the tile its middle lies in; what reaches over a
 * tile's edge, where the picture goes on, is no detection: half a person has another foot.
 *
 * @param chosen positions in `list`, by falling score
 * @param sizes of the pictures as they are looked at, pixels
 */
export function findInTiles(
  list: Candidates,
  chosen: readonly number[],
  mosaic: Mosaic,
  sizes: readonly Size[],
  classNames: readonly string[],
): PartsFound[] {
  const found = sizes.map(() => ({ detections: [] as Detection[], cut: [] as Box[] }));
  for (const at of chosen) {
    const corners = [list.left[at] ?? 0, list.top[at] ?? 0, list.right[at] ?? 0, list.bottom[at] ?? 0] as const;
    const tile = mosaic.tiles.find((one) => holdsMiddle(one, corners, sizes));
    const size = tile && sizes[tile.picture];
    const of = tile && found[tile.picture];
    if (!tile || !size || !of) continue;
    const { box, isCut } = placeIn(tile, corners, size);
    const score = list.score[at] ?? 0;
    const classIndex = list.classIndex[at] ?? 0;
    if (box.w <= 0 || box.h <= 0) list.emptyBoxes++;
    else if (!isCut) of.detections.push({ className: classNames[classIndex] ?? '', classIndex, score, box });
    else if (score >= SURE) of.cut.push(box);
  }
  return found;
}

type Corners = readonly [left: number, top: number, right: number, bottom: number];

function holdsMiddle(tile: Tile, [left, top, right, bottom]: Corners, sizes: readonly Size[]): boolean {
  const size = sizes[tile.picture];
  if (!size) return false;
  const { width, height } = pixelsOf(tile.region, size);
  const x = (left + right) / 2 - tile.column * CELL_PX;
  const y = (top + bottom) / 2 - tile.row * CELL_PX;
  return x >= 0 && y >= 0 && x < width && y < height;
}

/** A box of the mosaic in its own picture, clipped to the region. */
export function placeIn(tile: Tile, corners: Corners, size: Size): { readonly box: Box; readonly isCut: boolean } {
  const region = pixelsOf(tile.region, size);
  const left = corners[0] - tile.column * CELL_PX;
  const top = corners[1] - tile.row * CELL_PX;
  const right = corners[2] - tile.column * CELL_PX;
  const bottom = corners[3] - tile.row * CELL_PX;
  const isCut =
    (left < EDGE_PX && region.left > 0) ||
    (top < EDGE_PX && region.top > 0) ||
    (right > region.width - EDGE_PX && region.left + region.width < size.width) ||
    (bottom > region.height - EDGE_PX && region.top + region.height < size.height);
  const x = region.left + Math.max(0, left);
  const y = region.top + Math.max(0, top);
  return {
    box: {
      x: x / size.width,
      y: y / size.height,
      w: (region.left + Math.min(region.width, right) - x) / size.width,
      h: (region.top + Math.min(region.height, bottom) - y) / size.height,
    },
    isCut,
  };
}

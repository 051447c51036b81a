import type { Box } from '../../../contracts/geometry.ts';
import { classGroup } from './class-groups.ts';
import type { ScoredBox } from './scored-box.ts';
import type { Sighting } from './track.ts';
import type { Picture } from './tracker-settings.ts';

/** Between the caller's coordinates and the tracker's own. */
export interface PictureUnits {
  /** A detection in the tracker's unit. */
  sighting(detection: ScoredBox): Sighting;
  /** A box in the caller's unit, from centre and size in the tracker's. */
  box(cx: number, cy: number, w: number, h: number): Box;
  /** A vector in the caller's unit. */
  vector(x: number, y: number): { readonly x: number; readonly y: number };
}

/** The tracker's own unit is the picture's height in both directions, so that boxes and courses keep their true shape. */
export function createPictureUnits(picture: Picture): PictureUnits {
  const unitX = picture.aspect / picture.width;
  const unitY = 1 / picture.height;
  return {
    sighting({ className, score, box: { x, y, w, h } }) {
      const group = classGroup(className);
      return { className, group, score, cx: (x + w / 2) * unitX, cy: (y + h / 2) * unitY, w: w * unitX, h: h * unitY };
    },
    box: (cx, cy, w, h) => ({ x: (cx - w / 2) / unitX, y: (cy - h / 2) / unitY, w: w / unitX, h: h / unitY }),
    vector: (x, y) => ({ x: x / unitX, y: y / unitY }),
  };
}

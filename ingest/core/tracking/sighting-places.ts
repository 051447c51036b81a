import type { Box } from '../../../contracts/geometry.ts';
import { iou } from '../geometry/box.ts';
import { NO_SWAY, type Sway } from './camera-sway.ts';
import type { Sighting } from './track.ts';
import type { Picture } from './tracker-settings.ts';

/** Detections of one look that overlap this much are one object. */
const DOUBLE_IOU = 0.7;
/** Centres further apart than this part of both sides together leave less than that; with room for rounding. */
const DOUBLE_APART = (1 - DOUBLE_IOU) / (2 * (1 + DOUBLE_IOU)) + 1e-6;
/** Rounding: a box that ends with its part is within it. */
const AT_EDGE = 1e-6;

/** Whether the whole of a box, as far as it is in the picture, lies in one of the parts: of half an object little is found. */
export function isWithin(box: Box, parts: readonly Box[], picture: Picture): boolean {
  const left = Math.max(0, box.x);
  const top = Math.max(0, box.y);
  const right = Math.min(picture.width, box.x + box.w);
  const bottom = Math.min(picture.height, box.y + box.h);
  return parts.some(
    ({ x, y, w, h }) =>
      left >= x - AT_EDGE && top >= y - AT_EDGE && right <= x + w + AT_EDGE && bottom <= y + h + AT_EDGE,
  );
}

/** Whether both are the same object, found twice in one look. */
export function isDouble(a: Sighting, b: Sighting): boolean {
  if (a.group !== b.group || Math.abs(a.cx - b.cx) > DOUBLE_APART * (a.w + b.w)) return false;
  return iou(cornered(a), cornered(b)) >= DOUBLE_IOU;
}

function cornered({ cx, cy, w, h }: Sighting): Box {
  return { x: cx - w / 2, y: cy - h / 2, w, h };
}

/** The sighting where it would be had the picture not moved. */
export function shifted(sighting: Sighting, by: Sway): Sighting {
  return by === NO_SWAY ? sighting : { ...sighting, cx: sighting.cx - by.x, cy: sighting.cy - by.y };
}

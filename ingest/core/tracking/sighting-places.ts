import type { Box } from '../../../contracts/geometry.ts';
import { iou } from '../geometry/box.ts';
import { NO_SWAY, type Sway } from './camera-sway.ts';
import type { Sighting, Track } from './track.ts';
import type { Picture } from './tracker-settings.ts';

/** A detection this much within a track's box, seen in the same look, is the same object found twice: it starts no track. */
const DOUBLE_IOU = 0.7;
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

/** Whether a track of the same kind was seen at this very place in this look: the same object, found twice. */
export function isDouble(sighting: Sighting, seen: ReadonlySet<Track>): boolean {
  const box = cornered(sighting);
  for (const { group, last } of seen) {
    if (group === sighting.group && iou(cornered(last), box) >= DOUBLE_IOU) return true;
  }
  return false;
}

function cornered({ cx, cy, w, h }: Sighting): Box {
  return { x: cx - w / 2, y: cy - h / 2, w, h };
}

/** The sighting where it would be had the picture not moved. */
export function shifted(sighting: Sighting, by: Sway): Sighting {
  return by === NO_SWAY ? sighting : { ...sighting, cx: sighting.cx - by.x, cy: sighting.cy - by.y };
}

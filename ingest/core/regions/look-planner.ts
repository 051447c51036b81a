import type { Box } from '../../../contracts/geometry.ts';
import { intersectionArea, iou } from '../geometry/box.ts';
import type { Size } from '../detection/letterbox.ts';
import { areaOf, cellsOf, gridOf, joinRegions, type Region } from './region.ts';

/** How a frame is to be looked at: all of it, or only the regions where something can be. */
export type Look = { readonly how: 'whole' } | { readonly how: 'parts'; readonly regions: readonly Region[] };

/** What is known of a frame before it is looked at. */
export interface Glimpse {
  readonly capturedAt: number;
  readonly streamId: string;
  /** Pixels of the picture as it goes into the model. */
  readonly size: Size;
  /** False: it was sent because nothing moved for long. */
  readonly moves: boolean;
  /** Where the agent saw movement, fractions of the picture. */
  readonly motion: readonly Box[];
}

/** An object that is followed, as of the last look. Boxes are fractions of the picture, velocities the same per second. */
export interface Followed {
  readonly box: Box;
  readonly velocity: { readonly x: number; readonly y: number };
  /** For how long it has been looked for and not found. */
  readonly unseenMs: number;
  readonly isSure: boolean;
}

/** Decides for one camera which frames are looked at as a whole. */
export interface LookPlanner {
  /** @param followed the objects of the last look, and when that was. May be asked as often as wanted: nothing changes by it. */
  readonly plan: (glimpse: Glimpse, followed: readonly Followed[], lastLookAt: number) => Look;
  /** The frame is being looked at so. */
  readonly took: (glimpse: Glimpse, look: Look) => void;
  /**
   * Objects were found that reach over the edge of a region: unless they are followed ones that were known to lie only half in it,
   * the next frame is looked at as a whole.
   */
  readonly cut: (found: readonly Box[], regions: readonly Box[], followed: readonly Followed[]) => void;
}

/** The whole picture is looked at this often while something moves: the gate does not see everything, and what stands still is seen again. */
const WHOLE_EVERY_MS = 2_500;
/** Regions of more than this share of the picture cost as much as all of it. */
const MOST_SHARE = 0.5;
/** An agent names so many moving places at most; there may be more. */
const MOST_MOTION = 32;
/** What is around an object: the detector needs it to know the object, and nothing may be cut off. Of the picture's width ... */
const LEAST_MARGIN = 0.0375;
/** ... and at least of the object's own size. */
const MARGIN_OF_SIZE = 0.1;
/** Velocities are known this well. */
const DOUBTFUL_SPEED = 0.25;
/** Slower than this, fractions of the picture per second, and untouched by movement: it stands, and waits for the next whole look. */
const STANDING_SPEED = 0.01;
/** What was not found for so long is somewhere else. */
const LOOK_FOR_MS = 1_000;
/** A cut object is a followed one when it covers so much of what the region shows of that. */
const SAME_IOU = 0.3;
/** What a region costs beside itself in a mosaic, cells on each side. */
const APART_CELLS = 1;

/** The first frame is looked at as a whole. */
export function createLookPlanner(): LookPlanner {
  let wholeAt = -Infinity;
  let streamId = '';
  let size: Size = { width: 0, height: 0 };
  let doubtful = true;

  return {
    plan(glimpse, followed, lastLookAt) {
      const { capturedAt, motion } = glimpse;
      const isKnown =
        glimpse.streamId === streamId && glimpse.size.width === size.width && glimpse.size.height === size.height;
      const sinceWhole = capturedAt - wholeAt;
      if (!isKnown || doubtful || !glimpse.moves || motion.length >= MOST_MOTION) return WHOLE;
      // A clock that went back is no reason to look no more.
      if (sinceWhole >= WHOLE_EVERY_MS || sinceWhole < 0) return WHOLE;
      const aheadS = Math.max(0, capturedAt - lastLookAt) / 1000;
      const wanted = [
        ...motion.map((box) => widened(box, 0, glimpse.size)),
        ...followed.flatMap((one) => (isToBeSeen(one, motion) ? [placeOf(one, aheadS, glimpse.size)] : [])),
      ];
      const regions = joinRegions(
        wanted.flatMap((box) => cellsOf(box, glimpse.size) ?? []),
        APART_CELLS,
      );
      const { columns, rows } = gridOf(glimpse.size);
      const share = regions.reduce((sum, region) => sum + areaOf(region), 0) / (columns * rows);
      return share > MOST_SHARE ? WHOLE : { how: 'parts', regions };
    },
    took(glimpse, { how }) {
      streamId = glimpse.streamId;
      size = glimpse.size;
      if (how !== 'whole') return;
      wholeAt = glimpse.capturedAt;
      doubtful = false;
    },
    cut(found, regions, followed) {
      if (found.some((box) => !isHalfSeen(box, regions, followed))) doubtful = true;
    },
  };
}

const WHOLE: Look = { how: 'whole' };

function isToBeSeen({ box, velocity, unseenMs, isSure }: Followed, motion: readonly Box[]): boolean {
  if (unseenMs > LOOK_FOR_MS) return false;
  if (!isSure || Math.hypot(velocity.x, velocity.y) > STANDING_SPEED) return true;
  return motion.some((moving) => intersectionArea(moving, box) > 0);
}

function placeOf({ box, velocity }: Followed, aheadS: number, size: Size): Box {
  const reach = DOUBTFUL_SPEED * Math.hypot(velocity.x, velocity.y) * aheadS;
  return widened({ ...box, x: box.x + velocity.x * aheadS, y: box.y + velocity.y * aheadS }, reach, size);
}

function widened({ x, y, w, h }: Box, reach: number, { width, height }: Size): Box {
  const sideways = reach + Math.max(LEAST_MARGIN, MARGIN_OF_SIZE * w);
  const upright = reach + Math.max((LEAST_MARGIN * width) / height, MARGIN_OF_SIZE * h);
  return { x: x - sideways, y: y - upright, w: w + 2 * sideways, h: h + 2 * upright };
}

/** Whether a cut object is one that was known to lie only half in a region, such as a parked car beside somebody who walks. */
function isHalfSeen(found: Box, regions: readonly Box[], followed: readonly Followed[]): boolean {
  return regions.some((region) =>
    followed.some(({ box }) => {
      const shared = intersectionArea(region, box);
      return shared > 0 && shared < 0.999 * box.w * box.h && iou(shown(region, box), found) >= SAME_IOU;
    }),
  );
}

function shown(region: Box, box: Box): Box {
  const x = Math.max(region.x, box.x);
  const y = Math.max(region.y, box.y);
  return {
    x,
    y,
    w: Math.min(region.x + region.w, box.x + box.w) - x,
    h: Math.min(region.y + region.h, box.y + box.h) - y,
  };
}

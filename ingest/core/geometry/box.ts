import type { Box } from '../../../contracts/geometry.ts';

/** A point in the same unit as the boxes around it: x right, y down. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Area that two boxes share, in square units; 0 when they do not touch. */
export function intersectionArea(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

/** Intersection over union, 0..1. Two empty boxes have IoU 0. */
export function iou(a: Box, b: Box): number {
  const shared = intersectionArea(a, b);
  return shared > 0 ? shared / (a.w * a.h + b.w * b.h - shared) : 0;
}

/** Where the object stands: the middle of the box's lower edge. Zones and lines are tested with this point. */
export function footPoint(box: Box): Point {
  return { x: box.x + box.w / 2, y: box.y + box.h };
}

/** The part of a box (fractions of the picture) that lies in the picture. */
export function clipToPicture({ x, y, w, h }: Box): Box {
  const left = Math.min(1, Math.max(0, x));
  const top = Math.min(1, Math.max(0, y));
  return {
    x: left,
    y: top,
    w: Math.min(1, Math.max(left, x + w)) - left,
    h: Math.min(1, Math.max(top, y + h)) - top,
  };
}

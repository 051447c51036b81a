import type { Outline } from '../../contracts/geometry.ts';

const MOST_POINTS = 50_000;

/** Why an outline cannot be a boundary, or null when it can (RFC 7946, 3.1.6: rings are closed, of four points or more). */
export function outlineFault(outline: Outline): string | null {
  let points = 0;
  if (outline.coordinates.length === 0) return 'has no polygon';
  for (const polygon of outline.coordinates) {
    if (polygon.length === 0) return 'has a polygon without a ring';
    for (const ring of polygon) {
      points += ring.length;
      const first = ring[0];
      const last = ring.at(-1);
      if (!first || !last || ring.length < 4) return 'has a ring of fewer than four points';
      if (first[0] !== last[0] || first[1] !== last[1]) return 'has a ring that is not closed';
      if (ring.some(([lon, lat]) => Math.abs(lon) > 180 || Math.abs(lat) > 90))
        return 'has a point that is not on the earth (order is longitude, latitude)';
    }
  }
  return points > MOST_POINTS ? `has more than ${MOST_POINTS} points` : null;
}

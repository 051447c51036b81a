import type { FieldFaultCode } from '../../contracts/field-faults.ts';
import type { Outline } from '../../contracts/geometry.ts';

const MOST_POINTS = 50_000;

type Fault = { readonly message: string; readonly code: FieldFaultCode };

/** Why an outline cannot be a boundary, or null when it can (RFC 7946, 3.1.6: rings are closed, of four points or more). */
export function outlineFault(outline: Outline): Fault | null {
  let points = 0;
  if (outline.coordinates.length === 0) return { message: 'has no polygon', code: 'no-outline' };
  for (const polygon of outline.coordinates) {
    if (polygon.length === 0) return { message: 'has a polygon without a ring', code: 'no-outline' };
    for (const ring of polygon) {
      points += ring.length;
      const first = ring[0];
      const last = ring.at(-1);
      if (!first || !last || ring.length < 4)
        return { message: 'has a ring of fewer than four points', code: 'few-ring-points' };
      if (first[0] !== last[0] || first[1] !== last[1])
        return { message: 'has a ring that is not closed', code: 'open-ring' };
      if (ring.some(([lon, lat]) => Math.abs(lon) > 180 || Math.abs(lat) > 90))
        return {
          message: 'has a point that is not on the earth (order is longitude, latitude)',
          code: 'off-the-earth',
        };
    }
  }
  return points > MOST_POINTS ? { message: `has more than ${MOST_POINTS} points`, code: 'many-points' } : null;
}

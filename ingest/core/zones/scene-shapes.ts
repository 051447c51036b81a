import { polygonFault, type DirectedLine, type PicturePoint } from '../../../contracts/geometry.ts';

/** A polygon on the picture and what is to be observed in it. */
export interface SceneZone {
  readonly id: string;
  readonly polygon: readonly PicturePoint[];
  /** Seconds of stay at which `dwelled` is observed; rules need these. */
  readonly dwellS: readonly number[];
}

/** A directed counting line on the picture. */
export interface SceneLine {
  readonly id: string;
  readonly line: DirectedLine;
}

/** A zone or line that cannot be used, and why. */
export interface ShapeFault {
  readonly id: string;
  readonly reason: string;
}

/** Below this length, as a fraction of the picture, a line has no direction worth the name. */
const SHORTEST_LINE = 0.01;

/** Sorts shapes into those that can be observed and those that cannot: one bad zone must not blind the others. */
export function checkShapes(
  zones: readonly SceneZone[],
  lines: readonly SceneLine[],
): {
  readonly zones: readonly SceneZone[];
  readonly lines: readonly SceneLine[];
  readonly faults: readonly ShapeFault[];
} {
  const faults: ShapeFault[] = [];
  const usable = (id: string, reason: string | null): boolean => {
    if (reason !== null) faults.push({ id, reason });
    return reason === null;
  };
  return {
    zones: zones.filter((zone) => usable(zone.id, zoneFault(zone))),
    lines: lines.filter((line) => usable(line.id, lineFault(line.line))),
    faults,
  };
}

function zoneFault({ polygon, dwellS }: SceneZone): string | null {
  if (polygon.some(([x, y]) => !Number.isFinite(x + y))) return 'a corner is not a number';
  if (dwellS.some((mark) => !(mark >= 0 && Number.isFinite(mark)))) return 'a dwell mark is not a number of seconds';
  return polygonFault(polygon);
}

/** Why a line cannot be counted, or null when it can. */
export function lineFault({ from, to }: DirectedLine): string | null {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (!Number.isFinite(length)) return 'an end of the line is not a number';
  return length < SHORTEST_LINE ? 'the line is shorter than 1 % of the picture' : null;
}

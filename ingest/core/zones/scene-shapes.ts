import { polygonFault, type DirectedLine, type PicturePoint } from '../../../contracts/geometry.ts';
import type { Calibration } from '../../../contracts/devices.ts';
import { groundArea } from '../../../contracts/ground-area.ts';
import { calibrationFault } from '../../../contracts/homography.ts';
import { geometryFaultText, lineTrouble } from '../../../contracts/plane.ts';

/** A polygon on the picture and what is to be observed in it. Marks are values at which an observation is made, any order. */
export interface SceneZone {
  readonly id: string;
  readonly polygon: readonly PicturePoint[];
  /** Seconds of stay at which `dwelled` is observed; rules need these. */
  readonly dwellS: readonly number[];
  /** Seconds of standing at which a vehicle has `stopped`. */
  readonly stoppedS?: readonly number[];
  /** The way vehicles are to go; going against it is `wrong-way`. */
  readonly way?: DirectedLine;
  /** Numbers of people that make a `crowd` when they stay for `CROWD_HOLD_S`. */
  readonly crowdPeople?: readonly number[];
  /** The same by people per 100 m² of the zone's ground; needs the camera's calibration. */
  readonly crowdDensity?: readonly number[];
  /** Seconds without its owner after which baggage is `left-behind`. */
  readonly leftBehindS?: readonly number[];
  /** Seconds of lying after which a person may have `fallen`. */
  readonly fallenS?: readonly number[];
  /** Whether the `speed` of vehicles is measured; needs the camera's calibration. */
  readonly speed?: boolean;
}

/** A directed counting line on the picture. With a calibrated camera the speed of what crosses it is measured too. */
export interface SceneLine {
  readonly id: string;
  readonly line: DirectedLine;
  readonly speed?: boolean;
}

/** A zone or line that cannot be used, and why. */
export interface ShapeFault {
  readonly id: string;
  readonly reason: string;
}

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
  const taken = new Set<string>();
  const usable = (id: string, reason: string | null): boolean => {
    const fault = taken.has(id) ? 'another shape has the same id' : reason;
    taken.add(id);
    if (fault !== null) faults.push({ id, reason: fault });
    return fault === null;
  };
  return {
    zones: zones.filter((zone) => usable(zone.id, zoneFault(zone))),
    lines: lines.filter((line) => usable(line.id, lineFault(line.line))),
    faults,
  };
}

/** Everything about a camera's zones, lines and calibration (as `calibration`) that cannot be used. */
export function sceneFaults(
  zones: readonly SceneZone[],
  lines: readonly SceneLine[],
  calibration: Calibration | null,
): readonly ShapeFault[] {
  const reason = calibration ? calibrationFault(calibration) : null;
  const checked = checkShapes(zones, lines);
  const groundless = checked.zones.filter(
    ({ polygon, crowdDensity = [] }) => crowdDensity.length > 0 && !(calibration && groundArea(polygon, calibration)),
  );
  return [
    ...checked.faults,
    ...(reason === null ? [] : [{ id: 'calibration', reason }]),
    // A calibration that is wrong is named already.
    ...(reason === null ? groundless : []).map(({ id }) => ({ id, reason: 'its ground is not known: no densities' })),
  ];
}

/** Why a zone cannot be observed, or null when it can. */
export function zoneFault(zone: SceneZone): string | null {
  if (zone.polygon.some(([x, y]) => !Number.isFinite(x + y))) return 'a corner is not a number';
  const marks = [
    zone.dwellS,
    zone.stoppedS,
    zone.crowdPeople,
    zone.crowdDensity,
    zone.leftBehindS,
    zone.fallenS,
  ].flatMap((list) => list ?? []);
  if (marks.some((mark) => !(mark >= 0 && Number.isFinite(mark)))) return 'a mark is not a number of seconds or people';
  const way = zone.way ? lineFault(zone.way) : null;
  return polygonFault(zone.polygon) ?? (way === null ? null : `the way: ${way}`);
}

/** Why a line cannot be counted, or null when it can. */
export function lineFault(line: DirectedLine): string | null {
  const trouble = lineTrouble(line);
  return trouble && geometryFaultText(trouble);
}

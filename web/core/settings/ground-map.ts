import type { Calibration } from '../../../contracts/devices.ts';
import { bearingTo, distanceM, placeAt, type Place } from '../map/bearing.ts';
import { withPoint, withRectangle } from './calibration-edit.ts';

/** The ground begins so far before a camera when nothing else is known, metres. */
const AHEAD_M = 8;
const CM = 100;

/** Metres east and north of a place. */
export function groundOf(origin: Place, place: Place): [number, number] {
  const [away, bearing] = [distanceM(origin, place), (bearingTo(origin, place) * Math.PI) / 180];
  return [toCm(away * Math.sin(bearing)), toCm(away * Math.cos(bearing))];
}

/** The place so many metres east and north of another. */
export function placeOf(origin: Place, [east, north]: readonly [number, number]): Place {
  const bearing = (Math.atan2(east, north) * 180) / Math.PI;
  return placeAt(origin, bearing, Math.hypot(east, north));
}

const toCm = (m: number): number => Math.round(m * CM) / CM;

/**
 * Lays points that were measured on the ground onto the map, before the camera and turned as it looks. Nothing that is measured with
 * them changes: they are moved and turned together. Those that lie on the map already stay.
 */
export function ontoMap(
  calibration: Calibration,
  camera: { readonly place: Place; readonly headingDeg: number },
): Calibration {
  if (calibration.origin !== undefined) return calibration;
  const heading = (camera.headingDeg * Math.PI) / 180;
  const right = calibration.points.map(({ groundM: [x] }) => x);
  const ahead = calibration.points.map(({ groundM: [, y] }) => y);
  const middle = (Math.min(...right) + Math.max(...right)) / 2;
  const nearest = Math.min(...ahead);
  const points = calibration.points.map(({ picture, groundM: [x, y] }) => {
    const [dx, dy] = [x - middle, y - nearest + AHEAD_M];
    const east = dx * Math.cos(heading) + dy * Math.sin(heading);
    const north = dy * Math.cos(heading) - dx * Math.sin(heading);
    return { picture, groundM: [toCm(east), toCm(north)] as [number, number] };
  });
  return { points, origin: { lat: camera.place.lat, lon: camera.place.lon } };
}

/** The way back: a rectangle of about the same size. */
export function offMap(calibration: Calibration): Calibration {
  const [far = 1, right = 1, near = 1, left = 1] = sideLengths(calibration);
  return withRectangle(calibration, Math.max(0.1, toCm((far + near) / 2)), Math.max(0.1, toCm((left + right) / 2)));
}

/** Puts one of the points somewhere on the map. */
export function withMapPoint(calibration: Calibration, index: number, place: Place): Calibration {
  if (calibration.origin === undefined) return calibration;
  return withPoint(calibration, index, { groundM: groundOf(calibration.origin, place) });
}

/** Where the points lie on the map; empty when they were measured on the ground. */
export function mapPoints({ points, origin }: Calibration): readonly Place[] {
  return origin === undefined ? [] : points.map(({ groundM }) => placeOf(origin, groundM));
}

/** Metres from each point to the next, around: what a tape on the street would say. */
export function sideLengths({ points }: Calibration): readonly number[] {
  return points.map(({ groundM: [x, y] }, i) => {
    const next = points[(i + 1) % points.length]?.groundM ?? [x, y];
    return Math.hypot(next[0] - x, next[1] - y);
  });
}

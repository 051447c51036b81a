import { expect, test } from 'vitest';
import { calibrationShare } from '../../contracts/calibration-error.ts';
import { calibration } from '../../contracts/devices.ts';
import { bearingTo, distanceM } from '../../web/core/map/bearing.ts';
import { calibrationErrors, FIRST_CALIBRATION, withRectangle } from '../../web/core/settings/calibration-edit.ts';
import {
  groundOf,
  mapPoints,
  offMap,
  ontoMap,
  placeOf,
  sideLengths,
  withMapPoint,
} from '../../web/core/settings/ground-map.ts';

const PLACE = { lat: 21.31, lon: 105.6 };
const LOOKS_EAST = { place: PLACE, headingDeg: 90 };

test('a place is so many metres east and north of another, and found again by them', () => {
  const place = placeOf(PLACE, [30, -40]);
  expect(distanceM(PLACE, place)).toBeCloseTo(50, 3);
  const [east, north] = groundOf(PLACE, place);
  expect([east, north]).toEqual([30, -40]);
});

test('points laid onto the map lie where the camera looks, and measure what they measured', () => {
  const laid = ontoMap(FIRST_CALIBRATION, LOOKS_EAST);
  expect(calibration.safeParse(laid).success).toBe(true);
  expect(laid.origin).toEqual(PLACE);
  const [farLeft, farRight, , nearLeft] = mapPoints(laid);
  if (!farLeft || !farRight || !nearLeft) expect.fail();
  // Looking east, what is far lies east, and what is left lies north.
  expect(farLeft.lon).toBeGreaterThan(nearLeft.lon);
  expect(farLeft.lat).toBeGreaterThan(farRight.lat);
  expect(bearingTo(nearLeft, farLeft)).toBeCloseTo(90, 0);
  expect(sideLengths(laid).map(Math.round)).toEqual(sideLengths(FIRST_CALIBRATION).map(Math.round));
  expect(ontoMap(laid, { place: { lat: 0, lon: 0 }, headingDeg: 0 })).toBe(laid);
});

test('a point clicked on the map is there, and the others stay', () => {
  const laid = ontoMap(FIRST_CALIBRATION, LOOKS_EAST);
  const to = placeOf(PLACE, [12.5, 7.25]);
  const moved = withMapPoint(laid, 2, to);
  expect(moved.points[2]?.groundM).toEqual([12.5, 7.25]);
  expect(moved.points.filter((_, i) => i !== 2)).toEqual(laid.points.filter((_, i) => i !== 2));
  expect(withMapPoint(FIRST_CALIBRATION, 2, to)).toBe(FIRST_CALIBRATION);
});

test('off the map it is a rectangle of that size again, and has no place', () => {
  const back = offMap(ontoMap(withRectangle(FIRST_CALIBRATION, 7, 30), LOOKS_EAST));
  expect(back.origin).toBeUndefined();
  expect(sideLengths(back).map(Math.round)).toEqual([7, 30, 7, 30]);
});

test('points from the map carry its error: the nearer they lie to each other, the wider the error bar', () => {
  const share = (widthM: number, lengthM: number) =>
    calibrationShare(ontoMap(withRectangle(FIRST_CALIBRATION, widthM, lengthM), LOOKS_EAST));
  expect(calibrationShare(FIRST_CALIBRATION)).toBe(0.03);
  expect(share(4, 8)).toBeGreaterThan(2 * share(20, 40));
  expect(share(200, 400)).toBeCloseTo(0.03, 2);
  const [onGround, onMap] = [FIRST_CALIBRATION, ontoMap(FIRST_CALIBRATION, LOOKS_EAST)].map((one) =>
    calibrationErrors(one, 50),
  );
  expect(onMap?.speedKmh).toBeGreaterThan(onGround?.speedKmh ?? Infinity);
});

import { expect, test } from 'vitest';
import { promisedReadings, standingValues } from '../../../../gateway/core/history/sensor-pace.ts';

const MINUTE = 60_000;
/** Every quarter of an hour, and from the second hour on every ten seconds. */
const PACES = [
  { fromMs: 0, everyS: 900 },
  { fromMs: 60 * MINUTE, everyS: 10 },
];

test('what was promised before a sensor was made quicker is what was promised then', () => {
  expect(promisedReadings(PACES, 0, 60 * MINUTE)).toBe(4);
  expect(promisedReadings(PACES, 60 * MINUTE, 120 * MINUTE)).toBe(360);
  expect(promisedReadings(PACES, 30 * MINUTE, 61 * MINUTE)).toBe(8);
  expect(promisedReadings(PACES, -60 * MINUTE, 0)).toBe(4);
});

test('a value stands until the next, and a sensor is silent after three of the intervals of that time', () => {
  const values = [7, null, null, null, null, null, null, null, null, null, null, 9, null];
  const steps = { fromMs: 0, stepMs: 5 * MINUTE };
  expect(standingValues(values, steps, PACES)).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 7, 7, null, 9, 9]);
  expect(standingValues([null, 1, null], { fromMs: 90 * MINUTE, stepMs: MINUTE }, PACES)).toEqual([null, 1, null]);
});

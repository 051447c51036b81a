import { expect, test } from 'vitest';
import { placeReadings, type Reading } from '../../web/core/map/reading-places.ts';

const aReading = (change: Partial<Reading> = {}): Reading => ({
  x: 100,
  y: 100,
  r: 10,
  half: 25,
  isUrgent: false,
  ...change,
});

test('a reading stands below its device where nothing is in the way', () => {
  expect(placeReadings([aReading()], [aReading()])).toEqual([{ x: 100, y: 123 }]);
});

test('a reading covers no other device: it goes above, or aside', () => {
  const below = { x: 105, y: 122, r: 10 };
  const above = { x: 95, y: 78, r: 10 };
  expect(placeReadings([aReading()], [aReading(), below])).toEqual([{ x: 100, y: 77 }]);
  expect(placeReadings([aReading()], [aReading(), below, above])).toEqual([{ x: 139, y: 100 }]);
});

test('readings do not cover each other; what is urgent is never left out', () => {
  const crowd = [-40, -20, 0, 20, 40].flatMap((dx) =>
    [-40, -20, 0, 20, 40].map((dy) => ({ x: 100 + dx, y: 100 + dy, r: 10 })),
  );
  expect(placeReadings([aReading()], crowd)).toEqual([null]);
  expect(placeReadings([aReading({ isUrgent: true })], crowd)).toEqual([{ x: 100, y: 123 }]);
  const [calm, urgent] = placeReadings(
    [aReading({ x: 90 }), aReading({ isUrgent: true })],
    [
      { x: 90, y: 100, r: 10 },
      { x: 100, y: 100, r: 10 },
    ],
  );
  expect(urgent).toEqual({ x: 100, y: 123 });
  expect(calm).toEqual({ x: 90, y: 77 });
});

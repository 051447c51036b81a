import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LiveBoxes } from '../../../contracts/telemetry.ts';
import { boxesAt, isMoving, withBoxes, type BoxHistory } from '../../../web/core/live/box-tracks.ts';

const at = (ms: number, ...tracks: readonly (readonly [id: string, x: number])[]): LiveBoxes => ({
  at: ms,
  boxes: tracks.map(([trackId, x]) => ({ trackId, class: 'person', score: 0.9, x, y: 0.5, w: 0.1, h: 0.2 })),
});
const history = (...all: readonly LiveBoxes[]): BoxHistory => all.reduce(withBoxes, [] as BoxHistory);
const drawn = (from: BoxHistory, ms: number) =>
  boxesAt(from, ms).map(({ trackId, x }) => [trackId, Number(x.toFixed(3))]);

test('between two findings a thing is on its way from one to the other', () => {
  const seen = history(at(1000, ['a', 0.2]), at(1200, ['a', 0.4]));
  expect([1000, 1050, 1150, 1200].map((ms) => drawn(seen, ms))).toEqual([
    [['a', 0.2]],
    [['a', 0.25]],
    [['a', 0.35]],
    [['a', 0.4]],
  ]);
});

test('after the last finding it stays for a moment, and then nothing is claimed', () => {
  const seen = history(at(1000, ['a', 0.2]));
  expect(drawn(seen, 1500)).toEqual([['a', 0.2]]);
  expect(drawn(seen, 2000)).toEqual([]);
  expect(drawn(seen, 900)).toEqual([]);
});

test('what comes and goes is there for its own half of the way', () => {
  const seen = history(at(1000, ['gone', 0.2]), at(1200, ['new', 0.8]));
  expect(drawn(seen, 1050)).toEqual([['gone', 0.2]]);
  expect(drawn(seen, 1150)).toEqual([]);
  expect(drawn(seen, 1200)).toEqual([['new', 0.8]]);
});

test('boxes that come late are put in their place, and those that come twice count once', () => {
  const seen = history(at(1000, ['a', 0.2]), at(1400, ['a', 0.6]), at(1200, ['a', 0.3]), at(1200, ['a', 0.4]));
  expect(seen.map((one) => one.at)).toEqual([1000, 1200, 1400]);
  expect(drawn(seen, 1200)).toEqual([['a', 0.4]]);
});

test('the history stays short whatever comes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { maxLength: 300 }), (moments) => {
      const seen = history(...moments.map((ms) => at(ms)));
      const [first, last] = [seen[0]?.at ?? 0, seen.at(-1)?.at ?? 0];
      return seen.length <= 100 && last - first <= 5000;
    }),
  );
});

test('a parked car is no movement; a person who walks, or comes, is', () => {
  expect(isMoving(history(at(0, ['car', 0.3]), at(500, ['car', 0.302]), at(1000, ['car', 0.299])))).toBe(false);
  expect(isMoving(history(at(0, ['p', 0.3]), at(1000, ['p', 0.36])))).toBe(true);
  expect(isMoving(history(at(0, ['car', 0.3]), at(1000, ['car', 0.3], ['p', 0.9])))).toBe(true);
  expect(isMoving([])).toBe(false);
});

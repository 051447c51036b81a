import { expect, test } from 'vitest';
import { compareDays } from '../../../../gateway/core/history/compare-days.ts';

function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 4_294_967_296;
  };
}
/** Days of four weeks, fewer on Sundays, each up to 20 % more or less. */
function weeks(seed: number, factor: number, count = 28) {
  const roll = dice(seed);
  return Array.from({ length: count }, (_, i) => ({
    day: `d${i}`,
    weekday: (i % 7) + 1,
    value: factor * (i % 7 === 6 ? 500 : 1000) * (0.8 + 0.4 * roll()),
  }));
}

test('a third more is found to be more, with the truth in its interval', () => {
  const { ratio, ratioLow, ratioHigh, p, verdict } = compareDays(weeks(1, 1), weeks(2, 1.33));
  expect(verdict).toBe('more');
  expect(p).toBeLessThan(0.01);
  expect(ratio).toBeCloseTo(1.33, 1);
  expect(ratioLow).toBeLessThan(1.33);
  expect(ratioHigh).toBeGreaterThan(1.33);
  expect(compareDays(weeks(2, 1.33), weeks(1, 1)).verdict).toBe('fewer');
});

test('of 100 comparisons of the same with itself about one in twenty is found different', () => {
  const wrong = Array.from({ length: 100 }, (_, i) => compareDays(weeks(i + 10, 1), weeks(i + 500, 1))).filter(
    ({ verdict }) => verdict !== 'no-difference-shown',
  );
  expect(wrong.length).toBeLessThanOrEqual(12);
});

test('a week against a week has an interval too, though each weekday is there once', () => {
  const { ratio, ratioLow, ratioHigh } = compareDays(weeks(5, 1, 7), weeks(6, 1.3, 7));
  expect((ratioHigh ?? 0) - (ratioLow ?? 0)).toBeGreaterThan(0.05);
  expect([ratioLow, ratio, ratioHigh].map(Number).toSorted((a, b) => a - b)).toEqual([ratioLow, ratio, ratioHigh]);
});

test('a period with more Sundays is not fewer for that', () => {
  const sundays = weeks(3, 1).flatMap((day) => (day.weekday === 7 ? [day, day, day] : [day]));
  expect(compareDays(weeks(4, 1), sundays).verdict).toBe('no-difference-shown');
});

test('fewer than five days a side say too little', () => {
  expect(compareDays(weeks(1, 1, 4), weeks(2, 2)).verdict).toBe('too-little');
  expect(compareDays([], []).verdict).toBe('too-little');
});

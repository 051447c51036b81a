import { expect, test } from 'vitest';
import { compareDays } from '../../../../gateway/core/history/compare-days.ts';

function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 4_294_967_296;
  };
}
const MONDAY = Date.UTC(2026, 2, 2);
const dayOf = (i: number) => new Date(MONDAY + i * 86_400_000).toISOString().slice(0, 10);
/** Days of four weeks, fewer on Sundays, each up to 20 % more or less. Those with an odd seed come four weeks later. */
function weeks(seed: number, factor: number, count = 28) {
  const roll = dice(seed);
  return Array.from({ length: count }, (_, i) => ({
    day: dayOf(i + (seed % 2) * 28),
    weekday: (i % 7) + 1,
    value: factor * (i % 7 === 6 ? 500 : 1000) * (0.8 + 0.4 * roll()),
  }));
}

test('a third more is found to be more, with the truth in its interval', () => {
  const { ratio, ratioLow, ratioHigh, p, verdict } = compareDays(weeks(2, 1), weeks(1, 1.33));
  expect(verdict).toBe('more');
  expect(p).toBeLessThan(0.01);
  expect(ratio).toBeCloseTo(1.33, 1);
  expect(ratioLow).toBeLessThan(1.33);
  expect(ratioHigh).toBeGreaterThan(1.33);
  expect(compareDays(weeks(1, 1.33), weeks(2, 1)).verdict).toBe('fewer');
});

test('of 100 comparisons of the same with itself about one in twenty is found different', () => {
  const wrong = Array.from({ length: 100 }, (_, i) => compareDays(weeks(2 * i + 10, 1), weeks(2 * i + 501, 1))).filter(
    ({ verdict }) => verdict !== 'no-difference-shown',
  );
  expect(wrong.length).toBeLessThanOrEqual(12);
});

test('where days that follow each other are alike, hardly more than one in twenty is found different', () => {
  const roll = dice(77);
  const normal = () => Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
  const [alike, runs] = [0.6, 200];
  let [wrong, holding] = [0, 0];
  for (let run = 0; run < runs; run++) {
    let error = normal();
    const days = Array.from({ length: 56 }, (_, i) => {
      error = alike * error + Math.sqrt(1 - alike * alike) * normal();
      return { day: dayOf(i), weekday: (i % 7) + 1, value: (i % 7 === 6 ? 500 : 1000) * Math.exp(0.12 * error) };
    });
    const { verdict, ratioLow, ratioHigh } = compareDays(days.slice(0, 28), days.slice(28));
    if (verdict !== 'no-difference-shown') wrong += 1;
    if ((ratioLow ?? 2) <= 1 && (ratioHigh ?? 0) >= 1) holding += 1;
  }
  // Days taken for independent would be found different 28 times in 100.
  expect(wrong / runs).toBeLessThan(0.1);
  expect(holding / runs).toBeGreaterThan(0.9);
});

test('days that are missing in between do no harm', () => {
  const some = weeks(2, 1).filter((_, i) => i % 5 !== 0);
  expect(compareDays(some, weeks(1, 1.4)).verdict).toBe('more');
});

test('a day on which nothing came does not make nonsense of the rest', () => {
  const [first, ...rest] = weeks(1, 1.4);
  const { verdict, ratioHigh } = compareDays(weeks(2, 1), first ? [{ ...first, value: 0 }, ...rest] : []);
  expect(['more', 'no-difference-shown']).toContain(verdict);
  expect(ratioHigh).toBeLessThan(3);
});

test('a week against a week has an interval too, though each weekday is there once', () => {
  const { ratio, ratioLow, ratioHigh } = compareDays(weeks(6, 1, 7), weeks(5, 1.3, 7));
  expect((ratioHigh ?? 0) - (ratioLow ?? 0)).toBeGreaterThan(0.05);
  expect([ratioLow, ratio, ratioHigh].map(Number).toSorted((a, b) => a - b)).toEqual([ratioLow, ratio, ratioHigh]);
});

test('a period with more Sundays is not fewer for that', () => {
  const sundays = [21, 28, 35].flatMap((later) =>
    weeks(5, 1).flatMap((day, i) => (i % 7 === 6 ? [{ ...day, day: dayOf(28 + later + i) }] : [])),
  );
  const days = new Map([...weeks(3, 1), ...sundays].map((day) => [day.day, day]));
  expect(compareDays(weeks(4, 1), [...days.values()]).verdict).toBe('no-difference-shown');
});

test('fewer than five days a side say too little', () => {
  expect(compareDays(weeks(1, 1, 4), weeks(2, 2)).verdict).toBe('too-little');
  expect(compareDays([], []).verdict).toBe('too-little');
});

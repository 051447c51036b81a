import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bandPath, linePath } from '../../web/core/charts/curve.ts';
import { LEVELS, levelsOf } from '../../web/core/charts/levels.ts';
import { niceScale } from '../../web/core/charts/scale.ts';
import { timeTicks } from '../../web/core/charts/time-ticks.ts';
import { cityDays } from '../../web/core/stats/city-days.ts';

const hanoi = cityDays('Asia/Ho_Chi_Minh');
const berlin = cityDays('Europe/Berlin');
const at = (text: string) => Date.parse(text);

test('a scale ends on round numbers and holds every value', () => {
  expect(niceScale([3, 1240]).ticks).toEqual([0, 250, 500, 750, 1000, 1250]);
  expect(niceScale([0.12, 0.31], 4, false).ticks).toEqual([0.1, 0.15, 0.2, 0.25, 0.3, 0.35]);
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 }),
      fc.boolean(),
      (values, fromZero) => {
        const { low, high, ticks } = niceScale(values, 5, fromZero);
        // What a double of that size cannot tell apart does not count, nor what is as near to nothing as that.
        const room = Math.max((high - low) * 1e-9, Math.max(...values.map(Math.abs)) * 1e-14, 1e-12);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(low - room);
        expect(Math.max(...values)).toBeLessThanOrEqual(high + room);
        expect(ticks.length).toBeLessThan(12);
        expect(high).toBeGreaterThan(low);
      },
    ),
  );
});

test('a scale without values, or with one value only, is still a scale', () => {
  expect(niceScale([])).toMatchObject({ low: 0, high: 1 });
  expect(niceScale([0, 0])).toMatchObject({ low: 0, high: 1 });
  expect(niceScale([NaN, 7])).toMatchObject({ low: 0 });
});

test('shades hold about equally many values each; nothing is level 0 and the most is the strongest', () => {
  const many = levelsOf(Array.from({ length: 60 }, (_, i) => i * i));
  expect(many.of(0)).toBe(0);
  expect(many.of(59 * 59)).toBe(LEVELS);
  expect(new Set(Array.from({ length: 60 }, (_, i) => many.of(i * i))).size).toBe(LEVELS + 1);
  expect(levelsOf([5, 5, 5]).of(5)).toBe(LEVELS);
  expect(levelsOf([]).of(3)).toBe(LEVELS);
});

test('a line breaks where nothing is known; what stands alone is still seen', () => {
  expect(linePath([[0, 1], [5, 2], null, [9, 3], null])).toBe('M0 1L5 2M7 3h4');
  expect(bandPath([[0, 0], [1, 0], null, [3, 0]], [[0, 2], [1, 2], null, [3, 2]])).toBe('M0 0L1 0L1 2L0 2Z');
});

test('marks of a day stand on hours, of a month on days, of a year on months, by the city clock', () => {
  const day = timeTicks(at('2026-11-24T17:00:00Z'), at('2026-11-25T17:00:00Z'), 10, hanoi);
  expect(day.map(({ at }) => hanoi.minuteOf(at) / 60)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 0]);
  const month = timeTicks(at('2026-10-31T17:00:00Z'), at('2026-11-30T17:00:00Z'), 8, hanoi);
  expect(month.map(({ at }) => hanoi.dayOf(at))).toEqual([
    '2026-11-02',
    '2026-11-09',
    '2026-11-16',
    '2026-11-23',
    '2026-11-30',
  ]);
  const year = timeTicks(at('2025-12-31T17:00:00Z'), at('2026-12-31T17:00:00Z'), 13, hanoi);
  expect(year).toHaveLength(13);
  expect(year[0]).toEqual({ at: at('2025-12-31T17:00:00Z'), unit: 'year' });
});

test('on the days the clock changes, no mark is doubled or lost', () => {
  const spring = timeTicks(at('2026-03-28T23:00:00Z'), at('2026-03-29T22:00:00Z'), 30, berlin);
  expect(spring).toHaveLength(24);
  expect(spring.map(({ at }) => berlin.minuteOf(at) / 60)).not.toContain(2);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 2, max: 20 }), (hours, most) => {
      const from = at('2026-03-01T00:30:00Z');
      const ticks = timeTicks(from, from + hours * 3_600_000, most, berlin).map(({ at }) => at);
      expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
      expect(ticks.length).toBeLessThanOrEqual(most + 2);
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seriesPath } from '../../web/core/series-path.ts';
import { iso, NOON } from './builders.ts';

const hour = 3_600_000;
const span = { from: NOON - hour, to: NOON, gapMs: 60_000 };
const size = { width: 100, height: 50 };
const at = (agoMs: number, value: number) => ({ at: iso(NOON - agoMs), value, quality: 'good' as const });

test('no readings, no curve', () => {
  expect(seriesPath([], span, size)).toBeNull();
  expect(seriesPath([at(2 * hour, 1)], span, size)).toBeNull();
});

test('a gap breaks the line instead of drawing a steady value over it', () => {
  const curve = seriesPath([at(300_000, 1), at(290_000, 2), at(10_000, 3)], span, size);
  expect(curve?.path.match(/M/g)).toHaveLength(2);
});

test('a spike survives thinning', () => {
  const points = Array.from({ length: 5000 }, (_, i) => at(hour - 1 - i * 700, i === 2500 ? 99 : 1));
  const curve = seriesPath(points, span, size);
  expect(curve?.max).toBe(99);
  expect(curve?.path).toContain(` ${curve?.y(99).toFixed(1)}`);
});

test('every reading and every limit lies inside the drawing', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(values, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (list, limit) => {
      const curve = seriesPath(
        list.map((value, i) => at(i * 1000, value)),
        span,
        size,
        [limit],
      );
      for (const value of [...list, limit]) {
        const y = curve?.y(value) ?? -1;
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(size.height);
      }
    }),
  );
});

test('a point that stands for a span shows how low and how high it went', () => {
  const curve = seriesPath([{ ...at(60_000, 5), min: 1, max: 9 }], span, size);
  expect(curve).toMatchObject({ min: 1, max: 9 });
});

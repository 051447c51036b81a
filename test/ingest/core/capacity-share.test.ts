import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minIntervalOf, shareCapacity, type Demand } from '../../../ingest/core/capacity-share.ts';

const demand = (cameraId: string, priority: Demand['priority'], wantedFps = 5): Demand => ({
  cameraId,
  priority,
  wantedFps,
});

describe('a machine that is full', () => {
  test('slows down low cameras first', () => {
    const granted = shareCapacity([demand('h', 'high'), demand('n', 'normal'), demand('l', 'low')], 11);
    expect(Object.fromEntries(granted)).toEqual({ h: 5, n: 5, l: 1 });
  });

  test('slows down normal cameras when the low ones have nothing more to give', () => {
    const granted = shareCapacity([demand('h', 'high'), demand('n', 'normal'), demand('l', 'low')], 7);
    expect(Object.fromEntries(granted)).toEqual({ h: 5, n: 1.5, l: 0.5 });
  });

  test('gives cameras of one priority the same, and what one does not want to the others', () => {
    const granted = shareCapacity([demand('a', 'low', 1), demand('b', 'low', 5), demand('c', 'low', 5)], 7);
    expect(Object.fromEntries(granted)).toEqual({ a: 1, b: 3, c: 3 });
  });
});

test('a machine with room gives everybody what they want', () => {
  const granted = shareCapacity([demand('h', 'high'), demand('l', 'low', 25)], 100);
  expect(Object.fromEntries(granted)).toEqual({ h: 5, l: 25 });
});

test('nobody gets more than they want, all together no more than there is, and nothing is kept back', () => {
  const tenths = (min: number, max: number) => fc.integer({ min, max }).map((whole) => whole / 10);
  const anyDemand = fc.record({
    cameraId: fc.string(),
    priority: fc.constantFrom('high' as const, 'normal' as const, 'low' as const),
    wantedFps: tenths(2, 250),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(anyDemand, { selector: ({ cameraId }) => cameraId, maxLength: 30 }),
      tenths(0, 1_000),
      (demands, capacity) => {
        const granted = shareCapacity(demands, capacity);
        const given = [...granted.values()].reduce((sum, fps) => sum + fps, 0);
        const wanted = demands.reduce((sum, { wantedFps }) => sum + wantedFps, 0);
        for (const { cameraId, wantedFps } of demands) {
          expect(granted.get(cameraId)).toBeLessThanOrEqual(wantedFps + 1e-9);
          expect(granted.get(cameraId)).toBeGreaterThanOrEqual(0);
        }
        expect(given).toBeCloseTo(Math.min(capacity, wanted), 6);
      },
    ),
  );
});

test('an agent is asked for a pause only when its camera gets less than it wants', () => {
  expect(minIntervalOf(5, 5)).toBe(0);
  expect(minIntervalOf(5, 2)).toBe(500);
  expect(minIntervalOf(5, 0)).toBe(20_000);
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type SimulatedQuantity, simulatedValue } from '../../../demo/sensors/signal.ts';

const PLAUSIBLE: Readonly<Record<SimulatedQuantity, readonly [number, number]>> = {
  'water-level': [230, 300],
  pm25: [3, 120],
  noise: [35, 80],
  temperature: [5, 42],
};
const quantity = fc.constantFrom<SimulatedQuantity>('water-level', 'pm25', 'noise', 'temperature');
const moment = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });

describe('a simulated sensor', () => {
  it('reads a plausible value at any time, the same for the same seed and time', () => {
    fc.assert(
      fc.property(quantity, fc.nat(1000), moment, (what, seed, atMs) => {
        const value = simulatedValue(what, seed, atMs);
        expect(value).toBeGreaterThanOrEqual(PLAUSIBLE[what][0]);
        expect(value).toBeLessThanOrEqual(PLAUSIBLE[what][1]);
        expect(simulatedValue(what, seed, atMs)).toBe(value);
      }),
    );
  });

  it('does not jump between two readings a second apart', () => {
    fc.assert(
      fc.property(quantity, fc.nat(1000), moment, (what, seed, atMs) => {
        const jump = Math.abs(simulatedValue(what, seed, atMs + 1000) - simulatedValue(what, seed, atMs));
        expect(jump).toBeLessThan(1);
      }),
    );
  });

  it('differs from its neighbour of the same kind', () => {
    const day = Array.from({ length: 24 }, (_, hour) => 1_790_000_000_000 + hour * 3_600_000);
    expect(day.map((at) => simulatedValue('pm25', 1, at))).not.toEqual(day.map((at) => simulatedValue('pm25', 2, at)));
  });
});

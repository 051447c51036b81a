import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineCrossing } from '../../../../ingest/core/zones/line-crossing.ts';
import { aPerson, aScene, looks, play, words } from './staging.ts';

/** A line across the middle, drawn upwards: from left to right is forward. */
const gate = { id: 'gate', line: { from: [0.5, 1], to: [0.5, 0.1] } } as const;

describe('a counting line', () => {
  it('counts who crosses it once, with direction and the moment of crossing', () => {
    const said = play(
      aScene({ lines: [gate] }),
      looks(40, (i) => [aPerson(0.2 + i * 0.015)]),
    );
    expect(words(said)).toEqual(['crossed forward']);
    expect(said[0]?.since).toBeGreaterThan(10_000 + 19 * 200);
    expect(said[0]?.since).toBeLessThan(10_000 + 22 * 200);
  });

  it('counts the way back in the other direction, and the way there again', () => {
    const film = looks(120, (i) => [aPerson(0.5 - 0.2 * Math.cos((2 * Math.PI * i) / 80))]);
    expect(words(play(aScene({ lines: [gate] }), film))).toEqual([
      'crossed forward',
      'crossed backward',
      'crossed forward',
    ]);
  });

  it('counts nobody who stands on the line and trembles', () => {
    const film = looks(100, (i) => [aPerson(0.5 + 0.004 * Math.sin(i * 1.7))]);
    expect(play(aScene({ lines: [gate] }), film)).toEqual([]);
  });

  it('counts nobody who goes round its end', () => {
    const upperHalf = { id: 'gate', line: { from: [0.5, 0.5], to: [0.5, 0] } } as const;
    const film = looks(40, (i) => [aPerson(0.2 + i * 0.015, 0.7)]);
    expect(play(aScene({ lines: [upperHalf] }), film)).toEqual([]);
  });

  it('counts somebody who crosses while hidden', () => {
    const film = looks(40, (i) => (i > 16 && i < 23 ? [] : [aPerson(0.2 + i * 0.015)]));
    expect(words(play(aScene({ lines: [gate] }), film))).toEqual(['crossed forward']);
  });

  it('counts a balance that agrees with the sides on which any walk begins and ends', () => {
    const coordinate = fc.double({ min: -0.2, max: 0.2, noNaN: true });
    fc.assert(
      fc.property(fc.array(coordinate, { minLength: 2, maxLength: 30 }), (walk) => {
        const line = createLineCrossing({ x: 0, y: 10 }, { x: 0, y: -10 });
        const margin = 0.02;
        let balance = 0;
        for (const [at, x] of walk.entries()) {
          const crossed = line.look({ x, y: 0 }, margin, at * 100);
          if (crossed) balance += crossed.direction === 'forward' ? 1 : -1;
        }
        const clear = walk.filter((x) => Math.abs(x) >= margin).map((x) => Math.sign(x));
        const first = Math.sign(walk[0] ?? 0) || 1;
        const start = Math.abs(walk[0] ?? 0) >= margin ? first : (clear[0] ?? 0) === first ? first : -(clear[0] ?? 0);
        const end = clear.at(-1) ?? start;
        if (clear.length > 0) expect(balance).toBe((end - start) / 2);
        else expect(balance).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineCrossing } from '../../../../ingest/core/zones/line-crossing.ts';
import { aCar, aPerson, aScene, looks, play, words } from './staging.ts';

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

  it('counts a fast car that is found only beyond it, at the moment its way leads back to', () => {
    const found = looks(14, (i) => (i < 5 ? [] : [aCar(0.55 + 0.1 * (i - 5))]));
    const said = play(aScene({ lines: [gate] }), found);
    expect(words(said)).toEqual(['crossed forward']);
    expect(Math.abs((said[0]?.since ?? 0) - (10_000 + 4.5 * 200))).toBeLessThan(60);
  });

  it('counts a car that is found weakly before it and well only beyond it', () => {
    const film = looks(14, (i) => [{ ...aCar(0.2 + 0.06 * i), score: i < 7 ? 0.3 : 0.7 }]);
    expect(words(play(aScene({ lines: [gate] }), film))).toEqual(['crossed forward']);
  });

  it('counts no car that drives off beside it, comes in at the edge of the picture, or is there from the first look', () => {
    const driveOff = looks(20, (i) => [aCar(0.56 + Math.max(0, i - 10) * 0.05)]);
    const atTheEdge = { id: 'edge', line: { from: [0.04, 1], to: [0.04, 0.1] } } as const;
    const comeIn = looks(12, (i) => (i < 3 ? [] : [aCar(0.08 + 0.1 * (i - 3))]));
    const fromTheStart = looks(6, (i) => [aCar(0.55 + 0.1 * i)]);
    expect(play(aScene({ lines: [gate] }), driveOff)).toEqual([]);
    expect(play(aScene({ lines: [atTheEdge] }), comeIn)).toEqual([]);
    expect(play(aScene({ lines: [gate] }), fromTheStart)).toEqual([]);
  });

  it('counts a car once that becomes another track on the line or just beyond it', () => {
    for (const lostAt of [3, 4, 5, 6]) {
      // From the look on at which it is lost it is called a person: another track for certain.
      const film = looks(14, (i) => {
        const car = aCar(0.25 + 0.06 * i);
        return i < lostAt ? [car] : [{ ...car, className: 'boat' }];
      });
      const said = play(aScene({ lines: [gate] }), film).filter(({ kind }) => kind === 'crossed');
      expect(said.map(({ direction }) => direction)).toEqual(['forward']);
    }
  });

  it('counts a car once that is found as two things from the line on', () => {
    const film = looks(14, (i) => {
      const car = aCar(0.25 + 0.1 * i);
      return i < 3 ? [car] : [car, { ...car, className: 'motorcycle', score: 0.7 }];
    });
    expect(words(play(aScene({ lines: [gate] }), film))).toEqual(['crossed forward']);
  });

  it('counts a car once that is found twice while it crosses, and two that cross beside or behind each other twice', () => {
    const crossedBy = (of: (i: number) => ReturnType<typeof aCar>[]) =>
      play(aScene({ lines: [gate] }), looks(14, of)).filter(({ kind }) => kind === 'crossed').length;
    const car = (i: number) => aCar(0.25 + 0.06 * i);
    const beside = (i: number) => ({ ...car(i), box: { ...car(i).box, y: car(i).box.y - 0.12 } });
    const behind = (i: number) => aCar(0.25 + 0.06 * (i - 2));
    expect(crossedBy((i) => (i < 3 ? [car(i)] : [car(i), { ...car(i), className: 'boat', score: 0.7 }]))).toBe(1);
    // What is only ever found weakly is no object, and takes no other's crossing away.
    const ghost = (i: number) => ({ ...car(i), className: 'boat', score: 0.3 });
    expect(crossedBy((i) => (i < 1 ? [ghost(i)] : [ghost(i), car(i)]))).toBe(1);
    expect(crossedBy((i) => [car(i), beside(i)])).toBe(2);
    expect(crossedBy((i) => [car(i), behind(i)])).toBe(2);
  });

  it('counts any car that drives through once, whatever its pace and whichever looks miss it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 0.12, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        (pace, phase, missed) => {
          let misses = 0;
          const film = looks(60, (i) => {
            const x = -0.1 + pace * (i - 2 + phase);
            // Never two looks in a row: what nobody sees for longer nobody can follow.
            misses = missed[i] && misses === 0 ? 1 : 0;
            return x < 0.1 || x > 0.95 || misses > 0 ? [] : [aCar(x)];
          });
          const said = play(aScene({ lines: [gate] }), film).filter(({ kind }) => kind === 'crossed');
          expect(said.length).toBeLessThanOrEqual(1);
          // Seen at three looks in a row beyond or before the line it is counted.
          if (pace <= 0.06) expect(said).toHaveLength(1);
        },
      ),
      { numRuns: 150 },
    );
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

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paceOf, targetAfter } from '../../../web/core/live/pace.ts';

/** Plays for a minute while pictures come ten times a second, each by so much too late. */
function play(
  latenessS: (i: number) => number,
  startBehindS: number,
): { behind: number[]; seeks: number; stalls: number } {
  let [positionS, rate, seeks, stalls] = [10 - startBehindS, 1, 0, 0];
  const behind: number[] = [];
  for (let ms = 0; ms < 60_000; ms += 20) {
    const nowS = 10 + ms / 1000;
    let newestS = 10;
    for (let i = 0; i * 0.1 + latenessS(i) <= ms / 1000; i++) newestS = Math.max(newestS, 10 + i * 0.1);
    if (positionS + 0.02 * rate > newestS) stalls++;
    else positionS += 0.02 * rate;
    const pace = paceOf({ positionS, newestS, wholeFromS: 0, targetS: 0.25, rate });
    if (pace.kind === 'seek') [positionS, seeks] = [pace.toS, seeks + 1];
    else rate = pace.rate;
    if (ms > 20_000) behind.push(nowS - positionS);
  }
  return { behind, seeks, stalls };
}

test('a steady film is followed a quarter of a second behind, without a jump', () => {
  const { behind, seeks, stalls } = play(() => 0, 0.9);
  expect(Math.max(...behind)).toBeLessThan(0.5);
  expect([seeks, stalls]).toEqual([0, 0]);
});

test('after a stop of the line it jumps once and is live again', () => {
  const stop = (i: number) => (i > 100 && i < 140 ? (140 - i) * 0.1 : 0.05);
  const { behind, seeks } = play(stop, 0.25);
  expect(seeks).toBe(1);
  expect(behind.at(-1)).toBeLessThan(0.5);
});

test('from before a gap it jumps to where the film is whole again', () => {
  const at = { positionS: 4, newestS: 4.9, wholeFromS: 4.8, targetS: 0.25, rate: 1 };
  expect(paceOf(at)).toEqual({ kind: 'seek', toS: 4.8 });
});

test('a jump never leads beyond the newest picture or before the gap', () => {
  const playing = fc.record({
    positionS: fc.double({ min: 0, max: 100, noNaN: true }),
    newestS: fc.double({ min: 0, max: 100, noNaN: true }),
    wholeFromS: fc.double({ min: 0, max: 100, noNaN: true }),
    targetS: fc.double({ min: 0.25, max: 1.5, noNaN: true }),
    rate: fc.constantFrom(1, 1.1, 0.95),
  });
  fc.assert(
    fc.property(playing, (at) => {
      fc.pre(at.wholeFromS <= at.newestS);
      const pace = paceOf(at);
      if (pace.kind === 'rate') return pace.rate >= 0.95 && pace.rate <= 1.1;
      return pace.toS >= at.wholeFromS && pace.toS <= at.newestS;
    }),
  );
});

test('an unsteady line is watched from further away, within a bound', () => {
  expect(targetAfter(0)).toBe(0.25);
  expect(targetAfter(3)).toBeGreaterThan(0.5);
  expect(targetAfter(100)).toBe(1.5);
});

import { describe, expect, it } from 'vitest';

import { createClockJudge } from '../../../../edge-agent/core/health/clock-judge.ts';

/** Asks several times a second for so long. @returns the seconds at which the answer changed */
function changes(aheadAt: (atS: number) => number | undefined, seconds: number): number[] {
  const judge = createClockJudge();
  const found: number[] = [];
  let before = false;
  for (let atMs = 0; atMs < seconds * 1000; atMs += 200) {
    const now = judge.isWrong(aheadAt(atMs / 1000), atMs);
    if (now !== before) found.push(atMs / 1000);
    before = now;
  }
  return found;
}

describe('a camera’s clock', () => {
  it('is called wrong within ten seconds when it is minutes off, either way', () => {
    for (const off of [-120_000, 120_000]) {
      const [at, ...more] = changes((s) => (s < 20 ? -150 : off), 60);
      expect(more).toEqual([]);
      expect((at ?? 0) - 20).toBeLessThan(10);
    }
  });

  it('is right while it is as far behind as coding and the way take, or says nothing', () => {
    expect(changes((s) => -150 - 1500 * Math.abs(Math.sin(s)), 60)).toEqual([]);
    expect(changes(() => undefined, 60)).toEqual([]);
  });

  it('does not flap around the limit, and is right again when it was set', () => {
    expect(changes((s) => (s % 2 < 1 ? 1900 : 2100), 60)).toEqual([]);
    expect(changes((s) => (s < 20 ? 60_000 : -100), 60)).toEqual([4, 30]);
  });
});

import { describe, expect, it } from 'vitest';
import type { ScoredBox } from '../../../../ingest/core/tracking/scored-box.ts';
import type { TrackState } from '../../../../ingest/core/tracking/track-state.ts';
import { createTracker } from '../../../../ingest/core/tracking/tracker.ts';
import { aPerson, feed, range, shownIds } from './walkers.ts';

describe('a tracker whose objects are not seen', () => {
  it('finds a person again who was hidden for a second while walking on', () => {
    const frames = range(50, (i) => (i >= 20 && i < 30 ? [] : [aPerson(0.2 + 0.01 * i)]));
    const states = feed(createTracker(), frames);
    expect(states[25]?.[0]?.stage).toBe('lost');
    expect(shownIds(states[49] ?? [])).toEqual([1]);
  });

  it('ends a track that stays away for longer than it is kept, once', () => {
    const states = feed(createTracker({ keepLostMs: 1000 }), [
      ...range(5, (i) => [aPerson(0.3 + 0.01 * i)]),
      ...range(20, () => []),
    ]);
    const ended = states.flatMap((frame, at) => (frame.some(({ stage }) => stage === 'ended') ? [at] : []));
    expect(ended).toEqual([14]);
    expect(states[24]).toEqual([]);
  });

  it.each([
    ['right', (i: number) => aPerson(0.55 + 0.04 * i)],
    ['left', (i: number) => aPerson(0.45 - 0.04 * i)],
  ])('ends a track at once when it has walked out of the picture on the %s', (_side, step) => {
    const states = feed(createTracker(), [...range(12, (i) => [step(i)]), ...range(8, () => [])]);
    const end = states.findIndex((frame) => frame.some(({ stage }) => stage === 'ended'));
    expect(end).toBeGreaterThan(11);
    expect(end).toBeLessThanOrEqual(15);
  });

  it('carries standing people through ten quiet minutes under the same id', () => {
    const tracker = createTracker();
    feed(
      tracker,
      range(5, () => [aPerson(0.5)]),
    );
    for (let s = 1; s <= 600; s++) tracker.carry(50_500 + s * 1000);
    const [after] = tracker.update(50_500 + 600_500, [aPerson(0.503)]);
    expect([after?.id, after?.seen, after?.unseenMs]).toEqual([1, true, 0]);
  });

  it('lets somebody go in quiet time who was looked for twice in vain, but nobody who was missed once', () => {
    const endsAfter = (missed: number): number => {
      const tracker = createTracker();
      feed(tracker, [...range(10, (i) => [aPerson(0.3 + 0.02 * i)]), ...range(missed, () => [])]);
      const quiet = range(60, (i) => tracker.carry(51_000 + 100 * missed + 500 * i));
      return quiet.findIndex((states) => states.some(({ stage }) => stage === 'ended'));
    };
    expect([endsAfter(1), endsAfter(2), endsAfter(10)]).toEqual([-1, 6, 4]);
  });

  it('knows somebody again who stood unseen through two still checks, but not after a third', () => {
    const tracker = createTracker();
    feed(
      tracker,
      range(10, () => [aPerson(0.5)]),
    );
    const check = (second: number, found: boolean): readonly TrackState[] => {
      for (let s = second - 9; s < second; s++) tracker.carry(51_000 + s * 1000);
      return tracker.update(51_000 + second * 1000, found ? [aPerson(0.5)] : []);
    };
    check(10, false);
    check(20, false);
    expect(check(30, true).map(({ id, stage }) => `${id} ${stage}`)).toEqual(['1 confirmed']);
    check(40, false);
    check(50, false);
    check(60, false);
    expect(check(70, true).map(({ id, stage }) => `${id} ${stage}`)).toEqual(['2 tentative']);
  });

  it('knows a parked car again after an outage, but not a car that has come to stand elsewhere', () => {
    const aCar = (x: number): ScoredBox => ({ className: 'car', score: 0.9, box: { x, y: 0.5, w: 0.2, h: 0.1 } });
    const tracker = createTracker();
    feed(
      tracker,
      range(5, () => [aCar(0.2), aCar(0.6)]),
    );
    const after = tracker.update(50_000 + 60_000, [aCar(0.2), aCar(0.68)]);
    expect(after.map(({ id, stage }) => `${id} ${stage}`)).toEqual(['1 confirmed', '2 ended', '3 tentative']);
  });

  it('knows a parked car again that a bus has hidden for ten seconds, but not another car that went on', () => {
    const aCar = (x: number, y: number): ScoredBox => ({
      className: 'car',
      score: 0.9,
      box: { x, y, w: 0.2, h: 0.1 },
    });
    const tracker = createTracker();
    feed(tracker, [...range(10, (i) => [aCar(0.2, 0.3), aCar(0.1 + 0.04 * i, 0.7)]), ...range(100, () => [])]);
    const after = tracker.update(50_000 + 111 * 100, [aCar(0.2, 0.3), aCar(0.46, 0.7)]);
    // the parked car is further right at first, so it is track 2
    expect(after.map(({ id, stage }) => `${id} ${stage}`)).toEqual(['2 confirmed', '3 tentative']);
  });

  it('does not age tracks outside the parts that were looked at', () => {
    const tracker = createTracker();
    feed(
      tracker,
      range(5, () => [aPerson(0.2), aPerson(0.8)]),
    );
    const rightHalf = [{ x: 0.5, y: 0, w: 0.5, h: 1 }];
    let last: readonly TrackState[] = [];
    for (let i = 1; i <= 100; i++) last = tracker.update(50_500 + i * 100, [aPerson(0.8)], rightHalf);
    expect(last.map(({ stage }) => stage)).toEqual(['confirmed', 'confirmed']);
  });

  it('does not miss a track of which only a part lies where it was looked', () => {
    const tracker = createTracker();
    feed(
      tracker,
      range(5, () => [aPerson(0.52)]),
    );
    const rightHalf = [{ x: 0.5, y: 0, w: 0.5, h: 1 }];
    expect(tracker.update(50_500, [], rightHalf).map(({ stage }) => stage)).toEqual(['confirmed']);
  });

  it('ends a track that was lost, though nobody looks there any more', () => {
    const tracker = createTracker();
    feed(tracker, [...range(5, (i) => [aPerson(0.2 + 0.02 * i)]), []]);
    const rightHalf = [{ x: 0.5, y: 0, w: 0.5, h: 1 }];
    const states = range(40, (i) => tracker.update(50_600 + i * 100, [], rightHalf)).flat();
    expect(states.at(-1)?.stage).toBe('ended');
  });
});

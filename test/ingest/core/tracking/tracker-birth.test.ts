import { describe, expect, it } from 'vitest';
import { createTracker } from '../../../../ingest/core/tracking/tracker.ts';
import { aPerson, feed, range } from './walkers.ts';

describe('what a tracker takes for an object', () => {
  it('follows one person under one id and confirms at the second sure look', () => {
    const states = feed(
      createTracker(),
      range(20, (i) => [aPerson(0.2 + 0.01 * i)]),
    );
    expect(states[0]?.[0]?.stage).toBe('tentative');
    expect(states[1]?.[0]?.stage).toBe('confirmed');
    expect(new Set(states.flat().map(({ id }) => id))).toEqual(new Set([1]));
  });

  it('does not take a single flash for an object', () => {
    const states = feed(createTracker(), [[aPerson(0.5)], ...range(10, () => [])]);
    expect(states.flat().some(({ wasConfirmed }) => wasConfirmed)).toBe(false);
    expect(states.flat().filter(({ stage }) => stage === 'ended')).toHaveLength(1);
  });

  it('takes nothing that is seen once for an object, however sure the detector is', () => {
    const [first] = feed(createTracker({ confirmEvidence: 0.5 }), [[aPerson(0.5, 0.5, { score: 0.99 })]]);
    expect(first?.map(({ stage }) => stage)).toEqual(['tentative']);
  });

  it('starts tracks from the seed score on, as many as may be followed, and counts the rest', () => {
    const tracker = createTracker({ seedScore: 0.6, mostTracks: 2 });
    const scores = [0.55, 0.7, 0.8, 0.9];
    tracker.update(
      0,
      scores.map((score, i) => aPerson(0.1 + 0.2 * i, 0.5, { score })),
    );
    const { born, refusedFull } = tracker.counts();
    expect([born, refusedFull]).toEqual([2, 1]);
  });

  it('takes for an object what was seen weakly once it is seen well, and has followed it from the first look', () => {
    const scores = [0.25, 0.3, 0.25, 0.3, 0.7];
    const states = feed(
      createTracker(),
      scores.map((score, i) => [aPerson(0.2 + 0.01 * i, 0.5, { score })]),
    ).map(([state]) => state);
    expect(states.map((state) => state?.wasConfirmed)).toEqual([false, false, false, false, true]);
    expect([states[4]?.id, states[4]?.bornAt]).toEqual([1, 50_000]);
  });

  it('never takes for an object what is only ever seen weakly', () => {
    const states = feed(
      createTracker(),
      range(40, (i) => [aPerson(0.2 + 0.01 * i, 0.5, { score: 0.35 })]),
    );
    expect(states.flat().some(({ wasConfirmed }) => wasConfirmed)).toBe(false);
  });

  it('takes one object that is found twice in a look for one', () => {
    const twice = range(5, () => [aPerson(0.5), aPerson(0.502, 0.501, { score: 0.6 })]);
    expect(feed(createTracker(), twice).at(-1)).toHaveLength(1);
  });
});

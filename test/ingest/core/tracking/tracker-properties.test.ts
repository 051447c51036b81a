import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoredBox } from '../../../../ingest/core/tracking/scored-box.ts';
import type { TrackState } from '../../../../ingest/core/tracking/track-state.ts';
import { createTracker } from '../../../../ingest/core/tracking/tracker.ts';
import { TRACKER_DEFAULTS, type TrackerOptions } from '../../../../ingest/core/tracking/tracker-settings.ts';
import { aPerson, feed, range } from './walkers.ts';

/** Some walkers with steady courses, seen with a little tremble and some misses. */
const crowd = fc.array(
  fc.record({
    x: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
    y: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
    vx: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
    vy: fc.double({ min: -0.004, max: 0.004, noNaN: true }),
    missEvery: fc.integer({ min: 3, max: 9 }),
    score: fc.double({ min: 0.3, max: 0.95, noNaN: true }),
  }),
  { minLength: 1, maxLength: 8 },
);

function walk(
  walkers: readonly { x: number; y: number; vx: number; vy: number; missEvery: number; score: number }[],
): ScoredBox[][] {
  return range(20, (i) =>
    walkers
      .filter(({ missEvery }, who) => (i + who) % missEvery !== 0)
      .map(({ x, y, vx, vy, score }, who) =>
        aPerson(x + vx * i + 0.002 * Math.sin(7 * i + who), y + vy * i, { score }),
      ),
  );
}

describe('any tracker', () => {
  it('gives the same tracks whatever the order of the detections', () => {
    fc.assert(
      fc.property(crowd, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (walkers, chance) => {
        const frames = walk(walkers);
        const shuffled = frames.map((frame) =>
          frame
            .map((box) => ({ box, key: chance.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ box }) => box),
        );
        expect(feed(createTracker(), shuffled)).toEqual(feed(createTracker(), frames));
      }),
    );
  });

  it('gives the same associations when time runs at another pace and its settings with it', () => {
    const identities = (states: readonly TrackState[][]): string[] =>
      states.map((frame) => frame.map(({ id, stage, seen }) => `${id} ${stage} ${seen}`).join(', '));
    fc.assert(
      fc.property(crowd, fc.constantFrom(0.0625, 0.25, 4), (walkers, pace) => {
        const frames = walk(walkers);
        const plain = createTracker();
        const paced = createTracker(atPace(pace));
        expect(identities(feed(paced, frames, 128 * pace))).toEqual(identities(feed(plain, frames, 128)));
      }),
    );
  });

  it('gives people who keep apart one identity each at any frame rate, up to five sixths of a body width per look', () => {
    const paces = fc.tuple(fc.integer({ min: 33, max: 1000 }), fc.double({ min: 0, max: 0.35, noNaN: true }));
    fc.assert(
      fc.property(paces, ([everyMs, perSecond]) => {
        const step = Math.min(0.05, (perSecond * everyMs) / 1000);
        const frames = range(12, (i) => [aPerson(0.1 + step * i, 0.3), aPerson(0.9 - step * i, 0.7)]);
        const ids = feed(createTracker(), frames, everyMs)
          .flat()
          .map(({ id }) => id);
        expect(new Set(ids).size).toBe(2);
      }),
    );
  });

  it('never uses an id twice and lists it ended at most once', () => {
    fc.assert(
      fc.property(crowd, (walkers) => {
        const tracker = createTracker({ keepLostMs: 200, keepTentativeMs: 100 });
        const ended = new Set<number>();
        for (const state of [...feed(tracker, walk(walkers)), tracker.finish()].flat()) {
          expect(ended.has(state.id)).toBe(false);
          if (state.stage === 'ended') ended.add(state.id);
        }
        const { born, ended: count } = tracker.counts();
        expect([born, count]).toEqual([ended.size, ended.size]);
      }),
    );
  });

  it('stays sane and counts what it refused, whatever numbers it is given', () => {
    const anyNumber = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 0, -1, 1e-300, 1e300));
    const anyBox = fc.record({
      className: fc.constantFrom('person', 'car', 'unheard-of'),
      score: anyNumber,
      box: fc.record({ x: anyNumber, y: anyNumber, w: anyNumber, h: anyNumber }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(anyNumber, fc.array(anyBox, { maxLength: 5 })), { maxLength: 12 }), (looks) => {
        const tracker = createTracker();
        for (const [at, boxes] of looks) {
          for (const { box, ageMs } of tracker.update(at, [...boxes, aPerson(0.5)])) {
            expect(Number.isFinite(box.x + box.y + box.w + box.h + ageMs)).toBe(true);
            expect(box.w > 0 && box.h > 0 && ageMs >= 0).toBe(true);
          }
        }
        const counts = tracker.counts();
        expect(counts.detections).toBe(looks.reduce((sum, [, boxes]) => sum + boxes.length + 1, 0));
      }),
      { numRuns: 300 },
    );
  });

  it('goes on under the same ids when the camera clock stands still or jumps back, and counts it', () => {
    const tracker = createTracker();
    const times = [1000, 1100, 1200, 1200, 1200, 500, 600, 700, -86_400_000, -86_399_900];
    const ids = times.flatMap((at, i) => tracker.update(at, [aPerson(0.3 + 0.01 * i)]).map(({ id }) => id));
    expect(new Set(ids)).toEqual(new Set([1]));
    expect(tracker.counts().clockHealed).toBe(4);
  });
});

/** Settings whose every duration and speed is that of the defaults at another pace of time. */
function atPace(pace: number): TrackerOptions {
  const { noise, affinity, certainty, keepTentativeMs, keepLostMs, keepStandingMs, coastMs } = TRACKER_DEFAULTS;
  return {
    keepTentativeMs: keepTentativeMs * pace,
    keepLostMs: keepLostMs * pace,
    keepStandingMs: keepStandingMs * pace,
    coastMs: coastMs * pace,
    noise: {
      wander: noise.wander / Math.sqrt(pace),
      accelerate: noise.accelerate / (pace * Math.sqrt(pace)),
      firstVelocity: noise.firstVelocity / pace,
      travelDecayS: noise.travelDecayS * pace,
      shapeDecayS: noise.shapeDecayS * pace,
    },
    affinity: { courseSpanMs: affinity.courseSpanMs * pace },
    certainty: {
      memoryMs: certainty.memoryMs * pace,
      spanMs: certainty.spanMs * pace,
      flickerMemoryMs: certainty.flickerMemoryMs * pace,
      flickerMs: certainty.flickerMs * pace,
    },
  };
}

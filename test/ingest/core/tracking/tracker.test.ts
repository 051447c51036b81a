import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoredBox } from '../../../../ingest/core/tracking/scored-box.ts';
import type { TrackState } from '../../../../ingest/core/tracking/track-state.ts';
import { createTracker, type Tracker } from '../../../../ingest/core/tracking/tracker.ts';
import { TRACKER_DEFAULTS, type TrackerOptions } from '../../../../ingest/core/tracking/tracker-settings.ts';

/** A person-shaped detection, fractions of a 4:3 picture, given by its centre. */
function aPerson(cx: number, cy = 0.5, over: Partial<ScoredBox> = {}): ScoredBox {
  return { className: 'person', score: 0.8, box: { x: cx - 0.03, y: cy - 0.1, w: 0.06, h: 0.2 }, ...over };
}

function feed(tracker: Tracker, frames: readonly (readonly ScoredBox[])[], everyMs = 100): TrackState[][] {
  return frames.map((frame, at) => [...tracker.update(50_000 + at * everyMs, frame)]);
}

function shownIds(states: readonly TrackState[]): number[] {
  return states.filter(({ seen, wasConfirmed }) => seen && wasConfirmed).map(({ id }) => id);
}

function range<T>(count: number, of: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => of(at));
}

describe('a tracker', () => {
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

  it('keeps two people apart who meet while both are hidden', () => {
    const frames = range(16, (i) => [aPerson(0.5 - 0.11 + 0.015 * i, 0.5), aPerson(0.5 + 0.11 - 0.015 * i, 0.5)]);
    const states = feed(
      createTracker(),
      frames.map((frame, i) => (i === 7 || i === 8 ? [] : frame)),
      200,
    );
    const right = states.at(-1)?.reduce((a, b) => (a.box.x > b.box.x ? a : b));
    // track 1 came from the left
    expect(right?.id).toBe(1);
  });

  it('goes on under the same ids when the camera sways in the wind', () => {
    const sway = (i: number): number => 0.07 * Math.sin(2.5 * i);
    const frames = range(60, (i) =>
      [0.2, 0.35, 0.5, 0.65].map((x, who) => aPerson(x + sway(i), 0.3 + 0.12 * who + 0.002 * i, { score: 0.7 })),
    );
    const states = feed(createTracker(), frames);
    expect(Math.max(...states.flat().map(({ id }) => id))).toBe(4);
    for (const [at, { box }] of (states.at(-1) ?? []).entries()) {
      expect(Math.abs(box.x - (frames.at(-1)?.[at]?.box.x ?? 0))).toBeLessThan(0.01);
    }
  });

  it('keeps two people apart who walk through each other', () => {
    const frames = range(60, (i) => [aPerson(0.2 + 0.01 * i, 0.5), aPerson(0.8 - 0.01 * i, 0.52)]);
    const states = feed(createTracker(), frames);
    const [left, right] = [...(states[5] ?? [])].sort((a, b) => a.box.x - b.box.x);
    const [newLeft, newRight] = [...(states[59] ?? [])].sort((a, b) => a.box.x - b.box.x);
    expect([newLeft?.id, newRight?.id]).toEqual([right?.id, left?.id]);
  });

  it('finds a person again who was hidden for a second while walking on', () => {
    const frames = range(50, (i) => (i >= 20 && i < 30 ? [] : [aPerson(0.2 + 0.01 * i)]));
    const states = feed(createTracker(), frames);
    expect(states[25]?.[0]?.stage).toBe('lost');
    expect(shownIds(states[49] ?? [])).toEqual([1]);
  });

  it('continues a track with weak detections but starts none with them', () => {
    const weak = { score: 0.2 };
    const states = feed(
      createTracker(),
      range(20, (i) => [aPerson(0.3 + 0.005 * i, 0.5, i > 5 ? weak : {}), aPerson(0.8, 0.5, weak)]),
    );
    expect(shownIds(states[19] ?? [])).toEqual([1]);
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

  it('calls an object what most of its looks called it', () => {
    const names = ['car', 'truck', 'car', 'car', 'truck', 'car', 'car'];
    const states = feed(
      createTracker(),
      names.map((className) => [aPerson(0.5, 0.5, { className })]),
    );
    expect(states.at(-1)?.map(({ className }) => className)).toEqual(['car']);
    expect(states.at(-1)?.[0]?.classShare).toBeGreaterThan(0.5);
  });

  it('does not change its mind about an object by one look', () => {
    const names = ['car', 'truck', 'truck', 'car', 'truck'];
    const states = feed(
      createTracker(),
      names.map((className, i) => [aPerson(0.5, 0.5, { className, score: i === 1 ? 0.81 : 0.8 })]),
    );
    expect(states.map(([one]) => one?.className)).toEqual(['car', 'car', 'truck', 'truck', 'truck']);
  });

  it('refuses detections that are no boxes and counts them by reason', () => {
    const tracker = createTracker();
    const box = { x: 0.4, y: 0.4, w: 0.1, h: 0.1 };
    const bad = [
      { score: Number.NaN },
      { box: { ...box, x: Number.NaN } },
      { box: { ...box, w: 0 } },
      { box: { ...box, h: -1 } },
      { box: { ...box, x: 1.5 } },
      { box: { ...box, w: 1e6 } },
    ];
    tracker.update(
      0,
      bad.map((over) => aPerson(0.5, 0.5, over)),
    );
    const { refusedNotNumbers, refusedEmpty, refusedOutside, born } = tracker.counts();
    expect([refusedNotNumbers, refusedEmpty, refusedOutside, born]).toEqual([2, 2, 2, 0]);
  });

  it('never takes a person for a car', () => {
    const states = feed(createTracker(), [
      ...range(5, () => [aPerson(0.5)]),
      ...range(5, () => [aPerson(0.5, 0.5, { className: 'car' })]),
    ]);
    expect(states.at(-1)?.map(({ className, stage }) => [className, stage])).toEqual([
      ['person', 'lost'],
      ['car', 'confirmed'],
    ]);
  });

  it('works in pixels as it does in fractions of the picture', () => {
    const frames = range(30, (i) => [aPerson(0.2 + 0.01 * i), aPerson(0.7 - 0.005 * i, 0.6)]);
    const inPixels = frames.map((frame) =>
      frame.map((one) => ({
        ...one,
        box: { x: one.box.x * 640, y: one.box.y * 480, w: one.box.w * 640, h: one.box.h * 480 },
      })),
    );
    const fractions = feed(createTracker({ picture: { aspect: 4 / 3 } }), frames);
    const pixels = feed(createTracker({ picture: { width: 640, height: 480 } }), inPixels);
    expect(pixels.at(-1)?.map(({ id }) => id)).toEqual(fractions.at(-1)?.map(({ id }) => id));
    expect((pixels.at(-1)?.[0]?.box.x ?? 0) / 640).toBeCloseTo(fractions.at(-1)?.[0]?.box.x ?? 1, 9);
  });
});

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
  const { noise, affinity, certainty, keepTentativeMs, keepLostMs, coastMs } = TRACKER_DEFAULTS;
  return {
    keepTentativeMs: keepTentativeMs * pace,
    keepLostMs: keepLostMs * pace,
    coastMs: coastMs * pace,
    noise: {
      wander: noise.wander / Math.sqrt(pace),
      accelerate: noise.accelerate / (pace * Math.sqrt(pace)),
      firstVelocity: noise.firstVelocity / pace,
      travelDecayS: noise.travelDecayS * pace,
      shapeDecayS: noise.shapeDecayS * pace,
    },
    affinity: { courseSpanMs: affinity.courseSpanMs * pace },
    certainty: { memoryMs: certainty.memoryMs * pace, spanMs: certainty.spanMs * pace },
  };
}

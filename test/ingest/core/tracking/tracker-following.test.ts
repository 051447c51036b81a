import { describe, expect, it } from 'vitest';
import { createTracker } from '../../../../ingest/core/tracking/tracker.ts';
import { aPerson, feed, range, shownIds } from './walkers.ts';

describe('a tracker', () => {
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

  it('continues a track with weak detections but starts none with them', () => {
    const weak = { score: 0.2 };
    const states = feed(
      createTracker(),
      range(20, (i) => [aPerson(0.3 + 0.005 * i, 0.5, i > 5 ? weak : {}), aPerson(0.8, 0.5, weak)]),
    );
    expect(shownIds(states[19] ?? [])).toEqual([1]);
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

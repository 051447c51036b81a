import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  createDecodePolicy,
  type DecodePolicy,
  type DecodeSettings,
} from '../../../../edge-agent/core/decoding/decode-policy.ts';

const settings: DecodeSettings = { keyframesWhileQuiet: true, startMs: 10_000, holdMs: 3000, longestGapMs: 4200 };

/** A camera of 10 pictures a second. @param sizeAt of the pictures that are no keyframes */
const camera = (
  policy: DecodePolicy,
  {
    fromS = 0,
    toS = 0,
    keyEveryS = 2,
    sizeAt = (at: number) => 1000 + (at % 7) * 10,
    isMoving = (_atS: number) => false,
  },
) => {
  const decoded: number[] = [];
  let waiting: number[] = [];
  for (let at = Math.round(fromS * 10); at < toS * 10; at++) {
    const isKey = at % (keyEveryS * 10) === 0;
    if (isKey) waiting = [];
    waiting.push(at);
    if (!policy.wants({ isKey, bytes: isKey ? 50_000 : sizeAt(at), atMs: at * 100 })) continue;
    for (const one of waiting) {
      decoded.push(one / 10);
      policy.looked({ isMoving: isMoving(one / 10) }, one * 100);
    }
    waiting = [];
  }
  return decoded;
};
const between = (decoded: readonly number[], fromS: number, toS: number): number[] =>
  decoded.filter((at) => at >= fromS && at < toS);

describe('which coded pictures are decoded', () => {
  it('are all at first, then only keyframes while nothing moves', () => {
    const decoded = camera(createDecodePolicy(settings), { toS: 40 });
    expect(between(decoded, 0, 10)).toHaveLength(100);
    expect(between(decoded, 20, 40)).toEqual([20, 22, 24, 26, 28, 30, 32, 34, 36, 38]);
  });

  it('are all back to the last keyframe as soon as sizes leave what is usual, up or down', () => {
    for (const factor of [3, 0.3]) {
      const sizeAt = (at: number): number => (at >= 305 ? factor : 1) * 1000 + (at % 7) * 10;
      const decoded = camera(createDecodePolicy(settings), { toS: 31.5, sizeAt });
      expect(between(decoded, 30, 31)).toEqual([30, 30.1, 30.2, 30.3, 30.4, 30.5, 30.6, 30.7, 30.8, 30.9]);
    }
  });

  it('are all while something moves and three seconds longer', () => {
    const isMoving = (at: number): boolean => at >= 30 && at < 34;
    const decoded = camera(createDecodePolicy(settings), { toS: 50, isMoving });
    expect(between(decoded, 30, 36.8)).toHaveLength(68);
    expect(between(decoded, 38, 50)).toEqual([38, 40, 42, 44, 46, 48]);
  });

  it('are all of a camera with few keyframes, however quiet it is', () => {
    const decoded = camera(createDecodePolicy(settings), { toS: 60, keyEveryS: 5 });
    expect(decoded).toHaveLength(600);
    const asked = createDecodePolicy(settings);
    camera(asked, { toS: 60, keyEveryS: 5 });
    expect(asked.mode()).toBe('all: few keyframes');
  });

  it('are all where sizes were silent three times when keyframes showed movement', () => {
    const policy = createDecodePolicy(settings);
    const isMoving = (at: number): boolean => at > 20 && at % 20 < 3;
    camera(policy, { toS: 55, isMoving });
    expect(policy.mode()).toBe('keyframes');
    camera(policy, { fromS: 55, toS: 110, isMoving });
    expect(policy.mode()).toBe('all: sizes do not tell');
  });

  it('are all when the setting says so, or somebody asks for a picture', () => {
    const always = createDecodePolicy({ ...settings, keyframesWhileQuiet: false });
    expect(camera(always, { toS: 40 })).toHaveLength(400);
    const policy = createDecodePolicy(settings);
    camera(policy, { toS: 30.5 });
    policy.ask(30_400);
    expect(between(camera(policy, { fromS: 30.5, toS: 32 }), 30.5, 31)).toEqual([30.5, 30.6, 30.7, 30.8]);
  });

  it('become no more by what fires in vain again and again', () => {
    const policy = createDecodePolicy(settings);
    // A scene whose sizes jump every five seconds, where nothing moves.
    const sizeAt = (at: number): number => (at % 50 < 2 ? 1300 : 1000) + (at % 7) * 10;
    camera(policy, { toS: 300, sizeAt });
    expect(camera(policy, { fromS: 300, toS: 400, sizeAt }).length).toBeLessThan(300);
  });

  it('are never so few that there is no look in the longest gap, whatever sizes and movement do', () => {
    const seconds = fc.array(fc.record({ size: fc.integer({ min: 20, max: 50_000 }), isMoving: fc.boolean() }), {
      minLength: 20,
      maxLength: 60,
    });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 8 }), (second, keyEveryS) => {
        const decoded = camera(createDecodePolicy(settings), {
          toS: second.length,
          keyEveryS,
          sizeAt: (at) => second[Math.floor(at / 10)]?.size ?? 20,
          isMoving: (atS) => second[Math.floor(atS)]?.isMoving === true,
        });
        const gaps = decoded.slice(1).map((at, i) => at - (decoded[i] ?? 0));
        expect(Math.max(...gaps)).toBeLessThanOrEqual(4.3);
        // Each once, in order.
        expect(Math.min(...gaps)).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });
});

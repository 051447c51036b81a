import { describe, expect, test } from 'vitest';
import { passes, type HourCount } from '../../../analytics/core/deviation.ts';
import type { DeviationMark } from '../../../contracts/deviations.ts';

const hour = (changes: Partial<HourCount> = {}): HourCount => ({
  counted: 60,
  usual: 20,
  spread: 4,
  weeks: 12,
  isWhole: false,
  watched: null,
  ...changes,
});
const more: DeviationMark = { what: 'crossed', side: 'more', factor: 3, atLeast: 20 };
const fewer: DeviationMark = { ...more, side: 'fewer' };
const whole = (changes: Partial<HourCount> = {}): HourCount =>
  hour({ isWhole: true, watched: 1, counted: 6, ...changes });

describe('more than usual', () => {
  test('is told as soon as the count has come so far, though the hour still runs', () => {
    expect(passes(hour({ counted: 59 }), more)).toBe(false);
    expect(passes(hour(), more)).toBe(true);
  });

  test('counts however little was watched: what was seen was there', () => {
    expect(passes(whole({ counted: 60, watched: 0.2 }), more)).toBe(true);
  });

  test('is not told where hours differ so much that it is chance', () => {
    expect(passes(hour({ spread: 14 }), more)).toBe(false);
  });

  test('where nothing is usual, the least number decides', () => {
    expect(passes(hour({ usual: 0, spread: 0, counted: 19 }), more)).toBe(false);
    expect(passes(hour({ usual: 0, spread: 0, counted: 20 }), more)).toBe(true);
    expect(passes(hour({ usual: 0, spread: 0, counted: 2 }), { ...more, atLeast: 1 })).toBe(false);
  });

  test('needs four weeks to compare with', () => {
    expect(passes(hour({ weeks: 3 }), more)).toBe(false);
  });
});

describe('fewer than usual', () => {
  test('is told of a whole hour that was watched', () => {
    expect(passes(whole({ usual: 30 }), fewer)).toBe(true);
    expect(passes(whole({ usual: 30, isWhole: false }), fewer)).toBe(false);
    expect(passes(whole({ usual: 30, counted: 11 }), fewer)).toBe(false);
  });

  test('is never told of a camera that was blind', () => {
    expect(passes(whole({ usual: 30, counted: 0, watched: 0.89 }), fewer)).toBe(false);
    expect(passes(whole({ usual: 30, counted: 0, watched: null }), fewer)).toBe(false);
    expect(passes(whole({ usual: 30, counted: 0, watched: 0 }), fewer)).toBe(false);
  });

  test('what was counted is taken in proportion to what was watched', () => {
    expect(passes(whole({ usual: 60, spread: 0, counted: 19, watched: 1 }), fewer)).toBe(true);
    expect(passes(whole({ usual: 60, spread: 0, counted: 19, watched: 0.92 }), fewer)).toBe(false);
  });

  test('is not told of hours that are always quiet', () => {
    expect(passes(whole({ usual: 19, spread: 0, counted: 0 }), fewer)).toBe(false);
  });
});

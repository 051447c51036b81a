import { expect, test } from 'vitest';
import { quantile, secondsBin, shareAbove, together, unitBin } from '../../../../gateway/core/history/spread.ts';

const BINS = [
  { from: 0, to: 10, count: 4 },
  { from: 10, to: 20, count: 6 },
];

test('a quantile lies within its bin as far as its share of it reaches', () => {
  expect(quantile(BINS, 0.2)).toBe(5);
  expect(quantile(BINS, 0.4)).toBe(10);
  expect(quantile(BINS, 0.7)).toBe(15);
  expect(quantile(BINS, 1)).toBe(20);
  expect(quantile([], 0.5)).toBe(null);
});

test('of a bin that a limit lies in, the part above it counts', () => {
  expect(shareAbove(BINS, 5)).toBeCloseTo(0.8, 9);
  expect(shareAbove(BINS, 10)).toBeCloseTo(0.6, 9);
  expect(shareAbove(BINS, 25)).toBe(0);
  expect(shareAbove([], 5)).toBe(null);
});

test('bins of all steps are added up in order of their values', () => {
  const sums = [
    { bin: 12, count: 1 },
    { bin: 9, count: 2 },
    { bin: 12, count: 3 },
  ];
  expect(together(sums, unitBin)).toEqual([
    { from: 9, to: 10, count: 2 },
    { from: 12, to: 13, count: 4 },
  ]);
  expect(secondsBin(48)).toEqual({ from: 100, to: expect.closeTo(110.07, 2) });
});

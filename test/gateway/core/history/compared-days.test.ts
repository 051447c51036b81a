import { expect, test } from 'vitest';
import { comparedDays } from '../../../../gateway/core/history/compared-days.ts';
import { sameLines } from '../../../../gateway/core/history/same-lines.ts';
import { beyondT } from '../../../../gateway/core/history/student-t.ts';

const DAY_MS = 86_400_000;
const FROM = Date.UTC(2026, 2, 2);
const WATCHED = { inService: 1440, missing: 0, unknown: 0 };
const figure = (counted: number) => ({ counted, observed: 1, estimated: counted, plusMinus: 0 });

function daysOf(more: Partial<Parameters<typeof comparedDays>[1]> = {}) {
  return comparedDays(
    { from: new Date(FROM), to: new Date(FROM + 5 * DAY_MS) },
    {
      figures: new Map([['2026-03-02', figure(10)]]),
      watchOf: () => WATCHED,
      toldUntilMs: Infinity,
      firstMs: FROM,
      holidays: new Set(),
      timeZone: 'UTC',
      ...more,
    },
  );
}

test('a watched day without a row is a day on which nothing happened', () => {
  expect(daysOf().days.map(({ value }) => value)).toEqual([10, 0, 0, 0, 0]);
});

test('a day on which nothing stood in service, or of which nobody can tell what was missed, is none', () => {
  const watches = [
    WATCHED,
    null,
    { ...WATCHED, inService: 0 },
    { ...WATCHED, missing: 60, unknown: 60 },
    { ...WATCHED, missing: 800 },
  ];
  const { days, tooDark } = daysOf({ watchOf: (at) => watches[(at - FROM) / DAY_MS] ?? null });
  expect([days.length, tooDark]).toEqual([1, 4]);
});

test('a day that is not over, or not told yet, waits', () => {
  const { days, open } = daysOf({ toldUntilMs: FROM + 3.4 * DAY_MS });
  expect([days.length, open]).toEqual([3, 2]);
});

test('lines that were drawn between two periods are left out, and those that were there most of the time are not', () => {
  const period = (from: number, to: number) => ({ fromMs: from * DAY_MS, toMs: to * DAY_MS });
  const line = (zoneId: string, from: number, to: number | null) => ({
    zoneId,
    fromMs: from * DAY_MS,
    toMs: to === null ? null : to * DAY_MS,
  });
  const lines = [line('old', 0, null), line('new', 10, null), line('gone', 0, 12), line('late', 1, null)];
  const found = sameLines({ period: period(0, 10), services: lines }, { period: period(10, 20), services: lines });
  expect(found).toEqual({ same: ['late', 'old'], leftOut: ['gone', 'new'] });
});

test("Student's t has the tails its tables give", () => {
  for (const [t, freedom, both] of [
    [12.706, 1, 0.05],
    [2.571, 5, 0.05],
    [3.169, 10, 0.01],
    [1.98, 120, 0.05],
    [0.7, 10, 0.4999],
  ] as const)
    expect(beyondT(t, freedom)).toBeCloseTo(both, 3);
  expect(beyondT(0, 4)).toBe(1);
});

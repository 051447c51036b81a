import { describe, expect, test } from 'vitest';
import { adjustedSpread, type SeenPart } from '../../../../gateway/core/history/adjusted.ts';
import { spotsOf } from '../../../../gateway/core/history/spots.ts';
import { wholeMonths } from '../../../../gateway/core/history/whole-months.ts';

const part = (value: number, counted: number, estimated: number | null): SeenPart => ({
  bins: counted === 0 ? [] : [{ from: value, to: value + 1, count: counted }],
  figure: { counted, observed: estimated === null ? null : counted / estimated, estimated, plusMinus: 1 },
});
const total = (counted: number, estimated: number | null) => ({ counted, observed: 0.5, estimated, plusMinus: 1 });

describe('the spread with what was missed', () => {
  test('weighs each part by what was estimated of it', () => {
    const found = adjustedSpread([part(20, 10, 90), part(40, 30, 30)], total(40, 120), 35.5);
    expect(found?.quantiles.find(({ q }) => q === 0.5)?.value).toBeCloseTo(20 + (0.5 * 120) / 90, 9);
    expect(found?.mean).toBeCloseTo((20.5 * 90 + 40.5 * 30) / 120, 9);
  });

  test('has intervals that are the wider the fewer the values are that stand for many', () => {
    const width = (weight: number) => {
      const parts = Array.from({ length: 40 }, (_, i) => part(i, 5, 5 * (i === 20 ? weight : 1)));
      const found = adjustedSpread(parts, total(200, 300), 20)?.quantiles.find(({ q }) => q === 0.25);
      return (found?.high ?? 0) - (found?.low ?? 0);
    };
    expect(width(20)).toBeGreaterThan(1.2 * width(1));
  });

  test.each([
    ['nothing was missed', [part(20, 10, 10)], total(10, 10)],
    ['nobody knows how many were missed', [part(20, 10, 20)], total(10, null)],
    ['a part is not known', [part(20, 10, 20), part(30, 5, null)], total(15, 25)],
    ['too much belongs to parts of which nothing was seen', [part(20, 90, 94), part(30, 0, 6)], total(90, 100)],
  ])('is not told when %s', (_, parts, whole) => {
    expect(adjustedSpread(parts, whole, 20)).toBe(null);
  });
});

test('a place that nobody watched has no value, one that was watched has none but zero', () => {
  const watch = (id: string, step: string | null) =>
    id === 'gone' ? null : { inService: 60, missing: id === 'dark' && step !== '1' ? 60 : 0, unknown: 0 };
  const spots = spotsOf([{ deviceId: 'seen', step: '1', total: 7 }], ['0', '1'], ['dark', 'gone', 'seen'], watch);
  expect(spots.map(({ deviceId, values, watched }) => [deviceId, values, watched])).toEqual([
    ['seen', [0, 7], [1, 1]],
    ['dark', [null, 0], [0, 1]],
    ['gone', [null, null], [null, null]],
  ]);
  expect(spotsOf([{ deviceId: 'sensor', step: 'a', total: 1 }], ['a', 'b'], [], null)[0]).toMatchObject({
    values: [1, 0],
    watched: [],
    observed: null,
  });
});

test.each([
  ['none', '2026-01-15', '2026-04-10', ['2026-01-31', '2026-03-31']],
  ['month', '2026-01-01', '2026-02-01', ['2025-12-31', '2026-01-31']],
  ['none', '2026-01-02', '2026-02-28', null],
  ['day', '2026-01-01', '2027-01-01', null],
] as const)('whole months by %s of %s to %s', (by, from, to, expected) => {
  const midnight = (day: string) => new Date(`${day}T00:00:00+07:00`);
  const found = wholeMonths(by, { from: midnight(from), to: midnight(to) }, 'Asia/Ho_Chi_Minh');
  // Midnight in Vĩnh Yên is 17:00 of the day before in Greenwich.
  expect(found && [found.from, found.to].map((at) => at.toISOString())).toEqual(
    expected && expected.map((day) => `${day}T17:00:00.000Z`),
  );
});

import { expect, test } from 'vitest';
import { keptDays } from '../../../analytics/core/retention.ts';
import { retentionSettings } from '../../../contracts/retention.ts';

const PARENTS = new Map([
  ['province', null],
  ['city', 'province'],
  ['north', 'city'],
  ['south', 'city'],
  ['other', 'province'],
]);
const settings = (areas: unknown) => retentionSettings.parse({ observation: 400, areas });

test('an area is kept as it says itself, else as the nearest area above it, else as everywhere', () => {
  const said = settings([
    { areaId: 'city', days: { observation: 90 } },
    { areaId: 'north', days: { observation: 30, clip: 10 } },
  ]);
  expect(keptDays('observation', said, PARENTS)).toEqual({
    others: 400,
    areas: new Map([
      ['city', 90],
      ['north', 30],
      ['south', 90],
    ]),
  });
  expect(keptDays('clip', said, PARENTS)).toEqual({ others: null, areas: new Map([['north', 10]]) });
  expect(keptDays('track', said, PARENTS)).toEqual({ others: 400, areas: new Map() });
});

test('the audit log is nobody’s place, and areas that are below themselves do not hang it', () => {
  const said = retentionSettings.parse({ audit: 365, areas: [{ areaId: 'a', days: { observation: 1 } }] });
  expect(keptDays('audit', said, PARENTS)).toEqual({ others: 365, areas: new Map() });
  const circle = new Map([
    ['x', 'y'],
    ['y', 'x'],
  ]);
  expect(keptDays('observation', said, circle).areas).toEqual(new Map([['a', 1]]));
});

test('what was stored before there were areas is read as it was meant', () => {
  expect(retentionSettings.parse({ snapshot: 14, measurement: 3650 })).toMatchObject({
    snapshot: 14,
    measurement: 3650,
    observation: 400,
    clip: null,
    areas: [],
  });
  expect(retentionSettings.safeParse({ snapshot: 0 }).success).toBe(false);
  expect(
    retentionSettings.safeParse({
      areas: [
        { areaId: 'a', days: {} },
        { areaId: 'a', days: {} },
      ],
    }).success,
  ).toBe(false);
});

import { expect, test } from 'vitest';
import { sensorGaps, stepsOf, toSensorPoints } from '../../../../gateway/core/history/sensor-points.ts';
import { withUsual, type LearnedHour } from '../../../../gateway/core/history/sensor-usual.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const HOUR_MS = 3_600_000;
/** Monday, seven in the morning in Vĩnh Yên. */
const SEVEN = Date.parse('2026-03-02T00:00:00Z');
const EACH_MINUTE = [{ fromMs: 0, everyS: 60 }];
const found = (hour: number, count: number, mean = 2) => ({
  at: new Date(SEVEN + hour * HOUR_MS),
  mean,
  min: mean,
  max: mean,
  count,
  suspect: 0,
});

test('an hour that runs has promised only what is due by now, and one to come nothing', () => {
  const starts = stepsOf({ from: new Date(SEVEN), to: new Date(SEVEN + 4 * HOUR_MS) }, 'hour', ZONE);
  const points = toSensorPoints([found(0, 30), found(2, 30)], starts, EACH_MINUTE, SEVEN + 2.5 * HOUR_MS);
  expect(points.map(({ observed, isOver }) => [observed, isOver])).toEqual([
    [0.5, true],
    [0, true],
    [1, true],
    [0, false],
  ]);
  expect(sensorGaps(points)).toEqual([{ from: '2026-03-02T01:00:00.000Z', to: '2026-03-02T02:00:00.000Z' }]);
});

test('a silence that lasts ends now, not with the period', () => {
  const starts = stepsOf({ from: new Date(SEVEN), to: new Date(SEVEN + 4 * HOUR_MS) }, 'hour', ZONE);
  const points = toSensorPoints([found(0, 60)], starts, EACH_MINUTE, SEVEN + 2.5 * HOUR_MS);
  expect(sensorGaps(points)).toEqual([{ from: '2026-03-02T01:00:00.000Z', to: '2026-03-02T02:30:00.000Z' }]);
});

/** Monday at seven about 10, Sunday at seven about 2. */
const LEARNED: readonly LearnedHour[] = [
  { slot: 7, weeks: 8, usual: 10, low: 9, high: 11, spread: 0.5 },
  { slot: 6 * 24 + 7, weeks: 8, usual: 2, low: 1.5, high: 2.5, spread: 0.25 },
];

test.each([
  ['as usual', 10.5, 1, null],
  ['a little more', 11.9, 1, null],
  ['much more', 12, 1, 'above'],
  ['much less', 8, 1, 'below'],
  ['much more, badly read', 20, 0.4, null],
] as const)(
  'a reading is unlike the usual when it is far from what such hours had: %s',
  (_, mean, observed, unlike) => {
    const point = { at: new Date(SEVEN).toISOString(), mean, min: mean, max: mean, count: 1, suspect: 0, observed };
    expect(withUsual([point], LEARNED, new Set(), ZONE)[0]).toMatchObject({ usual: { usual: 10 }, unlike });
  },
);

test('a holiday is compared with Sundays, and what few weeks have taught is not told', () => {
  const point = { at: new Date(SEVEN).toISOString(), mean: 2, min: 2, max: 2, count: 1, suspect: 0, observed: 1 };
  const told = (learned: readonly LearnedHour[], ...holidays: readonly string[]) =>
    withUsual([point], learned, new Set(holidays), ZONE)[0];
  expect(told(LEARNED)).toMatchObject({ usual: { usual: 10 }, unlike: 'below' });
  expect(told(LEARNED, '2026-03-02')).toMatchObject({ usual: { usual: 2 }, unlike: null });
  expect(told(LEARNED.map((hour) => ({ ...hour, weeks: 3 })))).toMatchObject({ usual: null, unlike: null });
});

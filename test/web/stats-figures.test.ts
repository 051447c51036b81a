import { describe, expect, test } from 'vitest';
import type { ComparisonAnswer } from '../../contracts/history-comparison.ts';
import type { EventPage, PastAnswer } from '../../contracts/history-events.ts';
import type { Figure, FlowAnswer, MovementAnswer } from '../../contracts/history.ts';
import { cityDays } from '../../web/core/stats/city-days.ts';
import { columnsOf, intoColumns } from '../../web/core/stats/columns.ts';
import { busiest, changeFrom, flowSeries, weekMeans } from '../../web/core/stats/flow-series.ts';
import { matrixOf, movementsOf } from '../../web/core/stats/junction.ts';
import { mostPerHour, pastMoment, stateAt } from '../../web/core/stats/past-moment.ts';
import { createStatsFormat } from '../../web/core/stats/stats-format.ts';
import { unusualHoursOf } from '../../web/core/stats/unusual.ts';
import { verdictText } from '../../web/core/stats/verdict-text.ts';
import { dictionaryOf } from '../../web/core/text/dictionary.ts';
import { createFormat } from '../../web/core/text/format.ts';
import { statsTexts } from '../../web/core/text/stats.ts';

const days = cityDays('Asia/Ho_Chi_Minh');
const formatOf = (language: 'vi' | 'en') =>
  createStatsFormat(language, statsTexts(language), createFormat(language, dictionaryOf(language)), days);
const at = (text: string) => Date.parse(text);
const figure = (counted: number, observed: number | null = 1, estimated: number | null = counted, plusMinus = 0) =>
  ({ counted, observed, estimated, plusMinus: estimated === null ? null : plusMinus }) satisfies Figure;
const row = (moment: string, count: Figure, slot: number | null = null) => ({
  at: slot === null ? new Date(at(moment)).toISOString() : null,
  slot,
  key: {},
  count,
  // Four to a car.
  carUnits: figure(count.counted / 4, count.observed, (count.estimated ?? 0) / 4),
});

describe('a figure in words', () => {
  test('says how much of it was seen, what it would have been, and how far that may be off', () => {
    const shown = figure(1240, 0.83, 1490.4, 59.1);
    expect(formatOf('vi').honesty(shown)).toBe('quan sát 83 %, ước tính 1.490 ± 60');
    expect(formatOf('en').honesty(shown)).toContain('1,490 ± 60');
  });

  test('needs no estimate when all of it was seen, and says so when none can be made', () => {
    const { honesty } = formatOf('vi');
    expect(honesty(figure(5))).toBe('quan sát 100 %');
    expect(honesty(figure(5, 0.4, null))).toBe('quan sát 40 %, chưa đủ quan sát để ước tính');
    expect(honesty(figure(5, null, null))).toBe('không rõ độ phủ');
  });

  test('a share that is not quite all, or not quite nothing, is not told as that', () => {
    const { percent } = formatOf('en');
    expect([1, 0.9996, 0.996, 0.0004, 0].map(percent)).toEqual(['100 %', '99.9 %', '99.6 %', '0 %', '0 %']);
  });
});

describe('counts over the columns of a chart', () => {
  const columns = columnsOf('day', { from: '2026-03-02', to: '2026-03-05' }, days);
  const rows = [
    row('2026-03-01T17:00:00Z', figure(10)),
    row('2026-03-02T17:00:00Z', figure(4, 0.5, 8, 3)),
    row('2026-03-03T17:00:00Z', figure(0, 0, 9, 12)),
  ];

  test('a day nobody watched has no count but an estimate; one that has not begun has nothing', () => {
    const series = flowSeries(rows, columns, false, at('2026-03-04T17:00:00Z'));
    expect(series.values).toEqual([10, 4, null, null]);
    expect(series.estimates).toEqual([10, 8, null, null]);
    expect(series.unseen).toEqual([false, false, true, false]);
    // An interval does not begin below nothing, and what was seen as a whole has none.
    expect([series.lows, series.highs]).toEqual([
      [null, 5, null, null],
      [null, 11, null, null],
    ]);
  });

  test('a day that is over and has no row counted nothing', () => {
    expect(flowSeries(rows, columns, false, Infinity).values[3]).toBe(0);
    expect(flowSeries(rows, columns, true, Infinity).values).toEqual([2.5, 1, null, 0]);
  });

  test('weeks begin on Mondays, the first and last may be cut, and each row finds its own', () => {
    const weeks = columnsOf('week', { from: '2026-03-04', to: '2026-03-17' }, days);
    expect(weeks.map(({ from }) => days.dayOf(from))).toEqual(['2026-03-04', '2026-03-09', '2026-03-16']);
    expect(days.dayOf((weeks[2]?.to ?? 0) - 1)).toBe('2026-03-17');
    // A sum of a week is told by its Monday, which lies before a column that is cut.
    const found = intoColumns([{ at: '2026-03-01T17:00:00Z' }, { at: '2026-03-08T17:00:00Z' }], weeks);
    expect(found.map((those) => those.length)).toEqual([1, 1, 0]);
  });

  test('months are those of the calendar', () => {
    const months = columnsOf('month', { from: '2028-01-31', to: '2028-03-01' }, days);
    expect(months.map(({ from }) => days.dayOf(from))).toEqual(['2028-01-31', '2028-02-01', '2028-03-01']);
  });
});

test('an hour of the week is the mean of how often it was there, with what was missed of it', () => {
  const answer = {
    rows: [row('', figure(40, 0.8, 50), 8), row('', figure(9), 33)],
    occurrences: [
      { slot: 8, times: 5 },
      { slot: 33, times: 0.5 },
      { slot: 34, times: 1 },
    ],
  } as unknown as FlowAnswer; // nothing else of an answer is looked at
  const means = weekMeans(answer, false);
  expect([means[0]?.[8], means[1]?.[9], means[1]?.[10], means[6]?.[23]]).toEqual([10, 18, 0, null]);
  expect(busiest(means)).toEqual({ weekday: 2, hour: 9, mean: 18 });
  expect(weekMeans(answer, true)[0]?.[8]).toBe(2.5);
});

test('a change is sure when it is more than both margins explain', () => {
  const before = figure(90, 0.9, 100, 6);
  expect(changeFrom(before, figure(100, 0.9, 110, 8))).toEqual({ share: 0.1, sure: false });
  expect(changeFrom(before, figure(100, 0.9, 111, 8))).toEqual({ share: 0.11, sure: true });
  expect(changeFrom(figure(0), figure(5))).toBe(null);
});

describe('what a comparison lets one conclude', () => {
  const answer = (verdict: ComparisonAnswer['verdict'], p: number) =>
    ({
      before: { perDay: 100, days: 28 },
      after: { perDay: 112, days: 28 },
      ratio: 1.12,
      ratioLow: 1.05,
      ratioHigh: 1.2,
      p,
      verdict,
    }) as unknown as ComparisonAnswer; // nothing else of an answer is looked at
  const say = (verdict: ComparisonAnswer['verdict'], p: number) =>
    verdictText(answer(verdict, p), statsTexts('en'), formatOf('en'));

  test('is said with both means, the change and between what it lies', () => {
    expect(say('more', 0.02)).toBe(
      'A mean day had 100 before and 112 after: +12 % (very likely between +5 % and +20 %). ' +
        'If nothing had really changed, chance alone would bring a difference this large about 2 times in 100.',
    );
    expect(say('more', 0.0049)).toContain('about 5 times in 1.000');
    expect(say('more', 0.0005)).toContain('less than 1 time in 1.000');
  });

  test('is not a difference where none is shown, and nothing at all of too few days', () => {
    expect(say('no-difference-shown', 0.3)).toMatch(/within what days vary by anyway/);
    expect(say('no-difference-shown', 0.3)).not.toMatch(/chance alone/);
    expect(say('too-little', 1)).not.toMatch(/12 %/);
  });
});

test('an hour that passed several marks is told once, by the most or the least that was counted', () => {
  const event = (side: 'more' | 'fewer', value: number, from: string) => ({
    of: 'observations',
    zoneId: 'line',
    class: null,
    value,
    deviation: { what: 'crossed', side, from },
  });
  const page = {
    events: [
      event('more', 60, '2026-03-02T01:00:00Z'),
      event('more', 90, '2026-03-02T01:00:00Z'),
      event('more', 70, '2026-03-02T01:00:00Z'),
      event('fewer', 5, '2026-03-02T03:00:00Z'),
      event('fewer', 3, '2026-03-02T03:00:00Z'),
      event('fewer', 4, '2026-03-02T03:00:00Z'),
    ],
  } as unknown as EventPage; // nothing else of an event is looked at
  expect(unusualHoursOf(page).map(({ counted }) => counted)).toEqual([3, 90]);
});

test('movements stand in the row they come from and the column they go to, each way over a line by itself', () => {
  const end = (zoneId: string, direction: 'forward' | 'backward') => ({ zoneId, direction });
  const movement = (origin: object, destination: object, counted: number) => ({
    origin,
    destination,
    meanS: 9,
    count: figure(counted, 0.5, 2 * counted, 1),
    carUnits: figure(counted),
  });
  const movements = movementsOf(
    {
      rows: [
        movement(end('a', 'forward'), end('b', 'forward'), 3),
        movement(end('b', 'backward'), end('a', 'forward'), 7),
        movement(end('a', 'forward'), end('b', 'backward'), 5),
      ],
    } as unknown as MovementAnswer, // nothing else of an answer is looked at
    false,
  );
  expect(movements.map(({ amount }) => amount)).toEqual([14, 10, 6]);
  const { origins, destinations, cells } = matrixOf(movements);
  expect(origins).toEqual([end('a', 'forward'), end('b', 'backward')]);
  expect(destinations).toEqual([end('a', 'forward'), end('b', 'backward'), end('b', 'forward')]);
  expect(cells).toEqual([
    [0, 10, 6],
    [14, 0, 0],
  ]);
});

describe('a moment of the past', () => {
  const FROM = at('2026-03-01T17:00:00Z');
  const iso = (minute: number) => new Date(FROM + minute * 60_000).toISOString();
  const alert = (id: number, raised: number, closed: number | null) => ({
    id,
    raisedAt: iso(raised),
    closedAt: closed === null ? null : iso(closed),
    steps: [],
  });
  const answer = {
    from: iso(0),
    to: iso(60),
    stepS: 900,
    steps: 4,
    flows: [{ zoneId: 'line', cameraId: 'cam', forward: [1, 5, 2, 0], backward: [0, 0, 3, 0], entered: [0, 0, 0, 0] }],
    sensors: [{ sensorId: 'lake', values: [1, null, 3, 4], states: [0, null, 1, 2] }],
    cameras: [{ cameraId: 'cam', first: 'ok', changes: [{ at: iso(20), condition: 'dark' }] }],
    alerts: [alert(1, -30, 15), alert(2, 10, null), alert(3, 40, 50)],
  } as unknown as PastAnswer; // nothing else of an answer is looked at

  test('tells counts per hour, readings, conditions and the alerts that were open then', () => {
    const moment = pastMoment(answer, 15);
    expect(moment.flows[0]).toMatchObject({ forward: 20, backward: 0 });
    expect(moment.sensors[0]).toEqual({ sensorId: 'lake', value: null, state: null });
    expect(moment.cameras.get('cam')).toBe('ok');
    expect(moment.alerts.map(({ id }) => id)).toEqual([2]);
    expect(pastMoment(answer, 14).alerts.map(({ id }) => id)).toEqual([2, 1]);
    expect(pastMoment(answer, 30).cameras.get('cam')).toBe('dark');
    expect(pastMoment(answer, 60).step).toBe(3);
    expect(mostPerHour(answer)).toBe(20);
  });

  test('an alert is in the state of its last step, or the one before when that was undone', () => {
    const step = (minute: number, kind: string) => ({ at: iso(minute), kind });
    const life = [
      step(1, 'acknowledged'),
      step(2, 'dispatched'),
      step(3, 'undone'),
      step(5, 'resolved'),
      step(6, 'reopened'),
    ];
    const state = (minute: number) =>
      stateAt({ ...alert(1, 0, null), steps: life } as unknown as PastAnswer['alerts'][number], at(iso(minute)));
    expect([0, 1, 2, 3, 6].map(state)).toEqual(['raised', 'acknowledged', 'dispatched', 'acknowledged', 'raised']);
  });
});

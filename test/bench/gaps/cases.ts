import type { City } from './made-city.ts';

/** One kind of gap that is tried. */
export type GapCase = City & {
  readonly name: string;
  /** Days whose sums over all cameras are judged too: those on which all were dark at once. */
  readonly isTogether?: true;
};

/** Weeks a made-up city lasts. */
export const WEEKS = 14;
const MIDDLE = (7 * WEEKS) / 2;
const LAST = 7 * WEEKS;
const plain = { days: 'own', growth: 0, perWeek: [5_000, 20_000] } as const;
const hourOf = (hour: number) => hour % 24;
const dayOf = (hour: number) => Math.floor(hour / 24);
const from = (first: number, days: number) => (hour: number) => dayOf(hour) >= first && dayOf(hour) < first + days;
const dark = (isDark: (hour: number, road: number) => boolean) => (hour: number, road: number) =>
  isDark(hour, road) ? 0 : 1;

/** Roads are dark on days of their own, unless they are so together. */
const apart = (road: number) => (road * 3) % 11;

export const CASES: readonly GapCase[] = [
  {
    ...plain,
    name: 'nights (22–5), every third day',
    watched: dark((hour, road) => (dayOf(hour) + road) % 3 === 0 && (hourOf(hour) >= 22 || hourOf(hour) < 5)),
  },
  {
    ...plain,
    name: 'rush hours (16–19), every second day',
    watched: dark((hour, road) => (dayOf(hour) + road) % 2 === 0 && hourOf(hour) >= 16 && hourOf(hour) < 19),
  },
  {
    ...plain,
    name: 'four days in a row',
    watched: dark((hour, road) => from(MIDDLE + apart(road), 4)(hour)),
  },
  {
    ...plain,
    name: 'three weeks in a row',
    watched: dark((hour, road) => from(MIDDLE - 10 + apart(road), 21)(hour)),
  },
  {
    ...plain,
    name: 'half of each hour, one day in five',
    watched: (hour, road) => ((dayOf(hour) + road) % 5 === 0 ? 0.5 : 1),
  },
  {
    ...plain,
    days: 'own, neighbours alike',
    name: 'one day in nine, neighbouring days alike (0.6)',
    watched: dark((hour, road) => (dayOf(hour) + road) % 9 === 0),
  },
  {
    ...plain,
    perWeek: [168, 168],
    name: 'one day in nine of a lane with one vehicle an hour',
    watched: dark((hour, road) => (dayOf(hour) + road) % 9 === 0),
  },
  {
    ...plain,
    growth: 0.02,
    name: 'four days while traffic grows by 2 % a week',
    watched: dark((hour, road) => from(MIDDLE + apart(road), 4)(hour)),
  },
  {
    ...plain,
    growth: 0.02,
    name: '**the last four days** while it grows by 2 % a week, at every second camera',
    watched: dark((hour, road) => road % 2 === 0 && from(LAST - 4, 4)(hour)),
  },
  {
    ...plain,
    growth: 0.02,
    name: '**the last four days** while it grows by 2 % a week, at all cameras',
    watched: dark(from(LAST - 4, 4)),
    isTogether: true,
  },
  {
    ...plain,
    days: 'half common',
    growth: 0.02,
    name: 'the same, at all cameras, where days differ half for all alike',
    watched: dark(from(LAST - 4, 4)),
    isTogether: true,
  },
  {
    ...plain,
    stepped: { fromDay: LAST - 11, factor: 0.8 },
    name: 'the last four days, a week after traffic fell by 20 %',
    watched: dark((hour, road) => road % 2 === 0 && from(LAST - 4, 4)(hour)),
  },
  {
    ...plain,
    name: 'the last four days of steady traffic',
    watched: dark((hour, road) => road % 2 === 0 && from(LAST - 4, 4)(hour)),
  },
  {
    ...plain,
    days: 'common',
    name: 'an evening at **all 20 cameras at once**, days differ for all alike',
    watched: dark((hour) => dayOf(hour) === MIDDLE + 2 && hourOf(hour) >= 17 && hourOf(hour) < 23),
    isTogether: true,
  },
  {
    ...plain,
    days: 'common',
    name: 'two days at **all 20 at once**, days differ for all alike',
    watched: dark(from(MIDDLE + 2, 2)),
    isTogether: true,
  },
  {
    ...plain,
    days: 'half common',
    name: 'two days at all 20 at once, days differ half for all alike',
    watched: dark(from(MIDDLE + 2, 2)),
    isTogether: true,
  },
  {
    ...plain,
    name: 'two days at all 20 at once, each camera has days of its own',
    watched: dark(from(MIDDLE + 2, 2)),
    isTogether: true,
  },
];

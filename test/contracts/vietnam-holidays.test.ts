import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOfLunar } from '../../contracts/lunar-calendar.ts';
import { DEFAULT_PLANNING, planningSettings } from '../../contracts/planning.ts';
import { vietnamHolidays } from '../../contracts/vietnam-holidays.ts';
import { daysOfSpans, planningDraft, planningOf, spansOf, withOffered } from '../../web/core/settings/holiday-spans.ts';

test('Tết and the Hùng Kings’ day fall where they fell, also where Hà Nội and Beijing differ', () => {
  const tet = ['1968-01-29', '1985-01-21', '2007-02-17', '2024-02-10', '2025-01-29', '2026-02-17', '2030-02-02'];
  expect(tet.map((day) => dayOfLunar(Number(day.slice(0, 4)), 1, 1))).toEqual(tet);
  const kings = ['2020-04-02', '2023-04-29', '2024-04-18', '2025-04-07', '2026-04-26', '2027-04-16'];
  expect(kings.map((day) => dayOfLunar(Number(day.slice(0, 4)), 3, 10))).toEqual(kings);
});

test('months of the lunar calendar follow each other by 29 or 30 days, a leap month between them by a moon more', () => {
  const month = fc.record({ year: fc.integer({ min: 1900, max: 2150 }), month: fc.integer({ min: 1, max: 12 }) });
  fc.assert(
    fc.property(month, ({ year, month }) => {
      const next = month === 12 ? dayOfLunar(year + 1, 1, 1) : dayOfLunar(year, month + 1, 1);
      const days = (Date.parse(next) - Date.parse(dayOfLunar(year, month, 1))) / 86_400_000;
      expect([29, 30, 58, 59, 60]).toContain(days);
    }),
  );
});

test('the days off of a year are those that were announced for it; a weekend’s are taken after it', () => {
  const days = (year: number, month: string) =>
    vietnamHolidays(year).flatMap(({ date }) => (date.slice(5, 7) === month ? [date.slice(8)] : []));
  expect(days(2026, '02')).toEqual(['16', '17', '18', '19', '20']);
  // 30 April 2022 was a Saturday.
  expect([...days(2022, '04'), ...days(2022, '05')]).toEqual(['10', '11', '30', '01', '02', '03']);
  // In 2023 the Hùng Kings’ day was Saturday 29 April.
  expect([...days(2023, '04'), ...days(2023, '05')]).toEqual(['29', '30', '01', '02', '03']);
});

test('no day off is there twice, whatever the year', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1901, max: 2199 }), (year) => {
      const holidays = vietnamHolidays(year);
      expect(planningSettings.safeParse({ ...DEFAULT_PLANNING, holidays }).success).toBe(true);
      expect(holidays.length).toBeGreaterThanOrEqual(11);
    }),
  );
});

test('spans in a form are the days that are stored, and what is offered is not entered twice', () => {
  const holidays = vietnamHolidays(2026);
  const spans = spansOf(holidays);
  expect(spans.find(({ en }) => en.startsWith('Tết'))).toMatchObject({ from: '2026-02-16', to: '2026-02-20' });
  expect(daysOfSpans(spans)).toEqual(holidays);
  expect(withOffered(spans, 2026)).toEqual(spans);
  expect(withOffered([], 2026)).toEqual(spans);
  const stored = { ...DEFAULT_PLANNING, holidays: [{ date: '2026-10-10', name: 'Ngày hội' }] };
  expect(planningOf(planningDraft(stored)).holidays).toEqual([
    { date: '2026-10-10', name: { vi: 'Ngày hội', en: 'Ngày hội' } },
  ]);
});

test('a day entered twice and a month in two seasons are refused, where they are', () => {
  const refused = (change: object) =>
    planningSettings.safeParse({ ...DEFAULT_PLANNING, ...change }).error?.issues.map(({ path }) => path.join('.'));
  const day = { date: '2026-01-01', name: 'Tết' };
  expect(refused({ holidays: [day, day] })).toEqual(['holidays.1.date']);
  expect(refused({ holidays: [{ ...day, date: '2026-02-30' }] })).toEqual(['holidays.0.date']);
  const [first, ...others] = DEFAULT_PLANNING.seasons;
  expect(refused({ seasons: [{ ...first, months: [1, 2, 3] }, ...others] })).toEqual(['seasons']);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cityDays, monthStart, parseDay, plusDays, plusYears, weekdayOf } from '../../web/core/stats/city-days.ts';
import {
  daysOf,
  formatPeriod,
  lengthOf,
  momentsOf,
  parsePeriod,
  periodAgainst,
  periodWith,
  stepped,
} from '../../web/core/stats/period.ts';

const at = (text: string) => Date.parse(text);

test('days are those of the city, and begin when its clock says so', () => {
  const hanoi = cityDays('Asia/Ho_Chi_Minh');
  expect(hanoi.dayOf(at('2026-11-24T17:00:00Z'))).toBe('2026-11-25');
  expect(hanoi.startOf('2026-11-25')).toBe(at('2026-11-24T17:00:00Z'));
  const berlin = cityDays('Europe/Berlin');
  expect(momentsOf({ from: '2026-03-29', to: '2026-03-29' }, berlin)).toEqual({
    from: at('2026-03-28T23:00:00Z'),
    to: at('2026-03-29T22:00:00Z'),
  });
  // Midnight does not exist on that day in Santiago.
  expect(cityDays('America/Santiago').startOf('2026-09-06')).toBe(at('2026-09-06T04:00:00Z'));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 20_000 }),
      fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Ho_Chi_Minh', 'Asia/Kathmandu'),
      (n, zone) => {
        const days = cityDays(zone);
        const day = plusDays('1980-01-01', n);
        expect(days.dayOf(days.startOf(day))).toBe(day);
        expect(days.dayOf(days.startOf(day) - 1)).toBe(plusDays(day, -1));
      },
    ),
    { numRuns: 60 },
  );
});

test('months and years are those of the calendar, leap days included', () => {
  expect(lengthOf(periodWith('month', '2028-02-17'))).toBe(29);
  expect(lengthOf(periodWith('year', '2028-06-01'))).toBe(366);
  expect(plusYears('2028-02-29', 1)).toBe('2029-02-28');
  expect(monthStart('2026-01-31', -1)).toBe('2025-12-01');
  expect(weekdayOf('2026-11-25')).toBe(3);
  expect(daysOf({ kind: 'week', day: '2026-11-25' })).toEqual({ from: '2026-11-19', to: '2026-11-25' });
  expect(parseDay('2026-02-29')).toBeNull();
});

test('stepping forth and back leads where one was', () => {
  for (const text of [
    'day:2026-03-01',
    'week:2026-03-01',
    'month:2026-03-01',
    'year:2024-01-01',
    '2026-02-01..2026-02-10',
  ]) {
    const period = parsePeriod(text);
    if (!period) throw new Error(text);
    expect(formatPeriod(stepped(stepped(period, 1), -1))).toBe(text);
  }
  expect(formatPeriod(stepped({ kind: 'own', from: '2026-02-01', to: '2026-02-10' }, -1))).toBe(
    '2026-01-22..2026-01-31',
  );
});

test('a year before, weeks keep their weekdays and months their name', () => {
  expect(periodAgainst({ kind: 'week', day: '2026-11-25' }, { kind: 'year-before' })).toEqual({
    kind: 'week',
    day: '2025-11-26',
  });
  expect(periodAgainst(periodWith('month', '2026-11-25'), { kind: 'year-before' })).toEqual(
    periodWith('month', '2025-11-01'),
  );
});

test('what is no period is none', () => {
  for (const text of [
    '',
    'month',
    'month:2026-13-01',
    '2026-02-10..2026-02-01',
    '2026-02-30..2026-03-01',
    '1990-01-01..2026-01-01',
    "day:2026-01-01';drop",
  ]) {
    expect(parsePeriod(text), text).toBeNull();
  }
});

import { expect, test } from 'vitest';
import { startOfDay } from '../../../../gateway/core/history/city-time.ts';
import { levelFor } from '../../../../gateway/core/history/level.ts';

const at = (text: string) => Date.parse(text);

test.each([
  ['whole days', 'day', '2026-03-02T00:00:00+07:00', '2026-03-09T00:00:00+07:00', 'Asia/Ho_Chi_Minh', 'daily'],
  [
    'a last day that is half over',
    'day',
    '2026-03-02T00:00+07:00',
    '2026-03-09T12:00+07:00',
    'Asia/Ho_Chi_Minh',
    'hourly',
  ],
  [
    'a first day that had begun',
    'none',
    '2026-03-02T01:00+07:00',
    '2026-03-09T00:00+07:00',
    'Asia/Ho_Chi_Minh',
    'hourly',
  ],
  ['ends within an hour', 'day', '2026-03-02T00:15+07:00', '2026-03-09T00:00+07:00', 'Asia/Ho_Chi_Minh', '15min'],
  ['hours that are not those of UTC', 'hour', '2026-03-02T18:00Z', '2026-03-02T20:00Z', 'Asia/Kolkata', '15min'],
  ['days of such a zone', 'day', '2026-03-02T18:30Z', '2026-03-04T18:30Z', 'Asia/Kolkata', 'daily'],
] as const)('the longest sums that answer exactly: %s', (_, by, from, to, zone, level) => {
  expect(levelFor(by, at(from), at(to), zone)).toBe(level);
});

test.each([
  ['an ordinary one', '2026-03-02', 'Asia/Ho_Chi_Minh', '2026-03-01T17:00:00.000Z'],
  ['the one on which clocks are put forward', '2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['the one after clocks were put back', '2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ['one that has no midnight', '2022-03-27', 'Asia/Beirut', '2022-03-26T22:00:00.000Z'],
])('a day begins with its first moment: %s', (_, day, zone, first) => {
  expect(new Date(startOfDay(day, zone)).toISOString()).toBe(first);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awake, localTime } from '../../../analytics/core/hours.ts';

const HANOI = 'Asia/Ho_Chi_Minh';
const BERLIN = 'Europe/Berlin';
const WEEK = [1, 2, 3, 4, 5, 6, 7];
const at = (iso: string): number => Date.parse(iso);

describe('a span within one day', () => {
  // 2026-11-23 is a Monday; Hanoi is 7 hours ahead of UTC all year.
  const office = { days: [1, 2, 3, 4, 5], from: '08:00', to: '17:30' };
  test.each([
    ['begins with its first minute', '2026-11-23T01:00:00Z', true],
    ['has not begun a second before', '2026-11-23T00:59:59.999Z', false],
    ['lasts to the end of the minute before its last', '2026-11-23T10:29:59.999Z', true],
    ['is over at its last minute', '2026-11-23T10:30:00Z', false],
    ['is not on other days', '2026-11-22T05:00:00Z', false],
    ['goes by the day of the city, not of Greenwich', '2026-11-22T17:30:00Z', false],
  ])('%s', (_, iso, expected) => expect(awake(office, at(iso), HANOI)).toBe(expected));
});

describe('a span over midnight belongs to the day on which it begins', () => {
  const fridayNight = { days: [5], from: '22:00', to: '06:00' };
  test.each([
    ['Friday 21:59', '2026-11-27T14:59:59Z', false],
    ['Friday 22:00', '2026-11-27T15:00:00Z', true],
    ['Saturday 00:00', '2026-11-27T17:00:00Z', true],
    ['Saturday 05:59', '2026-11-27T22:59:59Z', true],
    ['Saturday 06:00', '2026-11-27T23:00:00Z', false],
    ['Saturday 23:00', '2026-11-28T16:00:00Z', false],
    ['Friday 03:00, which is Thursday night', '2026-11-26T20:00:00Z', false],
  ])('%s', (_, iso, expected) => expect(awake(fridayNight, at(iso), HANOI)).toBe(expected));

  test('from Sunday into Monday', () => {
    const sunday = { days: [7], from: '22:00', to: '06:00' };
    expect(awake(sunday, at('2026-11-22T18:00:00Z'), HANOI)).toBe(true);
    expect(awake(sunday, at('2026-11-23T18:00:00Z'), HANOI)).toBe(false);
  });
});

describe('equal ends are the 24 hours from there', () => {
  const day = { days: [1], from: '06:00', to: '06:00' };
  test.each([
    ['Monday 05:59', '2026-11-22T22:59:59Z', false],
    ['Monday 06:00', '2026-11-22T23:00:00Z', true],
    ['Tuesday 05:59', '2026-11-23T22:59:59Z', true],
    ['Tuesday 06:00', '2026-11-23T23:00:00Z', false],
  ])('%s', (_, iso, expected) => expect(awake(day, at(iso), HANOI)).toBe(expected));
});

describe('where clocks are put forward and back, the clock on the wall counts', () => {
  const night = { days: WEEK, from: '01:30', to: '02:30' };
  test.each([
    // 2026-03-29: 02:00 becomes 03:00, so there is no 02:15
    ['spring, 01:29', '2026-03-29T00:29:59Z', false],
    ['spring, 01:30', '2026-03-29T00:30:00Z', true],
    ['spring, 01:59, the last minute there is', '2026-03-29T00:59:59Z', true],
    ['spring, 03:00, a second later', '2026-03-29T01:00:00Z', false],
    // 2026-10-25: 03:00 becomes 02:00, so 02:15 comes twice
    ['autumn, 02:15 summer time', '2026-10-25T00:15:00Z', true],
    ['autumn, 02:45 summer time', '2026-10-25T00:45:00Z', false],
    ['autumn, 02:15 winter time', '2026-10-25T01:15:00Z', true],
    ['autumn, 02:30 winter time', '2026-10-25T01:30:00Z', false],
  ])('%s', (_, iso, expected) => expect(awake(night, at(iso), BERLIN)).toBe(expected));
});

const someHours = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  from: fc.integer({ min: 0, max: 1439 }).map(timeOfDay),
  to: fc.integer({ min: 0, max: 1439 }).map(timeOfDay),
});
const someMoment = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2032-01-01T00:00:00Z') });

test('without hours a rule is always awake', () => {
  fc.assert(fc.property(someMoment, fc.constantFrom(HANOI, BERLIN), (ms, zone) => awake(null, ms, zone)));
});

test('a span and the span between its ends cover each moment exactly once, every day', () => {
  fc.assert(
    fc.property(someHours, someMoment, fc.constantFrom(HANOI, BERLIN, 'UTC'), (hours, ms, zone) => {
      fc.pre(hours.from !== hours.to);
      const daily = { ...hours, days: WEEK };
      const rest = { days: WEEK, from: hours.to, to: hours.from };
      expect(awake(daily, ms, zone)).toBe(!awake(rest, ms, zone));
    }),
  );
});

test('in a zone without summer time a span lasts as long as it says on each of its days', () => {
  fc.assert(
    fc.property(someHours, (hours) => {
      const monday = at('2026-11-22T17:00:00Z');
      let minutes = 0;
      for (let minute = 0; minute < 7 * 1440; minute++) if (awake(hours, monday + minute * 60_000, HANOI)) minutes += 1;
      const length = (minuteOf(hours.to) - minuteOf(hours.from) + 1440) % 1440 || 1440;
      expect(minutes).toBe(length * hours.days.length);
    }),
    { numRuns: 5 },
  );
});

test('local time agrees with the offset of a zone that has one', () => {
  fc.assert(
    fc.property(someMoment, (ms) => {
      const shifted = new Date(ms + 7 * 3_600_000);
      expect(localTime(ms, HANOI)).toEqual({
        weekday: shifted.getUTCDay() || 7,
        minute: shifted.getUTCHours() * 60 + shifted.getUTCMinutes(),
      });
    }),
  );
});

function timeOfDay(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function minuteOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

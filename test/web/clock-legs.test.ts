import fc from 'fast-check';
import { expect, test } from 'vitest';
import { legs, seenAfterMs } from '../../web/core/alerts/clock-legs.ts';
import { clockOffset } from '../../web/core/clock-offset.ts';
import { aClock, iso, NOON } from './builders.ts';

test('each leg says how long it took after the moment before it', () => {
  const clock = aClock({ shownAt: iso(NOON + 60), acknowledgedAt: iso(NOON + 12_060) });
  expect(legs(clock).map(({ moment, tookMs }) => [moment, tookMs])).toEqual([
    ['captured', null],
    ['received', 60],
    ['perceived', 110],
    ['raised', 90],
    ['pushed', 15],
    ['shown', 45],
    ['acknowledged', 12_000],
    ['resolved', null],
  ]);
  expect(seenAfterMs(clock)).toBe(320);
});

test("a sensor's alert has no legs of a picture", () => {
  const moments = legs(aClock({ receivedAt: null, perceivedAt: null })).map(({ moment }) => moment);
  expect(moments).not.toContain('received');
  expect(moments).not.toContain('perceived');
});

test('clocks of two machines that disagree never give a leg below zero', () => {
  const moment = fc.option(fc.integer({ min: NOON - 5000, max: NOON + 5000 }).map(iso), { nil: null });
  const clocks = fc.record({ receivedAt: moment, perceivedAt: moment, pushedAt: moment, shownAt: moment });
  fc.assert(
    fc.property(clocks, (change) => {
      for (const { tookMs } of legs(aClock(change))) expect(tookMs ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("the server's clock is taken from the quickest answer", () => {
  const day = 86_400_000;
  const quick = { sentAt: 1000, receivedAt: 1010, serverAt: 1005 + day };
  const slow = { sentAt: 2000, receivedAt: 4000, serverAt: 2100 + day };
  expect(clockOffset([slow, quick])).toBe(day);
  expect(clockOffset([])).toBe(0);
});

test('the estimate is off by at most half the shortest round trip, however lopsided the way', () => {
  const trips = fc.array(fc.record({ there: fc.nat(500), back: fc.nat(500) }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(trips, fc.integer({ min: -1e9, max: 1e9 }), (list, ahead) => {
      const samples = list.map(({ there, back }, i) => {
        const sentAt = i * 10_000;
        return { sentAt, receivedAt: sentAt + there + back, serverAt: sentAt + there + ahead };
      });
      const shortest = Math.min(...list.map(({ there, back }) => there + back));
      expect(Math.abs(clockOffset(samples) - ahead)).toBeLessThanOrEqual(shortest / 2 + 1);
    }),
  );
});

test('an alert that was fetched before it was pushed has no leg of a push', () => {
  const moments = legs(aClock({ shownAt: iso(NOON + 5), pushedAt: iso(NOON + 2000) })).map(({ moment }) => moment);
  expect(moments).not.toContain('pushed');
});

test('an alert from before anybody looked was not pushed, and its push is not waited for', () => {
  const moments = legs(aClock({ shownAt: iso(NOON + 9000), pushedAt: null })).map(({ moment }) => moment);
  expect(moments).not.toContain('pushed');
  expect(moments).toContain('shown');
});

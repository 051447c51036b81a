import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figureOf, scaledFigure } from '../../../../gateway/core/history/figures.ts';
import { serviceMinutes, stepHours } from '../../../../gateway/core/history/service-minutes.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

describe('a figure', () => {
  test('says how much was seen, what there would have been, and between what 95 % lie', () => {
    expect(
      figureOf(1240, { inService: 6000, missing: 1020, unknown: 0 }, { missed: 250, variance: (60 / 1.96) ** 2 }),
    ).toEqual({ counted: 1240, observed: 0.83, estimated: 1490, plusMinus: 60 });
  });

  test('is estimated as long as no more than a hundredth of its time is unknown', () => {
    const estimated = (unknown: number) =>
      figureOf(10, { inService: 6000, missing: 600, unknown }, { missed: 1, variance: 1 }).estimated;
    expect([estimated(60), estimated(61)]).toEqual([11, null]);
  });

  test('of a time in which nothing was in service says nothing of what was seen', () => {
    const nothing = { counted: 3, observed: null, estimated: null, plusMinus: null };
    expect(figureOf(3, null, { missed: 0, variance: 0 })).toEqual(nothing);
    expect(figureOf(3, { inService: 0, missing: 0, unknown: 0 }, { missed: 0, variance: 0 })).toEqual(nothing);
  });

  test('of a part errs as the whole does, and by the chance of which of the missed belong to it', () => {
    const whole = { counted: 1000, observed: 0.8, estimated: 1250, plusMinus: 50 };
    // A tenth of the whole's ± 50, and 1.96 standard deviations of the 25 that were missed.
    expect(scaledFigure(100, whole)).toEqual({
      counted: 100,
      observed: 0.8,
      estimated: 125,
      plusMinus: Math.round(10 * Math.hypot(5, 1.96 * 5)) / 10,
    });
    expect(scaledFigure(1, { ...whole, estimated: null })).toEqual({
      counted: 1,
      observed: 0.8,
      estimated: null,
      plusMinus: null,
    });
  });
});

test('minutes in service are those of each step, whenever service begins and ends', () => {
  const minute = fc.integer({ min: -30, max: 60 * 30 });
  const service = fc.record({ from: minute, to: fc.option(minute) });
  fc.assert(
    fc.property(fc.array(service, { maxLength: 4 }), fc.constantFrom('hour', 'hour-of-day', 'none'), (spans, by) => {
      const hours = stepHours(by, { fromMs: 0, toMs: 26 * HOUR_MS, timeZone: 'UTC', untilMs: Infinity }, []);
      const told = serviceMinutes(
        spans.map(({ from, to }) => ({ fromMs: from * MINUTE_MS, toMs: to === null ? null : to * MINUTE_MS })),
        hours,
      );
      const walked = new Map<string, number>();
      for (let at = 0; at < 26 * 60; at++) {
        const there = spans.filter(({ from, to }) => from <= at && (to === null || at < to)).length;
        const key = hours.keys[Math.floor(at / 60)] ?? '';
        if (there > 0) walked.set(key, (walked.get(key) ?? 0) + there);
      }
      expect(new Map([...told].map(([key, minutes]) => [key, Math.round(minutes)]))).toEqual(walked);
    }),
    { numRuns: 60 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coalesce } from '../../../analytics/core/coalesce.ts';
import type { Raise, Verdict } from '../../../analytics/core/verdict.ts';

function raise(at: number, changes: Partial<Raise> = {}): Verdict {
  return {
    verdict: 'raise',
    ruleId: 'rule',
    ruleVersion: 1,
    placeKey: 'zone:depot',
    sourceKey: `observation:${at}`,
    deviceKind: 'camera',
    deviceId: 'gate',
    zoneId: 'depot',
    areaId: null,
    class: 'person',
    box: null,
    value: null,
    unit: null,
    detail: null,
    capturedAt: at,
    receivedAt: at,
    perceivedAt: at,
    ...changes,
  };
}
const clear = (at: number): Verdict => ({ verdict: 'clear', ruleId: 'rule', placeKey: 'zone:depot', at });

test('many facts at one place are one outcome: the first tells what is seen, the last how long it lasted', () => {
  expect(coalesce([raise(1), raise(3), raise(2)])).toMatchObject([
    {
      raise: {
        sourceKey: 'observation:1',
        lastSourceKey: 'observation:2',
        count: 3,
        capturedAt: 1,
        lastAt: 3,
      },
      clearedAt: null,
    },
  ]);
});

test('rules and places are apart', () => {
  const outcomes = coalesce([raise(1), raise(1, { ruleId: 'other' }), raise(1, { placeKey: 'zone:yard' })]);
  expect(outcomes.map((outcome) => outcome.raise?.count)).toEqual([1, 1, 1]);
});

test('what was raised and ended in one batch is both; what ended and began again holds', () => {
  expect(coalesce([raise(1), clear(2)])).toMatchObject([{ raise: { count: 1 }, clearedAt: 2 }]);
  expect(coalesce([clear(1), raise(2)])).toMatchObject([{ raise: { count: 1 }, clearedAt: null }]);
  expect(coalesce([clear(1)])).toEqual([{ ruleId: 'rule', placeKey: 'zone:depot', raise: null, clearedAt: 1 }]);
});

test('each fact is counted once, and no rule and place comes twice', () => {
  const some = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y'), fc.boolean(), fc.nat(100)), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(some, (facts) => {
      const outcomes = coalesce(
        facts.map(([ruleId, placeKey, isRaise, at]) =>
          isRaise ? raise(at, { ruleId, placeKey }) : { verdict: 'clear', ruleId, placeKey, at },
        ),
      );
      const keys = outcomes.map((outcome) => `${outcome.ruleId} ${outcome.placeKey}`);
      expect(new Set(keys).size).toBe(keys.length);
      const counted = outcomes.reduce((total, outcome) => total + (outcome.raise?.count ?? 0), 0);
      expect(counted).toBe(facts.filter(([, , isRaise]) => isRaise).length);
    }),
  );
});

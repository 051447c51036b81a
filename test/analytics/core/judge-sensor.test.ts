import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MeasurementFact } from '../../../analytics/core/facts.ts';
import {
  judgeMeasurements,
  judgeSilence,
  sensorRules,
  type SensorMemory,
} from '../../../analytics/core/judge-sensor.ts';
import { withChanges } from '../../../analytics/core/latches.ts';
import type { SensorUsual } from '../../../analytics/core/sensor-usual.ts';
import type { Rule, Verdict } from '../../../analytics/core/verdict.ts';
import type { RuleCondition } from '../../../contracts/rules.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
// Noon of a Monday in Hanoi.
const NOON = Date.parse('2026-11-23T05:00:00Z');
type Threshold = Extract<RuleCondition, { kind: 'sensor-threshold' }>;

function flood(changes: Partial<Threshold> = {}, rule: Partial<Rule> = {}): Rule {
  return {
    id: 'flood',
    version: 2,
    name: 'Flood',
    severity: 'critical',
    hours: null,
    recipient: null,
    enabled: true,
    condition: {
      kind: 'sensor-threshold',
      sensorIds: ['lake'],
      side: 'above',
      limit: 5,
      clearAt: 4,
      forS: 0,
      clearForS: 0,
      ...changes,
    },
    ...rule,
  };
}

/** A reading `s` seconds after noon. */
function reading(s: number, value: number, changes: Partial<MeasurementFact> = {}): MeasurementFact {
  const at = NOON + s * 1000;
  return { sensorId: 'lake', areaId: 'vinh-yen', at, value, quality: 'good', receivedAt: at + 100, ...changes };
}

/** A sensor that reads every 10 s, judged step by step; says `raise@12` for what is told, seconds after noon. */
function judging(...given: readonly (Rule | SensorUsual)[]) {
  const rules = given.filter((one): one is Rule => 'condition' in one);
  const usual = given.find((one): one is SensorUsual => 'bySensor' in one);
  const book = sensorRules(rules, new Map([['lake', 10]]), usual);
  let memory: SensorMemory = { newest: new Map(), latches: new Map() };
  const told: string[] = [];
  const verdicts: Verdict[] = [];
  const take = (judged: ReturnType<typeof judgeMeasurements>): void => {
    memory = {
      newest: new Map([...memory.newest, ...judged.newest]),
      latches: withChanges(memory.latches, judged.latches),
    };
    verdicts.push(...judged.verdicts);
    for (const verdict of judged.verdicts)
      told.push(
        `${verdict.verdict}@${((verdict.verdict === 'raise' ? verdict.capturedAt : verdict.at) - NOON) / 1000}`,
      );
  };
  return {
    read: (...facts: readonly MeasurementFact[]) => {
      const judged = judgeMeasurements(memory, facts, book, ZONE);
      take(judged);
      return judged;
    },
    wait: (toS: number) => {
      const judged = judgeSilence(memory, NOON + toS * 1000, book, ZONE);
      take(judged);
      return judged.dueAt === null ? null : (judged.dueAt - NOON) / 1000;
    },
    told: () => told,
    verdicts: () => verdicts,
    latches: () => memory.latches,
  };
}

describe('the limit', () => {
  test.each([
    ['is reached', 'above', 5, ['raise@0']],
    ['is passed', 'above', 6, ['raise@0']],
    ['is not reached', 'above', 4.999, []],
    ['is reached from above', 'below', 5, ['raise@0']],
    ['is not reached from above', 'below', 5.001, []],
  ] as const)('%s', (_, side, value, expected) => {
    const lake = judging(flood({ side, clearAt: 5 }));
    lake.read(reading(0, value));
    expect(lake.told()).toEqual(expected);
  });
});

test('hysteresis: the alert is over only when the value has come back to clearAt', () => {
  const lake = judging(flood());
  lake.read(reading(0, 5), reading(10, 4.5), reading(20, 5.5), reading(30, 4.1), reading(40, 4), reading(50, 4.5));
  expect(lake.told()).toEqual(['raise@0', 'clear@40']);
});

test('a value beyond the limit must hold; the clock alone ends the hold', () => {
  const lake = judging(flood({ forS: 15 }));
  lake.read(reading(0, 6), reading(10, 6));
  expect(lake.wait(14.9)).toBe(15);
  expect(lake.told()).toEqual([]);
  lake.wait(15.2);
  expect(lake.told()).toEqual(['raise@15']);
});

test('a value that falls below the limit during the hold raises nothing', () => {
  const lake = judging(flood({ forS: 15 }));
  lake.read(reading(0, 6), reading(10, 4.9));
  lake.wait(60);
  expect(lake.told()).toEqual([]);
});

test('hold-off: a value that has come back must stay, else the alert goes on as the same', () => {
  const lake = judging(flood({ clearForS: 20 }));
  lake.read(reading(0, 6), reading(10, 3), reading(20, 6), reading(30, 3), reading(40, 3));
  expect(lake.told()).toEqual(['raise@0']);
  lake.read(reading(50, 3));
  expect(lake.told()).toEqual(['raise@0', 'clear@50']);
});

describe('a gap in the readings', () => {
  test('no hold is full on what nobody measured', () => {
    const lake = judging(flood({ forS: 60 }));
    lake.read(reading(0, 6));
    // Readings every 10 s are taken to hold for 30 s, no longer.
    expect(lake.wait(29)).toBe(60);
    lake.wait(120);
    lake.read(reading(600, 6));
    expect(lake.told()).toEqual([]);
    lake.read(...[610, 620, 630, 640, 650, 660].map((s) => reading(s, 6)));
    expect(lake.told()).toEqual(['raise@660']);
  });

  test('an alert is not over because its sensor fell silent', () => {
    const lake = judging(flood({ clearForS: 60 }));
    lake.read(reading(0, 6), reading(10, 3));
    lake.wait(1_000);
    expect(lake.told()).toEqual(['raise@0']);
    lake.read(reading(1_000, 6));
    expect(lake.told()).toEqual(['raise@0']);
  });
});

test('late, repeated and suspect readings are counted and change nothing', () => {
  const lake = judging(flood());
  lake.read(reading(0, 3), reading(10, 3));
  const judged = lake.read(reading(10, 9), reading(5, 9), reading(20, 99, { quality: 'suspect' }));
  expect(judged).toMatchObject({ late: 2, suspect: 1, verdicts: [] });
});

test('a rule about night hours wakes to a value that is already beyond, and its alert is over in the morning', () => {
  const lake = judging(flood({}, { hours: { days: [1], from: '12:01', to: '12:02' } }));
  lake.read(reading(50, 6));
  lake.wait(59);
  expect(lake.told()).toEqual([]);
  lake.wait(60.5);
  lake.read(reading(70, 6));
  expect(lake.told()).toEqual(['raise@60.5']);
  lake.read(reading(120, 6));
  expect(lake.told()).toEqual(['raise@60.5', 'clear@120']);
});

test('the alert carries the value that was measured and the time at which the hold was full', () => {
  const lake = judging(flood({ forS: 10 }));
  lake.read(reading(0, 6), reading(10, 7));
  expect(lake.verdicts()).toEqual([
    expect.objectContaining({
      ruleId: 'flood',
      ruleVersion: 2,
      placeKey: 'sensor:lake',
      sourceKey: `measurement:lake@${NOON + 10_000}`,
      deviceKind: 'sensor',
      deviceId: 'lake',
      areaId: 'vinh-yen',
      value: 6,
      capturedAt: NOON + 10_000,
    }),
  ]);
});

test('sensors are judged apart, and rules apart', () => {
  const lake = judging(flood({ sensorIds: ['lake', 'river'] }), flood({ limit: 8 }, { id: 'disaster' }));
  lake.read(reading(0, 6), reading(0, 9, { sensorId: 'river' }), reading(10, 8));
  expect(lake.verdicts().map((v) => `${v.ruleId} ${v.placeKey}`)).toEqual([
    'flood sensor:lake',
    'flood sensor:river',
    'disaster sensor:lake',
  ]);
});

const someReadings = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2, max: 7 })), { maxLength: 50 })
  .map((steps) => {
    let s = 0;
    return steps.map(([afterS, value]) => reading((s += afterS), value));
  });
const someRule = fc
  .record({
    forS: fc.integer({ min: 0, max: 45 }),
    clearForS: fc.integer({ min: 0, max: 45 }),
    clearAt: fc.constantFrom(3, 4, 5),
  })
  .map((changes) => flood(changes));

test('how readings are cut into batches, shuffled within one, or repeated, makes no difference', () => {
  fc.assert(
    fc.property(someRule, someReadings, fc.array(fc.nat(9)), fc.nat(), (rule, readings, cuts, seed) => {
      const whole = judging(rule);
      for (const one of readings) whole.read(one);
      const batched = judging(rule);
      const rest = [...readings];
      for (const cut of [...cuts, readings.length]) {
        const batch = rest.splice(0, cut);
        const repeated = batch.length > 0 ? [...batch, batch[seed % batch.length] ?? reading(0, 0)] : [];
        batched.read(...repeated.reverse());
      }
      expect(batched.told()).toEqual(whole.told());
    }),
  );
});

test('looking at the clock between readings makes no difference', () => {
  fc.assert(
    fc.property(someRule, someReadings, fc.integer({ min: 1, max: 30 }), (rule, readings, everyS) => {
      const quiet = judging(rule);
      const watched = judging(rule);
      let s = 0;
      for (const one of readings) {
        for (; NOON + s * 1000 < one.at; s += everyS) watched.wait(s);
        watched.read(one);
        quiet.read(one);
      }
      expect(watched.told()).toEqual(quiet.told());
    }),
  );
});

test('an alert is raised and over in turns, and never raised without a reading beyond the limit', () => {
  fc.assert(
    fc.property(someRule, someReadings, (rule, readings) => {
      const lake = judging(rule);
      lake.read(...readings);
      const kinds = lake.told().map((line) => line.split('@')[0]);
      expect(kinds).toEqual(kinds.map((_, i) => (i % 2 === 0 ? 'raise' : 'clear')));
      if (readings.every((one) => one.value < 5)) expect(kinds).toEqual([]);
    }),
  );
});

describe('a rule about what is usual in the hour', () => {
  const unusual = (changes: object = {}): Rule => ({
    ...flood(),
    condition: {
      kind: 'sensor-usual',
      sensorIds: ['lake'],
      side: 'above',
      spreads: 4,
      atLeast: 0.5,
      forS: 0,
      clearForS: 0,
      ...changes,
    },
  });
  /** Monday noon 2 ± 0.1, Sunday noon 5 ± 0.1. */
  const learned = (weeks = 8, ...holidays: readonly string[]): SensorUsual => ({
    bySensor: new Map([
      [
        'lake',
        new Map([
          [12, { usual: 2, spread: 0.1, weeks }],
          [13, { usual: 3, spread: 0.5, weeks }],
          [156, { usual: 5, spread: 0.1, weeks }],
        ]),
      ],
    ]),
    holidays: new Set(holidays),
  });

  test('is raised when a reading is far from it by both measures, and over when it is half of the way back', () => {
    const { read, told, verdicts } = judging(learned(), unusual());
    read(reading(0, 2.45), reading(10, 2.5), reading(20, 2.3), reading(30, 2.2));
    expect(told()).toEqual(['raise@10', 'clear@30']);
    expect(verdicts()[0]).toMatchObject({ value: 2.5, detail: 'sensor-usual: usual=2 spread=0.1 weeks=8' });
  });

  test('goes by the hour the reading was taken in, and by Sunday on a holiday', () => {
    const nextHour = judging(learned(), unusual());
    nextHour.read(reading(3600, 4.9), reading(3610, 5));
    expect(nextHour.told()).toEqual(['raise@3610']);
    const holiday = judging(learned(8, '2026-11-23'), unusual());
    holiday.read(reading(0, 5.4), reading(10, 5.5));
    expect(holiday.told()).toEqual(['raise@10']);
  });

  test('below is judged downwards, and nothing is said where too little is learned', () => {
    const low = judging(learned(), unusual({ side: 'below' }));
    low.read(reading(0, 1.6), reading(10, 1.5));
    expect(low.told()).toEqual(['raise@10']);
    for (const nothing of [learned(3), { bySensor: new Map(), holidays: new Set<string>() }]) {
      const quiet = judging(nothing, unusual());
      quiet.read(reading(0, 99));
      expect(quiet.told()).toEqual([]);
    }
  });
});

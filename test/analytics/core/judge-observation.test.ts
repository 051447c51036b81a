import { describe, expect, test } from 'vitest';
import type { RuleCondition } from '../../../contracts/rules.ts';
import type { ObservationFact } from '../../../analytics/core/facts.ts';
import { judgeObservation, zoneRules } from '../../../analytics/core/judge-observation.ts';
import type { Rule } from '../../../analytics/core/verdict.ts';

const NOON = Date.parse('2026-11-23T05:00:00Z');

function aRule(condition: RuleCondition, changes: Partial<Rule> = {}): Rule {
  return {
    id: 'rule',
    version: 3,
    name: 'Rule',
    severity: 'warning',
    condition,
    hours: null,
    recipient: null,
    enabled: true,
    ...changes,
  };
}
function aFact(changes: Partial<ObservationFact> = {}): ObservationFact {
  return {
    id: 7,
    kind: 'entered',
    cameraId: 'gate',
    areaId: 'vinh-yen',
    zoneId: 'depot',
    trackId: 't1',
    class: 'person',
    direction: null,
    value: null,
    deviation: null,
    box: { x: 0, y: 0, w: 0.5, h: 0.5 },
    capturedAt: NOON,
    receivedAt: NOON + 10,
    perceivedAt: NOON + 50,
    ...changes,
  };
}
const judge = (fact: ObservationFact, ...rules: readonly Rule[]): readonly string[] =>
  judgeObservation(fact, zoneRules(rules), 'Asia/Ho_Chi_Minh').map((verdict) => verdict.ruleId);

const presence = (forS: number): RuleCondition => ({
  kind: 'zone-presence',
  zoneIds: ['depot', 'yard'],
  classes: ['person', 'motorcycle'],
  forS,
});

describe('presence in a zone', () => {
  test.each([
    ['entering counts when no time is asked', presence(0), aFact(), true],
    ['leaving does not', presence(0), aFact({ kind: 'left' }), false],
    ['staying does not raise what entering raised', presence(0), aFact({ kind: 'dwelled', value: 10 }), false],
    ['any of the zones', presence(0), aFact({ zoneId: 'yard' }), true],
    ['no other zone', presence(0), aFact({ zoneId: 'street' }), false],
    ['no place in the picture at all', presence(0), aFact({ zoneId: null }), false],
    ['no other class', presence(0), aFact({ class: 'dog' }), false],
    ['nothing without a class', presence(0), aFact({ class: null }), false],
    ['entering is too early when a time is asked', presence(10), aFact(), false],
    ['staying as long as asked', presence(10), aFact({ kind: 'dwelled', value: 10 }), true],
    ['staying a little longer, as the next picture shows', presence(10), aFact({ kind: 'dwelled', value: 10.2 }), true],
    ['staying shorter', presence(10), aFact({ kind: 'dwelled', value: 5 }), false],
    ['staying without saying how long', presence(10), aFact({ kind: 'dwelled' }), false],
  ])('%s', (_, condition, fact, raised) => expect(judge(fact, aRule(condition))).toEqual(raised ? ['rule'] : []));

  test('each rule about a zone hears of one stay once, at its own mark', () => {
    const rules = [aRule(presence(10), { id: 'short' }), aRule(presence(60), { id: 'long' })];
    expect(judge(aFact({ kind: 'dwelled', value: 10 }), ...rules)).toEqual(['short']);
    expect(judge(aFact({ kind: 'dwelled', value: 60 }), ...rules)).toEqual(['long']);
  });

  test('a zone named twice raises once', () => {
    const twice: RuleCondition = { kind: 'zone-presence', zoneIds: ['depot', 'depot'], classes: ['person'], forS: 0 };
    expect(judge(aFact(), aRule(twice))).toEqual(['rule']);
  });
});

describe('crossing a line', () => {
  const crossing = (direction: 'forward' | 'backward' | 'either'): RuleCondition => ({
    kind: 'line-crossing',
    zoneIds: ['depot'],
    classes: ['person'],
    direction,
  });
  test.each([
    ['the way asked for', crossing('forward'), 'forward', true],
    ['the other way', crossing('forward'), 'backward', false],
    ['backwards where that is asked', crossing('backward'), 'backward', true],
    ['either way', crossing('either'), 'backward', true],
  ] as const)('%s', (_, condition, direction, raised) =>
    expect(judge(aFact({ kind: 'crossed', direction }), aRule(condition))).toEqual(raised ? ['rule'] : []),
  );
  test('being in a zone is not crossing', () => expect(judge(aFact(), aRule(crossing('either')))).toEqual([]));
});

describe('behaviour', () => {
  const behaviour = (
    name: Extract<RuleCondition, { kind: 'behaviour' }>['behaviour'],
    atLeast: number,
    classes: ('person' | 'car')[] = [],
  ): RuleCondition => ({ kind: 'behaviour', behaviour: name, zoneIds: ['depot'], classes, atLeast });
  test.each([
    ['as many people as asked', behaviour('crowd', 20), aFact({ kind: 'crowd', class: null, value: 20 }), true],
    [
      'people as densely as asked',
      behaviour('crowd-density', 80),
      aFact({ kind: 'crowd-density', class: null, value: 81.5 }),
      true,
    ],
    [
      'people less densely',
      behaviour('crowd-density', 80),
      aFact({ kind: 'crowd-density', class: null, value: 79.9 }),
      false,
    ],
    ['fewer', behaviour('crowd', 20), aFact({ kind: 'crowd', class: null, value: 19 }), false],
    ['a measure that is missing', behaviour('speed', 60), aFact({ kind: 'speed', class: 'car' }), false],
    [
      'baggage that has lain for less, as another rule asked',
      behaviour('left-behind', 300),
      aFact({ kind: 'left-behind', class: 'suitcase', value: 60 }),
      false,
    ],
    ['behaviours that have no measure', behaviour('wrong-way', 5), aFact({ kind: 'wrong-way', class: 'car' }), true],
    ['another behaviour', behaviour('wrong-way', 0), aFact({ kind: 'stopped', value: 30 }), false],
    ['only the classes asked for', behaviour('stopped', 10, ['car']), aFact({ kind: 'stopped', value: 30 }), false],
  ])('%s', (_, condition, fact, raised) => expect(judge(fact, aRule(condition))).toEqual(raised ? ['rule'] : []));
});

test('a rule judges in its hours, by the time of the picture', () => {
  const night = aRule(presence(0), { hours: { days: [1], from: '22:00', to: '06:00' } });
  expect(judge(aFact(), night)).toEqual([]);
  expect(judge(aFact({ capturedAt: Date.parse('2026-11-23T18:00:00Z') }), night)).toEqual(['rule']);
});

test('the verdict carries what the alert must show', () => {
  const [verdict] = judgeObservation(
    aFact({ kind: 'dwelled', value: 10 }),
    zoneRules([aRule(presence(10))]),
    'Asia/Ho_Chi_Minh',
  );
  expect(verdict).toEqual({
    verdict: 'raise',
    ruleId: 'rule',
    ruleVersion: 3,
    placeKey: 'zone:depot',
    sourceKey: 'observation:7',
    deviceKind: 'camera',
    deviceId: 'gate',
    zoneId: 'depot',
    areaId: 'vinh-yen',
    class: 'person',
    box: { x: 0, y: 0, w: 0.5, h: 0.5 },
    value: 10,
    unit: 's',
    detail: null,
    capturedAt: NOON,
    receivedAt: NOON + 10,
    perceivedAt: NOON + 50,
  });
});

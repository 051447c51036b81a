import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BEHAVIOURS, behaviourFault } from '../../contracts/behaviours.ts';
import { ruleSettings, type RuleCondition, type RuleSettings } from '../../contracts/rules.ts';
import { isWhole, newRule, RULE_KINDS, ofBehaviour, ofKind, ofSensors } from '../../web/core/settings/rule-draft.ts';

/** A rule once its places and limits are said. */
const filled = (rule: RuleSettings): unknown => {
  const { condition } = rule;
  const places = 'zoneIds' in condition ? { zoneIds: ['z'] } : {};
  const sensors = 'sensorIds' in condition ? { sensorIds: ['s'] } : {};
  const limits = condition.kind === 'sensor-threshold' ? { limit: 3, clearAt: 2 } : {};
  return { ...rule, id: 'r', name: 'R', condition: { ...condition, ...places, ...sensors, ...limits } };
};

test('whatever is chosen one after the other, the gateway can take it once places and limits are said', () => {
  const step = fc.oneof(
    fc.constantFrom(...RULE_KINDS).map((kind) => (rule: RuleSettings) => ({ ...rule, ...ofKind(rule, kind) })),
    fc.constantFrom(...BEHAVIOURS).map((one) => (rule: RuleSettings) => ({ ...rule, ...ofBehaviour(rule, one) })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const rule = steps.reduce((made, next) => next(made), newRule());
      expect(ruleSettings.safeParse(filled(rule)).error).toBeUndefined();
    }),
  );
});

test('places stay where they still fit, numbers of another unit never do', () => {
  const stopped = { ...newRule(), ...ofBehaviour(newRule(), 'stopped') };
  const there: RuleSettings = {
    ...stopped,
    condition: { ...stopped.condition, zoneIds: ['z'], atLeast: 900 } as RuleCondition,
  };
  expect(ofBehaviour(there, 'crowd').condition).toMatchObject({ zoneIds: ['z'], atLeast: 20, classes: [] });
  expect(ofKind(there, 'zone-presence').condition).toMatchObject({ zoneIds: ['z'], classes: ['person'], forS: 3 });
  expect(ofKind(there, 'line-crossing').condition).toMatchObject({ zoneIds: [] });
});

test('limits are those of what is measured until somebody says others; what is high water nobody knows', () => {
  const { condition } = ofKind(newRule(), 'sensor-threshold');
  if (condition?.kind !== 'sensor-threshold') throw new Error('not about sensors');
  const quantityOf = (id: string) => (id === 'dust' ? 'pm25' : 'water-level');
  const dust = ofSensors(condition, ['dust'], quantityOf);
  expect(dust).toMatchObject({ side: 'above', limit: 75, clearAt: 60 });
  const water = ofSensors(dust, ['pond'], quantityOf);
  expect(isWhole({ ...newRule(), id: 'r', condition: water })).toBe(false);
  const said = { ...water, limit: 3, clearAt: 2 };
  expect(ofSensors(said, ['dust'], quantityOf)).toMatchObject({ limit: 3, clearAt: 2 });
});

test.each([
  ['a crowd of one', { behaviour: 'crowd', atLeast: 1, classes: [] }, 'too-small'],
  ['twenty people on a square metre', { behaviour: 'crowd-density', atLeast: 2000, classes: [] }, 'too-large'],
  ['a stop of no time', { behaviour: 'stopped', atLeast: 0, classes: ['car'] }, 'too-small'],
  ['a suitcase that falls', { behaviour: 'fallen', atLeast: 10, classes: ['suitcase'] }, 'class-never'],
  ['a crowd of cars', { behaviour: 'crowd', atLeast: 20, classes: ['car'] }, 'class-never'],
] as const)('%s is never observed: such a rule is refused', (_, asked, code) => {
  expect(behaviourFault(asked)?.code).toBe(code);
  const condition = { kind: 'behaviour', zoneIds: ['z'], ...asked };
  const { error } = ruleSettings.safeParse({ ...newRule(), id: 'r', name: 'R', condition });
  expect(error?.issues[0]?.path).toEqual(['condition', behaviourFault(asked)?.path]);
});

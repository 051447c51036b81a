import { describe, expect, test } from 'vitest';
import type { RuleCondition } from '../../../contracts/rules.ts';
import { ruleInScope } from '../../../gateway/core/rule-scope.ts';
import { aRule } from '../support/city.ts';

const visible = { cameraIds: new Set(['c1']), sensorIds: new Set(['s1']), zoneIds: new Set(['z1']) };
const threshold = { kind: 'sensor-threshold', side: 'above', limit: 1, clearAt: 0, forS: 0, clearForS: 0 } as const;
const health = { kind: 'camera-health', conditions: ['offline'] as ['offline'], forS: 0, clearForS: 0 } as const;

describe('a rule as a ward sees it', () => {
  const partly: [RuleCondition, object][] = [
    [{ kind: 'zone-presence', zoneIds: ['z1', 'z2'], classes: ['person'], forS: 0 }, { zoneIds: ['z1'] }],
    [{ kind: 'behaviour', behaviour: 'crowd', zoneIds: ['z2', 'z1'], classes: [], atLeast: 3 }, { zoneIds: ['z1'] }],
    [{ ...threshold, sensorIds: ['s1', 's2'] }, { sensorIds: ['s1'] }],
    [{ ...health, cameraIds: ['c1', 'c2'] }, { cameraIds: ['c1'] }],
    [{ ...health, cameraIds: [] }, { cameraIds: [] }],
  ];
  test.each(partly)('names only its own places: %j', (condition, own) => {
    expect(ruleInScope(aRule({ condition }), visible)?.condition).toMatchObject(own);
  });

  const others: RuleCondition[] = [
    { kind: 'line-crossing', zoneIds: ['z2'], classes: ['car'], direction: 'either' },
    { ...threshold, sensorIds: ['s2'] },
    { ...health, cameraIds: ['c2'] },
  ];
  test.each(others)('is not there when all its places are others’: %j', (condition) => {
    expect(ruleInScope(aRule({ condition }), visible)).toBeNull();
  });
});

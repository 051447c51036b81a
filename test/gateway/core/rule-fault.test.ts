import { expect, test } from 'vitest';
import type { RuleCondition } from '../../../contracts/rules.ts';
import { ruleFault, type KnownPlaces } from '../../../gateway/core/rule-fault.ts';
import { aRule } from '../support/city.ts';

const known: KnownPlaces = {
  cameraIds: new Set(['cam']),
  sensors: new Map([
    ['water', 'water-level m'],
    ['pond', 'water-level m'],
    ['dust', 'pm25 µg/m³'],
  ]),
  wardIds: new Set(['north']),
  unitIds: new Set(['patrol']),
  zones: new Map([
    ['plain', { kind: 'zone', hasWay: false, isCalibrated: false, hasGround: false }],
    ['oneway', { kind: 'zone', hasWay: true, isCalibrated: true, hasGround: true }],
    ['horizon', { kind: 'zone', hasWay: false, isCalibrated: true, hasGround: false }],
    ['line', { kind: 'line', hasWay: false, isCalibrated: true, hasGround: false }],
  ]),
};
const codeOf = (condition: RuleCondition) => ruleFault(aRule({ condition }), known)?.code ?? null;
const behaviour = (behaviour: 'wrong-way' | 'speed' | 'crowd' | 'crowd-density', zoneId: string): RuleCondition => ({
  kind: 'behaviour',
  behaviour,
  zoneIds: [zoneId],
  classes: [],
  atLeast: 1,
});

test('a rule about going the wrong way needs zones that say which way is right', () => {
  expect(codeOf(behaviour('wrong-way', 'oneway'))).toBeNull();
  expect(codeOf(behaviour('wrong-way', 'plain'))).toBe('no-way');
  expect(codeOf(behaviour('wrong-way', 'line'))).toBe('other-kind-of-place');
});

test('a rule about speed needs a calibrated camera; a line will do', () => {
  expect(codeOf(behaviour('speed', 'oneway'))).toBeNull();
  expect(codeOf(behaviour('speed', 'line'))).toBeNull();
  expect(codeOf(behaviour('speed', 'plain'))).toBe('not-calibrated');
});

test('a rule about density needs a zone whose ground is known', () => {
  expect(codeOf(behaviour('crowd-density', 'oneway'))).toBeNull();
  expect(codeOf(behaviour('crowd-density', 'plain'))).toBe('not-calibrated');
  expect(codeOf(behaviour('crowd-density', 'horizon'))).toBe('no-ground');
  expect(codeOf(behaviour('crowd-density', 'line'))).toBe('other-kind-of-place');
});

test('a rule about a crowd is for zones, and a rule about crossing for lines', () => {
  expect(codeOf(behaviour('crowd', 'line'))).toBe('other-kind-of-place');
  expect(codeOf({ kind: 'line-crossing', zoneIds: ['plain'], classes: ['car'], direction: 'either' })).toBe(
    'other-kind-of-place',
  );
});

test('a rule about sensors has one limit for one quantity', () => {
  const over = (...sensorIds: string[]): RuleCondition => ({
    kind: 'sensor-threshold',
    sensorIds,
    side: 'above',
    limit: 3,
    clearAt: 2,
    forS: 0,
    clearForS: 0,
  });
  expect(codeOf(over('water', 'pond'))).toBeNull();
  expect(codeOf(over('water', 'dust'))).toBe('mixed-quantities');
  expect(codeOf(over('water', 'gone'))).toBe('no-sensor');
});

test('what is not there is named', () => {
  expect(ruleFault(aRule(), known)).toMatchObject({ path: 'condition.zoneIds', code: 'no-zone' });
});

test('a rule’s alerts are for a ward or unit that is there', () => {
  const condition: RuleCondition = { kind: 'zone-presence', zoneIds: ['plain'], classes: ['person'], forS: 0 };
  const fault = (recipient: ReturnType<typeof aRule>['recipient']) =>
    ruleFault(aRule({ condition, recipient }), known)?.code ?? null;
  expect(fault({ kind: 'ward', id: 'north' })).toBeNull();
  expect(fault({ kind: 'unit', id: 'patrol' })).toBeNull();
  expect(fault({ kind: 'role', id: 'police' })).toBeNull();
  expect(fault({ kind: 'ward', id: 'patrol' })).toBe('no-area-there');
  expect(fault({ kind: 'unit', id: 'north' })).toBe('no-unit');
});

import { describe, expect, it } from 'vitest';
import { calibration, zoneSettings } from '../../../contracts/devices.ts';
import { ruleSettings } from '../../../contracts/rules.ts';
import { unmetRules } from '../../../demo/replay/unmet-rules.ts';

const square = [
  [0.2, 0.5],
  [0.8, 0.5],
  [0.8, 0.9],
  [0.2, 0.9],
];
const way = { from: [0.5, 0.9], to: [0.5, 0.5] };
const zones = [
  { id: 'line', shape: { kind: 'line', line: { from: [0.5, 0.9], to: [0.5, 0.1] } } },
  { id: 'zone', shape: { kind: 'zone', polygon: square } },
  { id: 'lane', shape: { kind: 'zone', polygon: square, way } },
].map((zone) => zoneSettings.parse({ cameraId: 'film', name: zone.id, ...zone }));

const points = [
  [0.1, 0.9, 0, 0],
  [0.9, 0.9, 10, 0],
  [0.7, 0.3, 10, 30],
  [0.3, 0.3, 0, 30],
].map(([x, y, east, north]) => ({ picture: [x, y], groundM: [east, north] }));

function aRule(condition: object, enabled = true) {
  return ruleSettings.parse({ id: 'rule', name: 'Rule', severity: 'info', hours: null, enabled, condition });
}

function behaviour(name: string, zoneId = 'zone') {
  return aRule({ kind: 'behaviour', behaviour: name, zoneIds: [zoneId], classes: [], atLeast: 5 });
}

function whyNot(rule: ReturnType<typeof aRule>, calibrated = false): string | undefined {
  return unmetRules([rule], zones, calibrated ? calibration.parse({ points }) : null)[0]?.why;
}

const crossing = { kind: 'line-crossing', classes: ['car'], direction: 'either' };

describe('a film cannot fulfil a rule', () => {
  it('about speed or density while its camera is not calibrated', () => {
    for (const rule of [behaviour('speed'), behaviour('crowd-density')]) {
      expect(whyNot(rule)).toContain('--calibration');
      expect(whyNot(rule, true)).toBeUndefined();
    }
  });

  it('about the wrong way where no zone tells the right one', () => {
    expect(whyNot(behaviour('wrong-way'))).toContain('which way is right');
    expect(whyNot(behaviour('wrong-way', 'lane'))).toBeUndefined();
  });

  it('about a line that is a zone, or a zone that is a line', () => {
    expect(whyNot(aRule({ ...crossing, zoneIds: ['zone'] }))).toContain('no line');
    expect(whyNot(aRule({ ...crossing, zoneIds: ['line'] }))).toBeUndefined();
    expect(whyNot(behaviour('crowd', 'line'))).toContain('zones');
    expect(whyNot(behaviour('crowd'))).toBeUndefined();
  });

  it('about sensors, cameras or what is usual, or one that is switched off', () => {
    expect(
      whyNot(aRule({ kind: 'camera-health', cameraIds: [], conditions: ['dark'], forS: 0, clearForS: 0 })),
    ).toContain('cameras');
    expect(whyNot(aRule({ ...crossing, zoneIds: ['line'] }, false))).toContain('switched off');
  });
});

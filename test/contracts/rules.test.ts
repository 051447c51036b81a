import { expect, test } from 'vitest';
import { NEXT_STEPS, stateAfter, stepKind } from '../../contracts/alerts.ts';
import { newStep } from '../../contracts/api.ts';
import { cityFile } from '../../contracts/city-file.ts';
import { label } from '../../contracts/devices.ts';
import { ruleCondition } from '../../contracts/rules.ts';
import { nameInTopic, topics } from '../../contracts/topics.ts';
import { demoCity } from '../../demo/city/vinh-yen.ts';

const city = demoCity({
  cameraUrls: [{ url: 'rtsp://127.0.0.1/a', own: false }],
  sensorUrl: () => 'http://127.0.0.1/s',
});

test('a threshold that clears beyond its own limit is refused', () => {
  const rule = { kind: 'sensor-threshold', sensorIds: ['s'], side: 'above', limit: 10, forS: 0, clearForS: 0 };
  expect(ruleCondition.safeParse({ ...rule, clearAt: 9 }).success).toBe(true);
  expect(ruleCondition.safeParse({ ...rule, clearAt: 11 }).success).toBe(false);
  expect(ruleCondition.safeParse({ ...rule, side: 'below', clearAt: 9 }).success).toBe(false);
});

test('a city file that names a zone, camera, sensor or agent that is not in it is refused with the name', () => {
  const [camera] = city.cameras;
  const [rule] = city.rules;
  if (!camera || !rule) throw new Error('the demo city has a camera and a rule');
  const faults = (change: object) =>
    cityFile.safeParse({ ...city, ...change }).error?.issues.map(({ message }) => message);
  expect(faults({ cameras: [{ ...camera, agentId: 'nobody' }] })).toContainEqual('no agent nobody');
  expect(faults({ cameras: [] })).toContainEqual(`no camera ${camera.id}`);
  expect(faults({ zones: [] })).toContainEqual(expect.stringMatching(/names what is not there: vung-cam/));
  const ring = [
    [105, 21],
    [106, 22],
    [106, 21],
    [105, 22],
    [105, 21],
  ];
  const crossed = { ...city.areas[0], outline: { type: 'MultiPolygon', coordinates: [[ring]] } };
  expect(faults({ areas: [crossed] })).toContainEqual('has sides that cross at 105.5, 21.5');
  expect(faults({ timeZone: 'Mars/Olympus' })).toContainEqual('not an IANA time zone');
});

test('every camera of the demo stands in one of its wards', async () => {
  const { insideOutline } = await import('../../contracts/geometry.ts');
  const many = demoCity({
    cameraUrls: Array.from({ length: 8 }, () => ({ url: 'rtsp://127.0.0.1/a', own: false })),
    sensorUrl: () => 'http://127.0.0.1/s',
  });
  for (const { id, place } of [...many.cameras, ...many.sensors]) {
    const wards = many.areas.filter(({ outline }) => outline && insideOutline(place, outline));
    expect([id, wards.length]).toEqual([id, 1]);
  }
});

test('text that hides its direction or carries control characters is no name', () => {
  expect(label.safeParse('Đầm Vạc – bờ bắc 🚦').success).toBe(true);
  for (const bad of ['', '   ', 'a\u0000b', 'a\u202Eb', 'x'.repeat(201)])
    expect(label.safeParse(bad).success).toBe(false);
});

test('a topic names its agent, device or camera, and nothing else does', () => {
  expect(nameInTopic(topics.agentReadings('tram-1'))).toBe('tram-1');
  expect(nameInTopic(topics.deviceReadings('cam-bien-2'))).toBe('cam-bien-2');
  for (const topic of [
    'cw/2/agents/a/status',
    'cw/1/agents/A/status',
    'cw/1/agents/a/b/status',
    'cw/1/agents/a',
    '$SYS/x',
  ]) {
    expect(nameInTopic(topic)).toBeNull();
  }
});

test('a person can close an alert from every state it can be in, and open it again', () => {
  for (const [state, steps] of Object.entries(NEXT_STEPS)) {
    const closed = state === 'resolved' || state === 'false-alarm';
    expect([state, steps.includes('resolved')]).toEqual([state, !closed]);
    expect([state, steps.includes('reopened')]).toEqual([state, closed]);
    expect(steps).toContain('comment');
  }
  for (const kind of stepKind.options) {
    const after = stateAfter(kind);
    if (after !== null) expect(Object.keys(NEXT_STEPS)).toContain(after);
  }
});

test('a comment without text, a false alarm without reason and a dispatch to nobody are refused', () => {
  for (const kind of ['comment', 'false-alarm', 'dispatched']) {
    expect([kind, newStep.safeParse({ kind }).success]).toEqual([kind, false]);
  }
  expect(newStep.safeParse({ kind: 'acknowledged' }).success).toBe(true);
});

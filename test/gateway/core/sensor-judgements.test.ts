import { expect, test } from 'vitest';
import { createSensorJudgements } from '../../../gateway/core/live/sensor-judgements.ts';
import type { Alert } from '../../../contracts/alerts.ts';

const anAlert = (over: Partial<Alert>): Alert =>
  // the rest of an alert does not matter here
  ({
    id: 1,
    deviceKind: 'sensor',
    deviceId: 's',
    severity: 'warning',
    state: 'raised',
    clearedAt: null,
    ...over,
  }) as Alert;

test('a sensor is as grave as its gravest alert that holds', () => {
  const judgements = createSensorJudgements();
  expect(judgements.take(anAlert({ id: 1 }))).toEqual({ sensorId: 's', severity: 'warning' });
  expect(judgements.take(anAlert({ id: 2, severity: 'critical' }))?.severity).toBe('critical');
  expect(judgements.take(anAlert({ id: 3, severity: 'info' }))?.severity).toBe('critical');
  expect(judgements.take(anAlert({ id: 2, severity: 'critical', clearedAt: 'x' }))?.severity).toBe('warning');
  expect(judgements.take(anAlert({ id: 1, state: 'resolved' }))?.severity).toBe('info');
  expect(judgements.take(anAlert({ id: 3, state: 'false-alarm' }))?.severity).toBeNull();
});

test('alerts on cameras colour no sensor', () => {
  expect(createSensorJudgements().take(anAlert({ deviceKind: 'camera' }))).toBeNull();
});

test('starting anew forgets what was', () => {
  const judgements = createSensorJudgements();
  judgements.take(anAlert({ severity: 'critical' }));
  const now = judgements.load([
    anAlert({ id: 9, deviceId: 't' }),
    anAlert({ id: 8, deviceId: 't', severity: 'critical' }),
  ]);
  expect([...now]).toEqual([['t', 'critical']]);
  expect(judgements.take(anAlert({ id: 1, clearedAt: 'x' }))?.severity).toBeNull();
});

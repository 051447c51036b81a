import { describe, expect, test } from 'vitest';
import { agentNow, cameraNow, sensorNow, UNHEARD_MS } from '../../../gateway/core/device-now.ts';

const NOW = Date.UTC(2026, 0, 1);
const camera = {
  condition: 'dark',
  since: NOW - 60_000,
  fault: null,
  fps: 4,
  kbps: 900,
  lastFrameAt: NOW - 100,
  width: 1,
  height: 1,
} as const;

describe('a camera', () => {
  test('is as it says it is', () => {
    expect(cameraNow(camera, NOW - 1000, NOW)).toEqual({
      condition: 'dark',
      fault: null,
      conditionSince: '2025-12-31T23:59:00.000Z',
      fps: 4,
      kbps: 900,
      lastFrameAt: '2025-12-31T23:59:59.900Z',
    });
  });

  test('of which nothing was heard for too long is offline since then', () => {
    const heardAt = NOW - UNHEARD_MS - 1;
    expect(cameraNow(camera, heardAt, NOW)).toMatchObject({
      condition: 'offline',
      fps: 0,
      conditionSince: new Date(heardAt).toISOString(),
    });
    expect(cameraNow(camera, NOW - UNHEARD_MS, NOW).condition).toBe('dark');
  });

  test('that was offline already is so since it said so', () => {
    const offline = { ...camera, condition: 'offline', fault: 'unreachable' } as const;
    expect(cameraNow(offline, NOW - 60_000, NOW)).toMatchObject({
      fault: 'unreachable',
      conditionSince: '2025-12-31T23:59:00.000Z',
    });
  });

  test('that was never heard is offline', () => {
    expect(cameraNow(null, null, NOW)).toMatchObject({ condition: 'offline', conditionSince: null, lastFrameAt: null });
  });
});

describe('a sensor', () => {
  const reading = { value: 2.5, at: NOW - 25_000, quality: 'good' } as const;
  const state = (over: { everyS?: number; severity?: 'info' | 'warning' | 'critical' | null }) =>
    sensorNow(reading, { everyS: 10, severity: null, nowMs: NOW, ...over }).state;

  test('is as grave as the alert on it', () => {
    expect(state({})).toBe('ok');
    expect(state({ severity: 'info' })).toBe('ok');
    expect(state({ severity: 'warning' })).toBe('warning');
    expect(state({ severity: 'critical' })).toBe('critical');
  });

  test('is silent after three intervals, whatever alert is on it', () => {
    expect(state({ everyS: 8.2, severity: 'critical' })).toBe('silent');
    expect(sensorNow(null, { everyS: 10, severity: null, nowMs: NOW }).state).toBe('silent');
  });
});

test('an agent is offline when it says so, or when nothing is heard of it', () => {
  const online = { state: 'online', at: NOW } as const;
  expect(agentNow(online, NOW, NOW).state).toBe('online');
  expect(agentNow(online, NOW - UNHEARD_MS - 1, NOW).state).toBe('offline');
  expect(agentNow({ state: 'offline', at: NOW }, NOW, NOW).state).toBe('offline');
  expect(agentNow(null, null, NOW)).toEqual({ state: 'offline', at: null });
});

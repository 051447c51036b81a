import { describe, expect, it } from 'vitest';

import { startSensorServer } from '../../demo/sensors/sensor-server.ts';
import type { NumberedReading } from '../../edge-agent/core/reading-line.ts';
import { anybody, startTestBroker } from '../support/broker.ts';
import { undoLater } from '../support/cleanup.ts';
import { freePort, tempDir } from '../support/places.ts';
import { startBuilt } from '../support/program.ts';
import { aConfig, AGENT_ID, someEnvironment, startTestAgent } from './agent.ts';
import { startFramesEnd, startTelemetryEnd, type TelemetryEnd } from './far-end.ts';

const PATIENT = { timeout: 15_000, interval: 50 };

/** A simulated sensor, its broker, and a configuration that has it polled every second. */
async function aSensor(): Promise<{ environment: Record<string, string>; port: number; sensorUrl: string }> {
  const sensors = [{ id: 'level', quantity: 'water-level', seed: 1 }] as const;
  const server = await startSensorServer({ port: 0, sensors });
  undoLater(() => server.stop());
  const frames = await startFramesEnd();
  const port = await freePort();
  const brokerUrl = `mqtt://${anybody.username}:${anybody.password}@127.0.0.1:${port}`;
  return {
    environment: someEnvironment(frames.url, brokerUrl, await tempDir()),
    port,
    sensorUrl: server.urlOf('level'),
  };
}

const received = (telemetry: TelemetryEnd): NumberedReading[] => telemetry.readings.flatMap(({ readings }) => readings);
const numbers = (telemetry: TelemetryEnd): number[] => [...new Set(received(telemetry).map(({ seq }) => seq))];
const upTo = (telemetry: TelemetryEnd): number => Math.max(0, ...numbers(telemetry));

describe('readings of an agent’s sensors', () => {
  it('reach the broker numbered, and are gone from disk when ingest has stored them', async () => {
    const { environment, port, sensorUrl } = await aSensor();
    const broker = await startTestBroker([anybody], { port });
    const telemetry = await startTelemetryEnd(broker.urlFor(anybody));
    await telemetry.configure(aConfig({}, { 'dam-vac': sensorUrl }));
    await startTestAgent(environment);
    await expect.poll(() => upTo(telemetry), PATIENT).toBeGreaterThan(2);
    expect(received(telemetry)[0]).toMatchObject({ seq: 1, sensorId: 'dam-vac', value: expect.any(Number) });
    const epoch = telemetry.readings[0]?.epoch ?? '';
    const waiting = () => telemetry.statuses.at(-1)?.heartbeat?.readingsWaiting;
    await telemetry.confirm(AGENT_ID, epoch, upTo(telemetry));
    await telemetry.confirm(AGENT_ID, 'another-epoch', 999_999);
    await expect.poll(waiting, { timeout: 19_000, interval: 50 }).toBeLessThan(upTo(telemetry));
    const disk = telemetry.statuses.at(-1)?.heartbeat?.recordings;
    expect(disk).toEqual({ bytes: 0, freeBytes: expect.any(Number), paused: expect.any(Boolean) });
    expect(disk?.freeBytes).toBeGreaterThan(0);
  }, 40_000);

  it('taken while the broker was away are all sent when it is back', async () => {
    const { environment, port, sensorUrl } = await aSensor();
    const first = await startTestBroker([anybody], { port });
    const before = await startTelemetryEnd(first.urlFor(anybody));
    await before.configure(aConfig({}, { 'dam-vac': sensorUrl }));
    await startTestAgent(environment);
    await expect.poll(() => upTo(before), PATIENT).toBeGreaterThan(0);
    await before.confirm(AGENT_ID, before.readings[0]?.epoch ?? '', 1);
    await before.client.endAsync();
    await first.stop();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const second = await startTestBroker([anybody], { port });
    const after = await startTelemetryEnd(second.urlFor(anybody));
    await expect.poll(() => upTo(after), PATIENT).toBeGreaterThan(3);
    expect(numbers(after)).toEqual(Array.from({ length: upTo(after) - 1 }, (_, i) => i + 2));
  }, 40_000);

  it('survive a killed agent: the next one sends what was not confirmed, and counts on', async () => {
    const { environment, port, sensorUrl } = await aSensor();
    const broker = await startTestBroker([anybody], { port });
    const telemetry = await startTelemetryEnd(broker.urlFor(anybody));
    await telemetry.configure(aConfig({}, { 'dam-vac': sensorUrl }));
    const start = () => startBuilt('edge-agent', { env: { ...process.env, ...environment } });
    const agent = await start();
    await expect.poll(() => upTo(telemetry), PATIENT).toBeGreaterThan(2);
    agent.child.kill('SIGKILL');
    await agent.ended;
    await expect.poll(() => telemetry.statuses.at(-1)?.state, PATIENT).toBe('offline');
    const [epoch, seen] = [telemetry.readings[0]?.epoch ?? '', upTo(telemetry)];
    telemetry.readings.length = 0;
    await start();
    await expect.poll(() => upTo(telemetry), PATIENT).toBeGreaterThan(seen + 1);
    expect(telemetry.readings.every((batch) => batch.epoch === epoch)).toBe(true);
    expect(numbers(telemetry)).toEqual(Array.from({ length: upTo(telemetry) }, (_, i) => i + 1));
    const times = received(telemetry).map(({ at }) => at);
    expect(new Set(times).size).toBe(numbers(telemetry).length);
  }, 40_000);

  it('that cannot be had are told in the log, without the sensor’s password', async () => {
    const { environment, port } = await aSensor();
    const broker = await startTestBroker([anybody], { port });
    const telemetry = await startTelemetryEnd(broker.urlFor(anybody));
    const logged: string[] = [];
    await startTestAgent(environment, logged);
    await telemetry.configure(aConfig({}, { 'dam-vac': 'http://admin:hunter2@127.0.0.1:1/value?token=hunter2' }));
    const told = () => logged.some((line) => line.includes('sensor cannot be read'));
    await expect.poll(told, PATIENT).toBe(true);
    expect(logged.join('\n')).not.toContain('hunter2');
  });

  it('say online while the agent lives and offline when it has stopped, to whoever asks later', async () => {
    const { environment, port } = await aSensor();
    const broker = await startTestBroker([anybody], { port });
    const agent = await startTestAgent(environment);
    const telemetry = await startTelemetryEnd(broker.urlFor(anybody));
    await expect.poll(() => telemetry.statuses.at(-1), PATIENT).toMatchObject({ state: 'online', agentId: AGENT_ID });
    await agent.stop();
    const later = await startTelemetryEnd(broker.urlFor(anybody));
    await expect.poll(() => later.statuses.at(-1)?.state, PATIENT).toBe('offline');
  });
});

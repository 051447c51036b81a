import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type SensorServer, startSensorServer } from '../../../demo/sensors/sensor-server.ts';

describe('the simulated sensors’ HTTP endpoints', () => {
  let server: SensorServer;
  let nowMs = Date.UTC(2026, 10, 23, 1);
  beforeEach(async () => {
    const sensors = [{ id: 'dam-vac-level', quantity: 'water-level', seed: 1 }] as const;
    server = await startSensorServer({ port: 0, sensors, now: () => nowMs });
  });
  afterEach(() => server.stop());

  const read = async (): Promise<{ value: number; unit: string; at: string }> =>
    (await (await fetch(server.urlOf('dam-vac-level'))).json()) as { value: number; unit: string; at: string };
  const put = async (body: string): Promise<number> =>
    (await fetch(server.urlOf('dam-vac-level'), { method: 'PUT', body })).status;

  it('answer with value, unit and time', async () => {
    expect(await read()).toEqual({ value: expect.any(Number), unit: 'cm', at: '2026-11-23T01:00:00.000Z' });
  });

  it('give a forced value as long as it was asked for, then the natural one again', async () => {
    const natural = (await read()).value;
    server.set('dam-vac-level', 401.5, 10);
    expect((await read()).value).toBe(401.5);
    nowMs += 10_000;
    expect((await read()).value).toBeCloseTo(natural, -1);
    expect(await put('{"value": 350, "forS": 60}')).toBe(200);
    expect((await read()).value).toBe(350);
    server.clear('dam-vac-level');
    expect((await read()).value).toBeCloseTo(natural, -1);
  });

  it.each(['', 'nonsense', '{}', '{"value":"1","forS":1}', '{"value":1e999,"forS":1}', `"${'x'.repeat(5000)}"`])(
    'refuse to be forced by %j',
    async (body) => {
      expect(await put(body)).toBe(400);
    },
  );

  it('say 404 for a sensor that is not there', async () => {
    expect((await fetch(`${server.url}/sensors/nothing`)).status).toBe(404);
    expect(() => server.urlOf('nothing')).toThrow('nothing');
  });
});

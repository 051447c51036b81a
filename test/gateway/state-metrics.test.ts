import { expect, test } from 'vitest';
import type { SystemState } from '../../contracts/system-state.ts';
import { raiseAlert } from './support/alerts.ts';
import { withSession } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { sensorSays } from './support/devices.ts';
import { startTestGateway } from './support/gateway.ts';

test('Prometheus is told the numbers people see on the page about the system', async () => {
  const gateway = await startTestGateway();
  await buildCity(gateway.database);
  await sensorSays(gateway.database, 'water-north', 3.2);
  await raiseAlert(gateway.database);
  const session = await withSession(gateway.url, gateway.database, 'operator');
  const state = (await session.send('GET', '/api/state')).body as SystemState;
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  const value = (line: string): number => Number(new RegExp(`^${line} (\\S+)$`, 'm').exec(text)?.[1]);

  expect(value('citywatch_state_known')).toBe(1);
  for (const [condition, n] of Object.entries(state.cameras.byCondition))
    expect(value(`citywatch_cameras{condition="${condition}"}`)).toBe(n);
  for (const [is, n] of Object.entries(state.sensors.byState))
    expect(value(`citywatch_sensors{state="${is}"}`)).toBe(n);
  expect(value('citywatch_broker_connected')).toBe(0);
  expect(value('citywatch_agent_online{agent="agent-1"}')).toBe(0);
  expect(value('citywatch_database_size_bytes')).toBeGreaterThan(1_000_000);
  const perceive = state.legs.find(({ leg }) => leg === 'perceive');
  expect(value('citywatch_alert_leg_24h_seconds{leg="perceive",quantile="0.95"}')).toBeCloseTo(
    (perceive?.p95Ms ?? 0) / 1000,
  );
});

test('without the database the register still answers, and says that the city is not known', async () => {
  const gateway = await startTestGateway();
  await gateway.database.query('alter table camera rename to camera_gone');
  const response = await fetch(`${gateway.url}/metrics`);
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text).toMatch(/^citywatch_state_known 0$/m);
  expect(text).not.toMatch(/^citywatch_cameras\{/m);
});

import { expect, test } from 'vitest';
import type { SystemState } from '../../contracts/system-state.ts';
import { forgetProcess, saveProcessState, type ToldState } from '../../store/process-states.ts';
import { raiseAlert } from './support/alerts.ts';
import { withSession } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { sensorSays } from './support/devices.ts';
import { startTestGateway } from './support/gateway.ts';

const ingest: ToldState = {
  process: 'ingest',
  instance: 'host:8081',
  version: '1',
  startedAt: '2026-11-26T00:00:00.000Z',
  rssBytes: 5,
  queues: [{ name: 'tracks', waiting: 7, lost: 2 }],
  perception: {
    provider: 'cpu',
    refusedProviders: [],
    model: 'yolov8n',
    workers: 2,
    workersReady: 1,
    slowed: [
      { cameraId: 'cam-north', everyMs: 800 },
      { cameraId: 'cam-south', everyMs: 900 },
    ],
  },
  isJudging: null,
};

test('Prometheus is told the numbers people see on the page about the system', async () => {
  const gateway = await startTestGateway({ CITYWATCH_DATABASE_DISK: '/' });
  await buildCity(gateway.database);
  await saveProcessState(gateway.database, ingest);
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
  expect(value('citywatch_database_disk_free_bytes')).toBeGreaterThan(0);
  expect(value('citywatch_queue_waiting{process="ingest",instance="host:8081",queue="tracks"}')).toBe(7);
  expect(value('citywatch_queue_lost{process="ingest",instance="host:8081",queue="tracks"}')).toBe(2);
  expect(value('citywatch_detector_workers_ready{instance="host:8081",provider="cpu",model="yolov8n"}')).toBe(1);
  expect(value('citywatch_slowed_cameras')).toBe(2);
  expect(state.processes.map(({ process }) => process)).toEqual(['gateway', 'ingest']);
  const perceive = state.legs.find(({ leg }) => leg === 'perceive');
  expect(value('citywatch_alert_leg_24h_seconds{leg="perceive",quantile="0.95"}')).toBeCloseTo(
    (perceive?.p95Ms ?? 0) / 1000,
  );
});

test('which cameras are slowed down is told of one’s own; what a stopped process said is forgotten', async () => {
  const gateway = await startTestGateway();
  await buildCity(gateway.database);
  await saveProcessState(gateway.database, ingest);
  const seen = async (): Promise<SystemState> => {
    const session = await withSession(gateway.url, gateway.database, 'police-north');
    return (await session.send('GET', '/api/state')).body as SystemState;
  };
  const state = await seen();
  expect(state.slowedCameras).toEqual([{ cameraId: 'cam-north', everyMs: 800 }]);
  expect(JSON.stringify(state.processes)).not.toContain('cam-south');
  await gateway.database.query("update process_state set at = now() - interval '2 minutes' where process = 'ingest'");
  expect((await seen()).slowedCameras).toEqual([]);
  await forgetProcess(gateway.database, ingest);
  expect((await seen()).processes.map(({ process }) => process)).toEqual(['gateway']);
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

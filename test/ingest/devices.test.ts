import { beforeEach, describe, expect, test, vi } from 'vitest';
import { topics } from '../../contracts/topics.ts';
import type { FakeAgent } from './rig/fake-agent.ts';
import { startIngestRig, type IngestRig } from './rig/ingest-rig.ts';

/** Moves ahead of the wall's clock at the test's word; one that was stopped goes on only by that. */
const time: { aheadMs: number; stoppedAt: number | null } = { aheadMs: 0, stoppedAt: null };
let rig: IngestRig;
beforeEach(async () => {
  Object.assign(time, { aheadMs: 0, stoppedAt: null });
  rig = await startIngestRig({ clock: () => (time.stoppedAt ?? Date.now()) + time.aheadMs });
});

const STATES = `select device_id as id, coalesce(state ->> 'condition', state ->> 'state') as state,
  state ->> 'fault' as fault from device_state where device_id in ('gate', 'cam') order by device_kind`;
const EVENTS = `select condition from health_event where device_kind = 'camera' and device_id = 'cam' order by id`;
const online = [
  { id: 'gate', state: 'online', fault: null },
  { id: 'cam', state: 'online', fault: null },
];
const gone = [
  { id: 'gate', state: 'offline', fault: null },
  { id: 'cam', state: 'offline', fault: 'unreachable' },
];
const conditions = (...list: readonly string[]) => list.map((condition) => ({ condition }));

async function anAgentOnline(will = false): Promise<FakeAgent> {
  const agent = await rig.agent('gate', will);
  await agent.status();
  await agent.health();
  await rig.until(STATES, (rows) => expect(rows).toEqual(online));
  return agent;
}

test('an agent and its cameras are online when they say so, and it is an event once', async () => {
  const agent = await anAgentOnline();
  await agent.health();
  await agent.status();
  await rig.until(EVENTS, (rows) => expect(rows).toEqual(conditions('online')));
});

describe('an agent', () => {
  test('that is not heard of for ten seconds is offline, and its cameras with it', async () => {
    time.stoppedAt = Date.now();
    await anAgentOnline();
    time.aheadMs = 9_000;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await rig.rows(STATES)).toEqual(online);
    time.aheadMs = 10_500;
    await rig.until(STATES, (rows) => expect(rows).toEqual(gone));
    expect(await rig.rows(EVENTS)).toEqual(conditions('online', 'offline'));
  });

  test('whose connection breaks is offline at once by its last will, and online again with its next word', async () => {
    const agent = await anAgentOnline(true);
    agent.mqtt.stream.destroy();
    await rig.until(STATES, (rows) => expect(rows).toEqual(gone));
    await vi.waitFor(() => expect(agent.mqtt.connected).toBe(true));
    await agent.status();
    await agent.health({ since: Date.now() - 60_000 });
    await rig.until(STATES, (rows) => expect(rows).toEqual(online));
    expect(await rig.rows(EVENTS)).toEqual(conditions('online', 'offline', 'online'));
  });

  test('lives as long as frames or readings come from it', async () => {
    const agent = await anAgentOnline();
    for (const ms of [4_000, 8_000, 12_000, 16_000]) {
      time.aheadMs = ms;
      await agent.frame({ capturedAt: Date.now() + ms });
      await new Promise((resolve) => setTimeout(resolve, 350));
    }
    expect(await rig.rows(STATES)).toEqual(online);
  });

  test('that left its last words with the broker is not taken for alive by the next ingest', async () => {
    const agent = await anAgentOnline();
    await agent.mqtt.endAsync(true);
    time.aheadMs = 10_500;
    await rig.until(STATES, (rows) => expect(rows).toEqual(gone));
    await rig.restart();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await rig.rows(STATES)).toEqual(gone);
  });

  test('is not judged while ingest itself cannot hear: the broker is away', async () => {
    const agent = await anAgentOnline();
    rig.brokerGate.cut();
    await vi.waitFor(() => expect(rig.ingest.healthz().status).toBe('degraded'));
    time.aheadMs = 30_000;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await rig.rows(STATES)).toEqual(online);
    rig.brokerGate.open();
    await vi.waitFor(() => expect(rig.ingest.healthz().status).toBe('ok'), 5_000);
    await agent.status();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await rig.rows(STATES)).toEqual(online);
  });
});

describe('a camera', () => {
  test('that changes its condition is an event each time, with the time its agent gives', async () => {
    const agent = await anAgentOnline();
    const since = Date.now() + 5;
    await agent.health({ condition: 'dark', since });
    await rig.until(EVENTS, (rows) => expect(rows).toEqual(conditions('online', 'dark')));
    await agent.health({ condition: 'dark', since });
    await agent.health({ condition: 'online', since: since + 5 });
    await rig.until(EVENTS, (rows) => expect(rows).toEqual(conditions('online', 'dark', 'online')));
  });

  test('keeps its state while the database is away and has the newest when it is back', async () => {
    const agent = await anAgentOnline();
    rig.databaseGate.cut();
    await agent.health({ condition: 'dark' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    await agent.health({ condition: 'covered' });
    await agent.publish(topics.agentHealth('gate'), 'nonsense in between');
    rig.databaseGate.open();
    await rig.until(STATES, (rows) => expect(rows).toContainEqual({ id: 'cam', state: 'covered', fault: null }));
    expect(await rig.rows(EVENTS)).toEqual(conditions('online', 'covered'));
  });
});

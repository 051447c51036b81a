import { beforeEach, describe, expect, test, vi } from 'vitest';
import { topics } from '../../contracts/topics.ts';
import { registerSensor } from './rig/city.ts';
import type { FakeAgent } from './rig/fake-agent.ts';
import { startIngestRig, type IngestRig } from './rig/ingest-rig.ts';

let rig: IngestRig;
let agent: FakeAgent;
beforeEach(async () => {
  rig = await startIngestRig();
  agent = await rig.agent();
});

const NUMBERS = 'select value::int as value from measurement order by at';
const numbers = (last: number) => Array.from({ length: last }, (_, at) => ({ value: at + 1 }));
const lastStored = () => agent.stored.at(-1);
const sky = (at: number) => agent.publish(topics.deviceReadings('sky'), { readings: [{ at, value: 1 }] });

describe('readings of an agent', () => {
  test('are stored once, and the agent is told how far', async () => {
    await agent.readings(1, 100);
    await agent.readings(101, 150);
    await expect.poll(lastStored).toEqual({ epoch: 'epoch-1', upTo: 150 });
    expect(await rig.rows(NUMBERS)).toEqual(numbers(150));
    expect(await rig.rows('select agent_id, epoch, up_to from readings_stored')).toEqual([
      { agent_id: 'gate', epoch: 'epoch-1', up_to: 150 },
    ]);
  });

  test('that come again are stored once, and the agent is told again', async () => {
    await agent.readings(1, 100);
    await expect.poll(() => agent.stored.length).toBe(1);
    await agent.readings(1, 100);
    await expect.poll(() => agent.stored.length).toBe(2);
    expect(lastStored()).toEqual({ epoch: 'epoch-1', upTo: 100 });
    expect(await rig.rows(NUMBERS)).toEqual(numbers(100));
    expect(await rig.metric('readings_total{outcome="repeated"}')).toBe(100);
  });

  test('beyond a gap are stored, but the agent is told only of what is whole', async () => {
    await agent.readings(1, 10);
    await agent.readings(21, 30);
    await rig.until(NUMBERS, (rows) => expect(rows).toHaveLength(20));
    await expect.poll(() => agent.stored.length).toBeGreaterThan(0);
    expect(lastStored()).toEqual({ epoch: 'epoch-1', upTo: 10 });
    await agent.readings(11, 20);
    await expect.poll(lastStored).toEqual({ epoch: 'epoch-1', upTo: 30 });
    expect(await rig.rows(NUMBERS)).toEqual(numbers(30));
  });

  test('are known to the next ingest as far as they were stored', async () => {
    await agent.readings(1, 50);
    await expect.poll(lastStored).toEqual({ epoch: 'epoch-1', upTo: 50 });
    await rig.restart();
    await agent.readings(51, 60);
    await expect.poll(lastStored).toEqual({ epoch: 'epoch-1', upTo: 60 });
    expect(await rig.rows(NUMBERS)).toEqual(numbers(60));
  });

  test('of a sensor that was registered a moment ago are not refused', async () => {
    await agent.readings(1, 1);
    await expect.poll(lastStored).toEqual({ epoch: 'epoch-1', upTo: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await registerSensor(rig.database, 'new');
    const reading = { seq: 2, sensorId: 'new', at: Date.now(), value: 7 };
    await agent.readings(1, 1, { readings: [reading] });
    await expect.poll(lastStored).toEqual({ epoch: 'epoch-1', upTo: 2 });
    expect(await rig.rows("select value from measurement where sensor_id = 'new'")).toEqual([{ value: 7 }]);
  });

  test('show as the latest of their sensor', async () => {
    await agent.readings(1, 20);
    await rig.until("select state -> 'value' as value from device_state where device_id = 'pm'", (rows) =>
      expect(rows).toEqual([{ value: 20 }]),
    );
  });
});

describe('while the database is away', () => {
  test('nothing is acknowledged, ingest stays alive and says that it is degraded; afterwards everything is stored once', async () => {
    rig.databaseGate.cut();
    await agent.readings(1, 100);
    await sky(Date.now());
    const fault = 'the database cannot be written to';
    await vi.waitFor(() => expect(rig.ingest.healthz().faults).toContain(fault), 5_000);
    const answer = await fetch(`http://127.0.0.1:${rig.ingest.port}/healthz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      status: 'degraded',
      faults: expect.arrayContaining([fault]) as unknown,
    });
    expect(agent.stored).toEqual([]);
    expect(await rig.metric('unacknowledged_messages{inbox="kept"}')).toBe(1);

    rig.databaseGate.open();
    await expect.poll(lastStored, { timeout: 15_000 }).toEqual({ epoch: 'epoch-1', upTo: 100 });
    expect(await rig.rows('select up_to from readings_stored')).toEqual([{ up_to: 100 }]);
    await rig.until('select count(*) as n from measurement', (rows) => expect(rows).toEqual([{ n: 101 }]));
    await expect.poll(() => rig.metric('unacknowledged_messages{inbox="kept"}')).toBe(0);
    await vi.waitFor(() => expect(rig.ingest.healthz()).toEqual({ status: 'ok', faults: [] }), 10_000);
  });

  test('what was perceived is kept, with its picture, and written when it is back', async () => {
    rig.detector.see(0.6);
    // Ten a second by their own clock, however slow the machine: looks at uneven times may not make a person.
    const began = Date.now() - 1_000;
    const look = (n: number) => agent.frame({ capturedAt: began + n * 100, sentAt: began + n * 100 });
    await look(0);
    rig.databaseGate.cut();
    for (let n = 1; n <= 5; n++) await look(n);
    expect(await rig.rows('select 1 from observation')).toEqual([]);
    rig.databaseGate.open();
    await rig.until(
      'select kind, zone_id, length(jpeg) > 0 as pictured from observation join snapshot using (camera_id, at)',
      (rows) => expect(rows).toEqual([{ kind: 'entered', zone_id: 'yard', pictured: true }]),
    );
    await rig.until('select sum(looked)::int as looked from coverage', (rows) => expect(rows).toEqual([{ looked: 6 }]));
  });

  test('and hangs instead of breaking, nothing is acknowledged either', async () => {
    await agent.readings(1, 10);
    await expect.poll(lastStored).toEqual({ epoch: 'epoch-1', upTo: 10 });
    rig.databaseGate.hold();
    await agent.readings(11, 20);
    await sky(Date.now());
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(lastStored()).toEqual({ epoch: 'epoch-1', upTo: 10 });
    expect(await rig.metric('unacknowledged_messages{inbox="kept"}')).toBe(1);
    rig.databaseGate.open();
    await expect.poll(lastStored, { timeout: 10_000 }).toEqual({ epoch: 'epoch-1', upTo: 20 });
    expect(await rig.rows(NUMBERS)).toHaveLength(21);
  });

  test('a session of the database that is ended in the middle of a commit loses and doubles nothing', async () => {
    const ender = setInterval(() => {
      void rig.database.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'citywatch-ingest' and datname = current_database()",
      );
    }, 15);
    for (let first = 1; first <= 1_000; first += 50) {
      await agent.readings(first, first + 49);
      await agent.frame();
    }
    clearInterval(ender);
    await expect.poll(lastStored, { timeout: 15_000 }).toEqual({ epoch: 'epoch-1', upTo: 1_000 });
    expect(await rig.rows(NUMBERS)).toEqual(numbers(1_000));
    await rig.until('select sum(received)::int as received from coverage', (rows) =>
      expect(rows).toEqual([{ received: 20 }]),
    );
  });

  test('a device that speaks for itself is heard again by the next ingest: the broker has kept what was not acknowledged', async () => {
    const at = Date.now();
    rig.databaseGate.cut();
    await sky(at);
    await sky(at + 1);
    await expect.poll(() => rig.metric('unacknowledged_messages{inbox="kept"}')).toBe(2);
    // The broker goes with the ingest that still holds the messages in its hands: as if it had been killed.
    rig.brokerGate.cut();
    const stopped = rig.ingest.stop();
    rig.databaseGate.open();
    await stopped;
    await rig.database.query('truncate measurement');
    rig.brokerGate.open();
    await rig.restart();
    await rig.until('select count(*) as n from measurement', (rows) => expect(rows).toEqual([{ n: 2 }]));
  });
});

describe('while the broker is away', () => {
  test('frames are looked at all the same, and telemetry goes on when it is back', async () => {
    rig.brokerGate.cut();
    await vi.waitFor(() =>
      expect(rig.ingest.healthz()).toEqual({ status: 'degraded', faults: ['the broker cannot be reached'] }),
    );
    expect(await agent.frame()).toMatchObject({ ok: true });
    await sky(Date.now());
    rig.brokerGate.open();
    await rig.until('select count(*) as n from measurement', (rows) => expect(rows).toEqual([{ n: 1 }]));
    await vi.waitFor(() => expect(rig.ingest.healthz().status).toBe('ok'), 5_000);
  });
});

test('coverage of an agent and of ingest meet in one row, however often the agent says it', async () => {
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const cameras = [
    { cameraId: 'cam', minute, expected: 300, decoded: 290, quiet: 90, sent: 200, dropped: { late: 1 } },
  ];
  for (let n = 0; n < 3; n++) await agent.publish(topics.agentCoverage('gate'), { agentId: 'gate', cameras });
  await rig.until('select expected, sent, dropped_edge from coverage', (rows) =>
    expect(rows).toEqual([{ expected: 300, sent: 200, dropped_edge: { late: 1 } }]),
  );
});

test('a second ingest on the same database and broker name takes over, and the first ends in order', async () => {
  await agent.readings(1, 10);
  await expect.poll(lastStored).toEqual({ epoch: 'epoch-1', upTo: 10 });
  await rig.ingest.stop();
  await agent.readings(11, 20);
  await rig.restart();
  // Nobody was there to hear it; the agent has not been told, and sends again.
  await agent.readings(11, 20);
  await expect.poll(lastStored).toEqual({ epoch: 'epoch-1', upTo: 20 });
  expect(await rig.rows(NUMBERS)).toEqual(numbers(20));
});

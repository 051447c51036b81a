import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TELEMETRY_MAX_BYTES } from '../../contracts/telemetry.ts';
import { topics } from '../../contracts/topics.ts';
import { DetectionError } from '../../ingest/edges/detector-errors.ts';
import { aJpeg } from './core/a-jpeg.ts';
import type { FakeAgent } from './rig/fake-agent.ts';
import { startIngestRig, type IngestRig } from './rig/ingest-rig.ts';

let rig: IngestRig;
let agent: FakeAgent;
beforeAll(async () => {
  rig = await startIngestRig();
  agent = await rig.agent();
});
beforeEach(() => rig.database.query('truncate refusal, coverage'));

/** After whatever came before: a good frame is looked at, a good reading is stored. */
async function everythingElseGoesOn(): Promise<void> {
  const { rows } = await rig.database.query<{ n: number }>('select count(*) as n from measurement');
  const looks = rig.detector.looks();
  await expect.poll(() => agent.frame().catch(() => null), { timeout: 10_000 }).toMatchObject({ ok: true });
  await expect.poll(() => rig.detector.looks()).toBeGreaterThan(looks);
  await agent.publish(topics.deviceReadings('sky'), { readings: [{ at: Date.now(), value: 1 }] });
  await rig.until('select count(*) as n from measurement', (now) =>
    expect(now).toEqual([{ n: (rows[0]?.n ?? 0) + 1 }]),
  );
}

async function refusalIs(source: string, reason: string, detail = expect.any(String) as unknown): Promise<void> {
  await rig.until('select source, reason, count, last_detail from refusal', (rows) =>
    expect(rows).toContainEqual({ source, reason, count: 1, last_detail: detail }),
  );
}

describe('a frame', () => {
  test.each([
    ['whose header lies about the size', 'bad-header', { width: 1280 }, aJpeg()],
    ['whose header is nonsense', 'bad-header', { capturedAt: Number.NaN }, aJpeg()],
    ['that is cut short', 'damaged', {}, aJpeg({ padding: 3_000 }).subarray(0, 700)],
    ['that is no JPEG', 'not-jpeg', {}, Buffer.from('<html>502 Bad Gateway</html>')],
    ['of 5 MB', 'too-large', {}, aJpeg({ padding: 5_000_000 })],
    ['of an hour ago', 'stale', { capturedAt: Date.now() - 3_600_000 }, aJpeg()],
    ['from the future', 'bad-header', { capturedAt: Date.now() + 3_600_000 }, aJpeg()],
    ['of a camera nobody registered', 'unknown-camera', { cameraId: 'nobody' }, aJpeg()],
    ["of another agent's camera", 'unknown-camera', { cameraId: 'far' }, aJpeg()],
  ] as const)(
    '%s is refused with the reason, counted, and everything else goes on',
    async (_, reason, header, jpeg) => {
      const before = await rig.metric(`frames_total{outcome="${reason}"}`);
      expect(await agent.frame(header, jpeg)).toMatchObject({ ok: false, reason });
      expect(await rig.metric(`frames_total{outcome="${reason}"}`)).toBe(before + 1);
      await refusalIs('agent:gate', reason);
      await everythingElseGoesOn();
    },
  );

  test('that comes twice is refused the second time', async () => {
    expect(await agent.frame({ streamId: 'twice', seq: 7 })).toMatchObject({ ok: true });
    expect(await agent.frame({ streamId: 'twice', seq: 7 })).toMatchObject({ ok: false, reason: 'duplicate' });
    await refusalIs('agent:gate', 'duplicate');
    await everythingElseGoesOn();
  });

  test('of 100 MB is refused and counted; its agent comes back by itself', async () => {
    agent.socket.emit('frame', {}, Buffer.alloc(100 * 1024 * 1024));
    await refusalIs('agent:gate', 'too-large');
    await everythingElseGoesOn();
  });

  test('that turns out to be damaged only when it is decoded is counted for its camera', async () => {
    rig.detector.fail(new DetectionError('damaged', 'premature end of JPEG data'));
    expect(await agent.frame()).toMatchObject({ ok: true });
    rig.detector.fail(null);
    await refusalIs('agent:gate', 'damaged', 'cam: premature end of JPEG data');
    await rig.until('select dropped from coverage', (rows) => expect(rows).toEqual([{ dropped: { damaged: 1 } }]));
    await everythingElseGoesOn();
  });

  test('on which the detector fails is counted for its camera', async () => {
    rig.detector.fail(new DetectionError('worker-crashed', 'the worker is being replaced'));
    expect(await agent.frame()).toMatchObject({ ok: true });
    rig.detector.fail(null);
    await rig.until('select dropped from coverage', (rows) =>
      expect(rows).toEqual([{ dropped: { 'detector-failed': 1 } }]),
    );
    await everythingElseGoesOn();
  });

  test('refused or not is counted in its camera and minute', async () => {
    const bridge = await rig.agent('bridge');
    const ofFar = { cameraId: 'far' };
    await bridge.frame(ofFar);
    await bridge.frame({ ...ofFar, width: 1280 });
    await bridge.frame(ofFar, 'no bytes at all');
    // Summed up, in case a minute ends in between.
    await rig.until(
      `select area_id, sum(received)::int as received, sum(looked)::int as looked,
        sum((dropped ->> 'bad-header')::int)::int as lied, sum((dropped ->> 'not-jpeg')::int)::int as empty
        from coverage where camera_id = 'far' group by area_id`,
      (rows) => expect(rows).toEqual([{ area_id: 'ward-1', received: 3, looked: 1, lied: 1, empty: 1 }]),
    );
  });
});

describe('a message', () => {
  const now = Date.now();
  const readings = (...list: readonly object[]) => ({ agentId: 'gate', epoch: 'bad', readings: list });
  const fromDevice = topics.deviceReadings;

  test.each([
    ['that is not JSON', 'not-json', 'device:sky', fromDevice('sky'), 'no JSON'],
    ['of the wrong shape', 'wrong-shape', 'device:sky', fromDevice('sky'), { value: 1 }],
    [
      'from the future',
      'from-the-future',
      'device:sky',
      fromDevice('sky'),
      { readings: [{ at: now + 3_600_000, value: 1 }] },
    ],
    ['from another century', 'too-old', 'device:sky', fromDevice('sky'), { readings: [{ at: 0, value: 1 }] }],
    [
      'of a sensor nobody registered',
      'unknown-sensor',
      'device:ghost',
      fromDevice('ghost'),
      { readings: [{ at: now, value: 1 }] },
    ],
    [
      "in an agent's sensor's name",
      'not-your-sensor',
      'device:pm',
      fromDevice('pm'),
      { readings: [{ at: now, value: 1 }] },
    ],
    ['larger than messages may be', 'too-large', 'device:sky', fromDevice('sky'), ' '.repeat(TELEMETRY_MAX_BYTES + 1)],
    ['that is not JSON', 'not-json', 'agent:gate', topics.agentReadings('gate'), Buffer.from([0, 159, 146, 150])],
    [
      'of an agent in the name of another',
      'wrong-shape',
      'agent:bridge',
      topics.agentReadings('bridge'),
      readings({ seq: 1, sensorId: 'pm', at: now, value: 1 }),
    ],
    [
      'of a status of the wrong shape',
      'wrong-shape',
      'agent:gate',
      topics.agentStatus('gate'),
      { agentId: 'gate', state: 'fine' },
    ],
    [
      'of an agent nobody registered',
      'unknown-agent',
      'agent:ghost',
      topics.agentStatus('ghost'),
      { agentId: 'ghost', state: 'online', at: now },
    ],
    ['of health that is not JSON', 'not-json', 'agent:gate', topics.agentHealth('gate'), '{'],
    [
      'of coverage of the wrong shape',
      'wrong-shape',
      'agent:gate',
      topics.agentCoverage('gate'),
      { agentId: 'gate', cameras: [{}] },
    ],
  ] as const)('%s is refused as %s of %s, and everything else goes on', async (_, reason, source, topic, payload) => {
    await agent.publish(topic, payload);
    await refusalIs(source, reason);
    await everythingElseGoesOn();
  });

  test('that PostgreSQL itself cannot store is refused alone', async () => {
    // A NUL in a heartbeat's version is good JSON and a good string, and no jsonb.
    const heartbeat = {
      version: 'a\0b',
      startedAt: 0,
      rssBytes: 0,
      readingsWaiting: 0,
      readingsStoreFull: 0,
      readingsLost: 0,
      cameras: 0,
    };
    await agent.publish(topics.agentStatus('bridge'), { agentId: 'bridge', state: 'online', at: now, heartbeat });
    await agent.health({ condition: 'dark' });
    await rig.until("select state ->> 'condition' as c from device_state where device_id = 'cam'", (rows) =>
      expect(rows).toEqual([{ c: 'dark' }]),
    );
    await everythingElseGoesOn();
  });

  test('with bad readings among good ones: the good are stored, and the agent is told that all are dealt with', async () => {
    await rig.database.query('truncate measurement');
    await agent.publish(
      topics.agentReadings('gate'),
      readings(
        { seq: 1, sensorId: 'pm', at: now, value: 1 },
        { seq: 2, sensorId: 'ghost', at: now, value: 1 },
        { seq: 3, sensorId: 'flow', at: now, value: 1 },
        { seq: 4, sensorId: 'pm', at: now + 3_600_000, value: 1 },
        { seq: 5, sensorId: 'pm', at: now + 1, value: 'much' },
        { seq: 6, sensorId: 'pm', at: now + 2, value: 5_000 },
      ),
    );
    await expect.poll(() => agent.stored).toContainEqual({ epoch: 'bad', upTo: 6 });
    expect(await rig.rows('select value, quality from measurement order by at')).toEqual([
      { value: 1, quality: 'good' },
      { value: 5_000, quality: 'suspect' },
    ]);
    for (const reason of ['unknown-sensor', 'not-your-sensor', 'from-the-future', 'wrong-shape']) {
      await refusalIs('agent:gate', reason);
    }
  });
});

test('ingest says of all this that it is well', async () => {
  const answer = await fetch(`http://127.0.0.1:${rig.ingest.port}/healthz`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ status: 'ok', faults: [] });
});

test.each(['/', '/nothing', '/healthz/x'])('what is not there is not there: %s', async (path) => {
  const answer = await fetch(`http://127.0.0.1:${rig.ingest.port}${path}`);
  expect(answer.status).toBe(404);
});

test('nothing can be posted', async () => {
  const answer = await fetch(`http://127.0.0.1:${rig.ingest.port}/healthz`, { method: 'POST', body: 'x' });
  expect(answer.status).toBe(405);
});

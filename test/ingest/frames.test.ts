import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectAsync } from 'mqtt';
import { topics } from '../../contracts/topics.ts';
import { undoLater } from '../support/cleanup.ts';
import { registerCamera, registerZone } from './rig/city.ts';
import type { FakeAgent } from './rig/fake-agent.ts';
import { startIngestRig, type IngestRig } from './rig/ingest-rig.ts';

const OBSERVED = 'select kind, zone_id, class, area_id from observation order by id';

describe('what a camera sees', () => {
  let rig: IngestRig;
  let agent: FakeAgent;
  beforeEach(async () => {
    rig = await startIngestRig();
    agent = await rig.agent();
  });

  /** The person walks from one place to another, seen every 200 ms of the camera's time, which runs faster than ours. */
  let capturedAt = 0;
  async function walk(from: number, to: number, looks = 12): Promise<void> {
    capturedAt = Math.max(capturedAt, Date.now() - 8_000);
    for (let look = 0; look < looks; look++) {
      rig.detector.see(from + ((to - from) * look) / (looks - 1));
      capturedAt += 200;
      expect(await agent.frame({ capturedAt })).toMatchObject({ ok: true });
      await expect.poll(() => rig.metric('frames_in_detector'), { interval: 5 }).toBe(0);
    }
  }

  test('becomes an observation with its picture, its clock and the area of the camera', async () => {
    await walk(0.2, 0.8);
    await rig.until(OBSERVED, (rows) =>
      expect(rows).toEqual([{ kind: 'entered', zone_id: 'yard', class: 'person', area_id: 'ward-1' }]),
    );
    const [row] = await rig.rows(
      `select jpeg is not null as pictured, at <= received_at as received, received_at <= perceived_at as perceived
        from observation left join snapshot using (camera_id, at)`,
    );
    expect(row).toEqual({ pictured: true, received: true, perceived: true });
  });

  test('is shown live to whoever watches', async () => {
    const watcher = await connectAsync(rig.mqttUrl, { clientId: 'watcher' });
    undoLater(() => watcher.endAsync(true));
    const boxes: unknown[] = [];
    watcher.on('message', (_, payload) => boxes.push(JSON.parse(payload.toString())));
    await watcher.subscribeAsync(topics.cameraBoxes('cam'), { qos: 0 });
    await walk(0.2, 0.4);
    await vi.waitFor(() => expect(boxes).toHaveLength(12), 5_000);
    expect(boxes.at(-1)).toMatchObject({
      at: expect.any(Number),
      boxes: [{ class: 'person', trackId: expect.any(String) }],
    });
  });

  test('goes on under changed zones with the same object', async () => {
    await walk(0.1, 0.3);
    await registerZone(rig.database, 'left', 'cam', {
      kind: 'zone',
      polygon: [
        [0, 0],
        [0.5, 0],
        [0.5, 1],
        [0, 1],
      ],
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await walk(0.3, 0.8, 20);
    await rig.until("select kind, zone_id from observation where kind <> 'dwelled' order by id", (rows) =>
      expect(rows).toEqual([
        { kind: 'entered', zone_id: 'left' },
        { kind: 'left', zone_id: 'left' },
        { kind: 'entered', zone_id: 'yard' },
      ]),
    );
    expect(await rig.rows('select count(distinct track_id) as tracks from observation')).toEqual([{ tracks: 1 }]);
  });

  test('is dwelling when a rule asks for its seconds, though no frame comes because nothing moves', async () => {
    await rig.database.query(
      "insert into rule (id, version, name, severity, condition, enabled) values ('r', 1, 'r', 'info', $1, true)",
      [{ kind: 'zone-presence', zoneIds: ['yard'], classes: ['person'], forS: 3 }],
    );
    await agent.health();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await walk(0.2, 0.8);
    await rig.until(
      `select kind, value, jpeg is not null as pictured from observation
        left join snapshot using (camera_id, at) where kind = 'dwelled'`,
      (rows) => expect(rows).toEqual([{ kind: 'dwelled', value: 3, pictured: true }]),
    );
  });

  test('ends when the camera goes offline: its objects are written as tracks', async () => {
    await walk(0.2, 0.8);
    await agent.health({ condition: 'offline', fault: 'unreachable' });
    await rig.until('select class, looks, area_id from track', (rows) =>
      expect(rows).toEqual([{ class: 'person', looks: 12, area_id: 'ward-1' }]),
    );
    await rig.until("select kind from observation where kind = 'left'", (rows) => expect(rows).toHaveLength(1));
  });

  test('of a camera that is switched off is refused from the moment it is', async () => {
    expect(await agent.frame()).toMatchObject({ ok: true });
    await rig.database.query("update camera set enabled = false where id = 'cam'");
    await expect.poll(() => agent.frame(), { timeout: 10_000 }).toMatchObject({ ok: false, reason: 'unknown-camera' });
  });

  test('is refused to an agent whose token was changed', async () => {
    await rig.database.query("update agent set token_hash = 'x' where id = 'gate'");
    await vi.waitFor(() => expect(agent.socket.connected).toBe(false), 10_000);
  });
});

describe('a machine that is full', () => {
  let rig: IngestRig;
  let agent: FakeAgent;
  beforeAll(async () => {
    rig = await startIngestRig({ workers: 1 });
    await registerCamera(rig.database, 'high', { priority: 'high', sampleFps: 10 });
    await registerCamera(rig.database, 'low', { priority: 'low', sampleFps: 10 });
    agent = await rig.agent();
    rig.detector.take(80);
    await vi.waitFor(async () => expect(await agent.frame({ cameraId: 'low' })).toMatchObject({ ok: true }), 10_000);
  });

  test('answers a frame when it is taken up, not before; a newer one of the same camera takes its place', async () => {
    await expect.poll(() => rig.metric('frames_in_detector')).toBe(0);
    // One in the detector, the second waits in the slot.
    const answers = [1, 2, 3].map((seq) => agent.frame({ cameraId: 'high', streamId: 's', seq }));
    await expect(answers[1]).resolves.toMatchObject({ ok: false, reason: 'superseded' });
    const order: number[] = [];
    answers.forEach((answer, at) => void answer.then(() => order.push(at)));
    await expect(answers[2]).resolves.toMatchObject({ ok: true });
    expect(order).toContain(0);
    expect(rig.detector.looks()).toBeGreaterThan(0);
    await rig.until("select coalesce(sum((dropped ->> 'superseded')::int), 0)::int as n from coverage", (rows) =>
      expect(rows).toEqual([{ n: 1 }]),
    );
  });

  test('asks the low camera to send less and leaves the high one alone', async () => {
    const until = Date.now() + 3_000;
    const answers = new Map<string, number>();
    const feed = async (cameraId: string): Promise<void> => {
      while (Date.now() < until) {
        const answer = await agent.frame({ cameraId, streamId: `${cameraId}-feed`, seq: Date.now() });
        answers.set(cameraId, answer.minIntervalMs);
        await new Promise((resolve) => setTimeout(resolve, Math.max(20, answer.minIntervalMs)));
      }
    };
    await Promise.all([feed('high'), feed('low')]);
    expect(answers.get('high')).toBe(0);
    expect(answers.get('low')).toBeGreaterThan(200);
    expect(await rig.metric('slowed_cameras{priority="low"}')).toBe(1);
  });
});

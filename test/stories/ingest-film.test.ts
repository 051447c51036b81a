import { connectAsync } from 'mqtt';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import type { LiveBoxes } from '../../contracts/telemetry.ts';
import { topics } from '../../contracts/topics.ts';
import { registerCity } from '../ingest/rig/city.ts';
import { startAgent } from '../ingest/rig/fake-agent.ts';
import { filmFrames } from '../ingest/rig/film-frames.ts';
import { startIngestProcess, untilListening } from '../ingest/rig/ingest-process.ts';
import { migratedDatabase } from '../support/database.ts';
import { anybody, startTestBroker } from '../support/broker.ts';
import { undoLater } from '../support/cleanup.ts';

test('people on a real film become observations with pictures that show them, live boxes and tracks', async () => {
  const { database, url } = await migratedDatabase();
  await registerCity(database);
  const broker = await startTestBroker();
  const mqttUrl = broker.urlFor(anybody);
  const port = await untilListening(await startIngestProcess(url, mqttUrl));
  const agent = await startAgent({ mqttUrl, ingestUrl: `http://127.0.0.1:${port}` });
  await agent.health();
  const boxes: LiveBoxes[] = [];
  const watcher = await connectAsync(mqttUrl, { clientId: 'watcher' });
  undoLater(() => watcher.endAsync(true));
  watcher.on('message', (_, payload) => boxes.push(JSON.parse(payload.toString()) as LiveBoxes)); // ingest's own words
  await watcher.subscribeAsync(topics.cameraBoxes('cam'), { qos: 0 });

  // Twelve seconds, five pictures a second; the camera's time runs as the film does, however fast this machine is.
  const pictures = await filmFrames(12);
  let capturedAt = Date.now() - 9_000;
  for (const picture of pictures) {
    capturedAt = Math.max(capturedAt + 200, Date.now() - 9_000);
    expect(await agent.frame({ capturedAt }, picture)).toMatchObject({ ok: true });
  }
  await vi.waitFor(() => expect(boxes).toHaveLength(pictures.length), 20_000);

  const { rows } = await vi.waitFor(async () => {
    const found = await database.query<{ box: number[]; jpeg: Buffer | null; track_id: string }>(
      `select box, jpeg, track_id from observation left join snapshot using (camera_id, at)
        where kind = 'entered' and zone_id = 'yard' and class = 'person'`,
    );
    expect(found.rows.length).toBeGreaterThan(0);
    return found;
  }, 10_000);
  for (const { box, jpeg, track_id } of rows) {
    expect(await sharp(jpeg ?? undefined).metadata()).toMatchObject({ format: 'jpeg', width: 640, height: 480 });
    // The foot of who entered is in the right half, give or take what makes an edge.
    expect((box[0] ?? 0) + (box[2] ?? 0) / 2).toBeGreaterThan(0.45);
    expect(boxes.some((look) => look.boxes.some(({ trackId }) => trackId === track_id))).toBe(true);
  }
  const seen = new Set(boxes.flatMap((look) => look.boxes.map(({ class: name }) => name)));
  expect(seen).toContain('person');
  await vi.waitFor(async () => {
    const coverage = await database.query(
      'select sum(received)::int as received, sum(looked)::int as looked from coverage',
    );
    expect(coverage.rows).toEqual([{ received: pictures.length, looked: pictures.length }]);
  }, 10_000);
});

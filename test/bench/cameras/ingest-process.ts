import { availableParallelism } from 'node:os';
import { pino } from 'pino';
import { startIngest } from '../../../ingest/app.ts';
import { createDetectorPool } from '../../../ingest/edges/detector-pool.ts';
import { openModel } from '../../../ingest/edges/model-file.ts';
import { serveParent } from '../child.ts';
import { watchThreads } from './thread-times.ts';

/** Ingest as main.ts starts it. With BENCH_EXHAUSTIVE every frame is inferred as a whole. */
const { BENCH_DATABASE_URL = '', BENCH_MQTT_URL = '' } = process.env;
const threads = await watchThreads();
const log = pino({ level: 'warn' }, pino.destination(2));
const detector = await createDetectorPool({
  model: await openModel('yolov8n', '.cache/models'),
  workers: availableParallelism(),
  threadsPerSession: 1,
  providers: ['cpu'],
  log,
});
threads.name('detector');
const ingest = await startIngest({
  config: {
    databaseUrl: BENCH_DATABASE_URL,
    mqtt: { url: BENCH_MQTT_URL, username: 'bench', password: 'bench' },
    host: '127.0.0.1',
    port: 0,
    replica: 'bench',
  },
  detector: process.env['BENCH_EXHAUSTIVE'] === '1' ? { ...detector, parts: null } : detector,
  log,
  clock: Date.now,
});
serveParent({ port: ingest.port, pid: process.pid }, ingest.stop, threads.read);

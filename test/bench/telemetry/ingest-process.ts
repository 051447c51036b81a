import { pino } from 'pino';
import { startIngest } from '../../../ingest/app.ts';
import { serveParent } from '../child.ts';

/** Ingest as it is, without a detector: no frames come here. */
const { BENCH_DATABASE_URL = '', BENCH_MQTT_URL = '' } = process.env;
const ingest = await startIngest({
  config: {
    databaseUrl: BENCH_DATABASE_URL,
    mqtt: { url: BENCH_MQTT_URL, username: 'bench', password: 'bench' },
    host: '127.0.0.1',
    port: 0,
    replica: 'bench',
  },
  detector: {
    describe: () => ({ workers: 1, slots: 2 }),
    detect: () => Promise.reject(new Error('no frames here')),
    stop: () => Promise.resolve(),
  },
  log: pino({ level: 'error' }, pino.destination(2)),
  clock: Date.now,
});
serveParent({ port: ingest.port }, ingest.stop);

import { pino } from 'pino';
import { startAnalytics } from '../../../analytics/app.ts';
import { serveParent } from '../child.ts';

/** Analytics as it runs beside ingest, with all its roll-ups. */
const analytics = await startAnalytics({
  config: {
    databaseUrl: process.env['DATABASE_URL'] ?? '',
    host: '127.0.0.1',
    port: 0,
    logLevel: 'error',
    timeZone: 'Asia/Ho_Chi_Minh',
    batch: 2_000,
  },
  log: pino({ level: 'error' }, pino.destination(2)),
  clock: { now: Date.now },
});
serveParent('ready', () => analytics.stop());

import { pino } from 'pino';
import { startGapLane } from '../../../analytics/edges/gap-lane.ts';
import { createMetrics } from '../../../analytics/edges/metrics.ts';
import { startRollups } from '../../../analytics/edges/rollups.ts';
import { openDatabase } from '../../../store/database.ts';
import { serveParent } from '../child.ts';

/** What analytics keeps for planners, without its judging: roll-ups and the account of gaps. */
const log = pino({ level: 'error' }, pino.destination(2));
const database = openDatabase({
  url: process.env['DATABASE_URL'] ?? '',
  name: 'analytics',
  max: 8,
  onError: () => undefined,
});
const given = { database, timeZone: 'Asia/Ho_Chi_Minh', log, clock: { now: Date.now }, metrics: createMetrics() };
const all = [startRollups({ ...given, overtaken: (error) => log.error(error) }), startGapLane(given)];
serveParent('ready', async () => {
  await Promise.all(all.map((one) => one.stop()));
  await database.end();
});

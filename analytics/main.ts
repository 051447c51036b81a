import { runProcess } from '../process/run-process.ts';
import { startAnalytics } from './app.ts';
import { readEnvironment } from './env.ts';

runProcess({
  name: 'analytics',
  readConfig: () => readEnvironment(process.env),
  start: (config, log) => startAnalytics({ config, log, clock: { now: Date.now } }),
});

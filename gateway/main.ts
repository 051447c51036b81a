import { runProcess } from '../process/run-process.ts';
import { startGateway } from './app.ts';
import { readEnvironment } from './env.ts';

runProcess({
  name: 'gateway',
  readConfig: () => readEnvironment(process.env),
  start: (config, log) => startGateway({ config, log, clock: Date.now }),
});

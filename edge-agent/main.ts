import { runProcess } from '../process/run-process.ts';
import { startEdgeAgent } from './app.ts';
import { readEnvironment } from './env.ts';

// Recordings show people, and the configuration holds passwords: nobody else on this host reads them.
process.umask(0o077);
runProcess({
  name: 'edge-agent',
  readConfig: () => readEnvironment(process.env),
  labels: ({ agentId }) => ({ agentId }),
  start: (config, log) =>
    startEdgeAgent({ config, log, clock: { wallMs: Date.now, steadyMs: () => performance.now() } }),
});

import { pino } from 'pino';

import { ConfigError } from '../contracts/process-settings.ts';
import { startEdgeAgent } from './app.ts';
import { type AgentSettings, readEnvironment } from './env.ts';

// Recordings show people, and the configuration holds passwords: nobody else on this host reads them.
process.umask(0o077);
const config = settings();
const log = pino({ level: config.logLevel, base: { process: 'edge-agent', agentId: config.agentId } });
const clock = { wallMs: Date.now, steadyMs: () => performance.now() };
const started = startEdgeAgent({ config, log, clock });
started.catch((error: unknown) => {
  log.fatal({ err: error }, 'edge-agent could not start');
  process.exit(1);
});

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'edge-agent stops');
    started
      .then((agent) => agent.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.fatal({ err: error }, 'edge-agent did not stop in order');
          process.exit(1);
        },
      );
  });
}

function settings(): AgentSettings {
  try {
    return readEnvironment(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`edge-agent cannot start:\n${error.message}\n`);
    process.exit(1);
  }
}

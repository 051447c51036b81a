import pino from 'pino';
import { startGateway } from '../../../gateway/app.ts';
import { readEnvironment } from '../../../gateway/env.ts';
import { answerParent, usage } from './child.ts';

/** The gateway as it is run, on a database. */
answerParent({
  start: async ({ databaseUrl }: { databaseUrl: string }) => {
    const gateway = await startGateway({
      config: readEnvironment({
        CITYWATCH_DATABASE_URL: databaseUrl,
        CITYWATCH_MQTT_URL: 'mqtt://127.0.0.1:9',
        CITYWATCH_PORT: '0',
      }),
      log: pino({ level: 'error' }, pino.destination(2)),
      clock: Date.now,
    });
    return gateway.url;
  },
  usage,
});

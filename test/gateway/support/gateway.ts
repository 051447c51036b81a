import pino from 'pino';
import { startGateway, type Gateway } from '../../../gateway/app.ts';
import { readEnvironment, type GatewayConfig } from '../../../gateway/env.ts';
import type { Database } from '../../../store/database.ts';
import { undoLater } from '../../support/cleanup.ts';
import { migratedDatabase } from '../../support/database.ts';

/** A real gateway on a free port with a database of its own. */
export type TestGateway = Gateway & {
  readonly database: Database;
  readonly databaseUrl: string;
  /** Moves the gateway's clock. */
  readonly advance: (ms: number) => void;
  /** Another gateway on the same store. */
  readonly another: (env?: Readonly<Record<string, string>>) => Promise<Gateway>;
};

/** Settings of a gateway on a free port. */
export function gatewayConfig(databaseUrl: string, more: Readonly<Record<string, string>> = {}): GatewayConfig {
  return readEnvironment({
    CITYWATCH_DATABASE_URL: databaseUrl,
    // Nobody listens there: what the gateway tells agents is tested on its own.
    CITYWATCH_MQTT_URL: 'mqtt://127.0.0.1:9',
    CITYWATCH_PORT: '0',
    CITYWATCH_WEB_DIR: 'test/gateway/support/console',
    ...more,
  });
}

/** Starts a gateway, stopped when the test or file ends. Its answers are checked against their schemas. */
export async function startTestGateway(env: Readonly<Record<string, string>> = {}): Promise<TestGateway> {
  const { url: databaseUrl, database } = await migratedDatabase({ max: 4 });
  let ahead = 0;
  const start = async (more: Readonly<Record<string, string>>): Promise<Gateway> => {
    const gateway = await startGateway({
      config: gatewayConfig(databaseUrl, more),
      log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
      clock: () => Date.now() + ahead,
      checkAnswers: true,
    });
    undoLater(() => gateway.stop());
    return gateway;
  };
  return {
    ...(await start(env)),
    database,
    databaseUrl,
    advance: (ms) => {
      ahead += ms;
    },
    another: (more = {}) => start({ ...env, ...more }),
  };
}

import pino from 'pino';
import { type Broker, startBroker } from '../../demo/broker.ts';
import type { BrokerAccount } from '../../demo/broker-rights.ts';
import { undoLater } from './cleanup.ts';

/** May publish and read everything. */
export const anybody: BrokerAccount = { username: 'anybody', password: 'anything', publish: ['#'], subscribe: ['#'] };

/**
 * Starts a broker on a free port, stopped when the test or file ends.
 * Without accounts there is one, {@link anybody}, and `urlFor(anybody)` is the address with it.
 */
export async function startTestBroker(
  accounts: readonly BrokerAccount[] = [anybody],
  options: { readonly port?: number; readonly maxPacketBytes?: number } = {},
): Promise<Broker & { readonly urlFor: (account: BrokerAccount) => string }> {
  const broker = await startBroker({ ...options, accounts, log: pino({ level: 'silent' }) });
  undoLater(broker.stop);
  return {
    ...broker,
    urlFor({ username, password }) {
      const url = new URL(broker.url);
      url.username = username;
      url.password = password;
      return url.href;
    },
  };
}

import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import type { Logger } from 'pino';
import { boundPackets, boundSessions, type OutgoingStore } from './broker-bounds.ts';
import { anyCovers, type BrokerAccount, findAccount } from './broker-rights.ts';

/** What the broker has seen and refused since it started. */
export interface BrokerStats {
  readonly connections: number;
  readonly refusedLogins: number;
  readonly refusedPublishes: number;
  readonly refusedSubscriptions: number;
  readonly refusedPackets: number;
  readonly droppedMessages: number;
}

/** The embedded MQTT broker while it runs. */
export interface Broker {
  /** `mqtt://127.0.0.1:port`, without any account in it. */
  readonly url: string;
  readonly stats: () => BrokerStats;
  readonly stop: () => Promise<void>;
}

/** The port is taken. Its message is for the person at the terminal. */
export class BrokerStartError extends Error {
  override name = 'BrokerStartError';
}

const DEFAULT_MAX_PACKET_BYTES = 1024 * 1024;
const MAX_CONNECTIONS = 2_000;
/** Sessions that are connected or kept while their client is away. */
const MAX_SESSIONS = 4_000;
const MAX_KEPT_PER_SESSION = 20_000;
const CONNECT_WITHIN_MS = 10_000;
const DRAIN_WITHIN_MS = 15_000;

/** CONNACK codes of MQTT 3.1.1. */
const IDENTIFIER_REJECTED = 2;
const BAD_USERNAME_OR_PASSWORD = 4;

/**
 * Starts an MQTT 3.1.1 broker on loopback. Everybody needs an account; an account may publish and read only what its
 * filters cover. A publish beyond them ends the connection (MQTT 3.1.1 has no other way to say no), a subscription
 * beyond them is answered with failure. Shared subscriptions (`$share`), which this broker would accept and never
 * deliver, are refused too.
 *
 * @param options.port TCP port; a free one is taken without it
 * @param options.maxPacketBytes longest packet taken; a longer one ends the connection before it is read
 * @throws {BrokerStartError} when the port is in use
 */
export async function startBroker({
  port = 0,
  accounts,
  maxPacketBytes = DEFAULT_MAX_PACKET_BYTES,
  log,
}: {
  readonly port?: number;
  readonly accounts: readonly BrokerAccount[];
  readonly maxPacketBytes?: number;
  readonly log: Logger;
}): Promise<Broker> {
  const known = new Map(accounts.map((account) => [account.username, account]));
  const signedIn = new WeakMap<Client, BrokerAccount>();
  /** Who uses a client id: a second account taking it over would receive what is kept for the first. */
  const ownerOf = new Map<string, string>();
  const stats = {
    connections: 0,
    refusedLogins: 0,
    refusedPublishes: 0,
    refusedSubscriptions: 0,
    refusedPackets: 0,
    droppedMessages: 0,
  };

  const aedes = await Aedes.createBroker({
    connectTimeout: CONNECT_WITHIN_MS,
    drainTimeout: DRAIN_WITHIN_MS,
    maxClientsIdLength: 64,
    authenticate(client, username, password, done) {
      const account = findAccount(known, username, password);
      const owner = ownerOf.get(client.id);
      const isTaken = owner === undefined ? ownerOf.size >= MAX_SESSIONS : owner !== username;
      if (account === undefined || isTaken) {
        stats.refusedLogins++;
        const reason =
          account === undefined
            ? 'unknown name or wrong password'
            : 'client id of another account, or too many sessions';
        log.warn({ client: client.id, username, reason }, 'broker refused a login');
        done(refusal(reason, account === undefined ? BAD_USERNAME_OR_PASSWORD : IDENTIFIER_REJECTED), false);
        return;
      }
      signedIn.set(client, account);
      ownerOf.set(client.id, account.username);
      done(null, true);
    },
    authorizePublish(client, { topic }, done) {
      const account = client === null ? undefined : signedIn.get(client);
      if (client === null || (account !== undefined && anyCovers(account.publish, topic))) {
        done();
        return;
      }
      stats.refusedPublishes++;
      log.warn({ client: client.id, username: account?.username, topic }, 'broker refused a publish');
      done(new Error(`no right to publish ${topic}`));
    },
    authorizeSubscribe(client, subscription, done) {
      const { topic } = subscription;
      const account = signedIn.get(client);
      const isShared = topic.startsWith('$share/');
      if (!isShared && account !== undefined && anyCovers(account.subscribe, topic)) {
        done(null, subscription);
        return;
      }
      stats.refusedSubscriptions++;
      const facts = { client: client.id, username: account?.username, topic };
      if (isShared) log.error(facts, 'broker refused a shared subscription: the embedded broker cannot deliver those');
      else log.warn(facts, 'broker refused a subscription');
      done(null, null);
    },
  });
  // aedes types leave its store out; the two functions used are checked by test/demo/broker-bounds.test.ts.
  const { persistence } = aedes as unknown as { persistence: OutgoingStore };
  boundSessions(persistence, MAX_KEPT_PER_SESSION, (client) => {
    if (stats.droppedMessages++ % 1_000 === 0) {
      log.warn({ client, dropped: stats.droppedMessages }, 'broker dropped messages for a session that is full');
    }
  });
  aedes.on('clientError', (client, error) =>
    log.info({ client: client.id, reason: error.message }, 'broker lost a client'),
  );
  aedes.on('connectionError', (_, error) => log.info({ reason: error.message }, 'broker lost a connection'));
  aedes.on('clientDisconnect', (client) => {
    if (client.clean) ownerOf.delete(client.id);
  });

  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    stats.connections++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    boundPackets(socket, maxPacketBytes, () => {
      stats.refusedPackets++;
      log.warn({ maxPacketBytes }, 'broker refused a packet that is too long');
    });
    aedes.handle(socket);
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    aedes.close();
    throw error.code === 'EADDRINUSE' ? new BrokerStartError(`Port ${port} for the MQTT broker is in use.`) : error;
  });

  return {
    // An address that is not a string belongs to a TCP server, which this is.
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stats: () => ({ ...stats }),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function refusal(message: string, returnCode: number): AuthenticateError {
  // aedes declares the codes as an enum that exists in its types only.
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment
  return Object.assign(new Error(message), { returnCode });
}

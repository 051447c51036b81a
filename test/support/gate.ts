import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { undoLater } from './cleanup.ts';

/** A way to a server that can be cut, held up and opened again. */
export interface Gate {
  /** The server's address with this gate's host and port in it. */
  readonly url: string;
  /** Breaks all connections and refuses new ones. */
  readonly cut: () => void;
  /** Lets nothing through, without breaking anything: a server that hangs. */
  readonly hold: () => void;
  /** Lets everything through again. */
  readonly open: () => void;
  readonly connections: () => number;
}

/** Opens a gate before a TCP server. It is closed when the test or file ends. */
export async function startGate(url: string): Promise<Gate> {
  const { hostname, port } = new URL(url);
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: 'open' | 'cut' | 'held' = 'open';

  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (data) => {
        if (!to.write(data)) from.pause();
      });
      to.on('drain', () => {
        if (state === 'open') from.resume();
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        pairs.delete(pair);
        to.destroy();
      });
    }
    if (state === 'held') for (const socket of pair) socket.pause();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    state = 'cut';
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  undoLater(() => {
    cut();
    server.close();
  });
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = String((server.address() as AddressInfo).port); // a TCP server's address is never a string
  return {
    url: own.href,
    cut,
    hold() {
      state = 'held';
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    open() {
      state = 'open';
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    connections: () => pairs.size,
  };
}

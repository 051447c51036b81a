import { once } from 'node:events';
import type { Server } from 'node:http';

/** Open requests get so long to end when the gateway stops, milliseconds. */
const STOP_PATIENCE_MS = 3000;
const LOOK_FOR_IDLE_MS = 50;

/** An end in two steps, so that what lives on connections can end between them. */
export type ServerEnd = {
  /** No new connections from now on. */
  readonly refuse: () => void;
  /** Lets open requests end for a few seconds, then cuts what is left. */
  readonly drain: () => Promise<void>;
};

/** How a server ends. */
export function endOf(http: Server): ServerEnd {
  let closed: Promise<unknown> | null = null;
  const refuse = (): void => {
    if (!http.listening) return;
    closed = once(http, 'close');
    http.close();
  };
  return {
    refuse,
    drain: async () => {
      refuse();
      // A connection becomes idle when its request has been answered; browsers keep it open.
      const idle = setInterval(() => http.closeIdleConnections(), LOOK_FOR_IDLE_MS);
      const patience = setTimeout(() => http.closeAllConnections(), STOP_PATIENCE_MS);
      await closed;
      clearInterval(idle);
      clearTimeout(patience);
    },
  };
}

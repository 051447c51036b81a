import type { Socket } from 'socket.io';
import type { Cursor } from '../../../contracts/ids.ts';
import type { AlertsPush, ChainTrouble, DevicesPush, HelloAnswer } from '../../../contracts/push.ts';
import type { FeedBatch } from '../../../store/alert-feed.ts';
import type { Caller } from '../http/route.ts';

/** Gateway → console. */
export type PushEvents = {
  readonly alerts: (push: AlertsPush) => void;
  readonly devices: (push: DevicesPush) => void;
  readonly settings: () => void;
};

/** Console → gateway; checked by schema when they come. */
export type ConsoleEvents = {
  readonly hello: (request: unknown, acknowledge: (answer: HelloAnswer | null) => void) => void;
  readonly shown: (request: unknown) => void;
  readonly clock: (acknowledge: (serverTime: number, troubles: readonly ChainTrouble[]) => void) => void;
};

/** A socket of one console. */
export type LiveSocket = Socket<ConsoleEvents, PushEvents, Record<string, never>, { caller: Caller }>;

/**
 * Where a console stands in the feed of alerts.
 * `silent`: has not said hello. `behind`: has too much unsent; nothing more is sent until it has drained.
 * `catching-up`: reads the store from its cursor on; what the gateway reads meanwhile is held. `live`: gets every batch.
 */
export type ConsoleMode = 'silent' | 'behind' | 'catching-up' | 'live';

/** What the gateway knows of one connected console. Memory per console is bounded: positions and ids, never payloads. */
export type Console = {
  readonly socket: LiveSocket;
  readonly caller: Caller;
  /** Consoles with the same key see the same. */
  readonly scopeKey: string;
  mode: ConsoleMode;
  /** Everything up to here was sent. */
  cursor: Cursor;
  /** Batches read while it catches up, shared with all others that hold them; null: too many came. */
  held: FeedBatch[] | null;
  /** Counts up with each hello, so that work for an older one stops. */
  turn: number;
  /** Keys of devices that changed while it was slow. */
  readonly owedDevices: Set<string>;
  skippedDevices: number;
};

/** What may wait unsent for one console: bytes in its socket, and messages behind them. */
const UNSENT_BYTES = 256 * 1024;
const UNSENT_MESSAGES = 8;

/** Whether a console takes less than it is sent. */
export function isSlow({ socket }: Console): boolean {
  // Neither is part of engine.io's types; both are there for transport `websocket`, the only one allowed.
  const { transport, writeBuffer } = socket.conn as unknown as {
    readonly transport: { readonly socket?: { readonly bufferedAmount?: number } };
    readonly writeBuffer?: { readonly length: number };
  };
  return (transport.socket?.bufferedAmount ?? 0) > UNSENT_BYTES || (writeBuffer?.length ?? 0) > UNSENT_MESSAGES;
}

/** Who sees the same as this caller. */
export function scopeKeyOf({ scope }: Pick<Caller, 'scope'>): string {
  return scope.areaIds === null ? 'city' : JSON.stringify([scope.areaIds.toSorted(), scope.handedTo.toSorted()]);
}

import type { Socket } from 'node:net';

const MAX_LENGTH_BYTES = 4;

/**
 * Reads the lengths in a stream of MQTT packets without keeping any of it.
 *
 * @param maxBytes the longest packet taken, without its fixed header
 * @returns for each chunk, whether all packets announced so far keep to it
 */
export function createPacketGauge(maxBytes: number): (chunk: Uint8Array) => boolean {
  let bodyLeft = 0;
  let lengthBytes = -1; // -1: the next byte is a packet's first
  let length = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      if (bodyLeft > 0) {
        const skipped = Math.min(bodyLeft, chunk.length - at);
        bodyLeft -= skipped;
        at += skipped;
        continue;
      }
      const byte = chunk[at++] ?? 0;
      if (lengthBytes < 0) {
        lengthBytes = 0;
        length = 0;
        continue;
      }
      // Variable byte integer: seven bits a byte, lowest first (MQTT 3.1.1, 2.2.3).
      length += (byte & 0x7f) * 128 ** lengthBytes++;
      const isComplete = byte < 0x80;
      if (length > maxBytes || (!isComplete && lengthBytes === MAX_LENGTH_BYTES)) return false;
      if (isComplete) {
        bodyLeft = length;
        lengthBytes = -1;
      }
    }
    return true;
  };
}

/**
 * Ends a connection as soon as it announces a packet that is too long.
 * The broker's own parser would collect up to 256 MB first, even from somebody who has not signed in.
 */
export function boundPackets(socket: Socket, maxBytes: number, onTooLong: () => void): void {
  const gauge = createPacketGauge(maxBytes);
  const read = socket.read.bind(socket);
  socket.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (!(chunk instanceof Uint8Array) || gauge(chunk)) return chunk;
    onTooLong();
    socket.destroy();
    return null;
  };
}

/** The part of the broker's memory that keeps messages for sessions which are away or have not acknowledged. */
export interface OutgoingStore {
  outgoingEnqueueCombi(subscriptions: readonly { readonly clientId: string }[], packet: unknown): Promise<void>;
  outgoingClearMessageId(client: { readonly id: string }, packet: unknown): Promise<unknown>;
}

/**
 * Bounds what is kept for each session. A message over the bound is dropped for that session and counted;
 * telemetry that matters is sent again by its agent until it is confirmed as stored.
 */
export function boundSessions(store: OutgoingStore, maxMessages: number, onDropped: (clientId: string) => void): void {
  const kept = new Map<string, number>();
  const enqueue = store.outgoingEnqueueCombi.bind(store);
  const clear = store.outgoingClearMessageId.bind(store);
  store.outgoingEnqueueCombi = (subscriptions, packet) => {
    const withRoom = subscriptions.filter(({ clientId }) => {
      const count = kept.get(clientId) ?? 0;
      if (count < maxMessages) kept.set(clientId, count + 1);
      else onDropped(clientId);
      return count < maxMessages;
    });
    return enqueue(withRoom, packet);
  };
  store.outgoingClearMessageId = async (client, packet) => {
    const cleared = await clear(client, packet);
    const count = kept.get(client.id) ?? 0;
    if (cleared === undefined) return cleared;
    if (count <= 1) kept.delete(client.id);
    else kept.set(client.id, count - 1);
    return cleared;
  };
}

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A bare RTSP connection for tests which say exactly what goes over the wire. */
export type RtspClient = {
  readonly socket: Socket;
  send(bytes: string | Buffer): void;
  /** The next answer's head (without interleaved packets), or 'closed'. */
  answer(): Promise<string>;
  close(): void;
};

export async function openRtspClient(port: number): Promise<RtspClient> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let received = Buffer.alloc(0);
  let closed = false;
  let wake: (() => void) | undefined;
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    wake?.();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
    wake?.();
  });

  const take = (): string | undefined => {
    while (received[0] === 0x24 && received.length >= 4 && received.length >= 4 + received.readUInt16BE(2)) {
      received = received.subarray(4 + received.readUInt16BE(2));
    }
    const end = received.indexOf('\r\n\r\n');
    if (received[0] === 0x24 || end < 0) return undefined;
    const head = received.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (received.length < end + 4 + length) return undefined;
    const whole = received.toString('latin1', 0, end + 4 + length);
    received = received.subarray(end + 4 + length);
    return whole;
  };

  return {
    socket,
    send: (bytes) => void socket.write(bytes),
    async answer() {
      for (;;) {
        const head = take();
        if (head !== undefined) return head;
        if (closed) return 'closed';
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close: () => socket.destroy(),
  };
}

import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

import { undoLater } from '../support/cleanup.ts';

/** A camera of a kind that the demo's are not: another codec, or RTSP over TLS. By TCP only, and for ever. */
export type ForeignCamera = {
  /** Its media line and what belongs to it, without `a=control`. */
  readonly media: readonly string[];
  readonly payloadType: number;
  /** RTP payloads of each picture, again and again. The first one is a keyframe. */
  readonly pictures: readonly (readonly Uint8Array[])[];
  readonly fps: number;
  /** PEM; with it the camera speaks RTSP over TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
};

/** @returns its address */
export async function startForeignCamera(camera: ForeignCamera): Promise<string> {
  const sockets = new Set<Socket>();
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    let timer: NodeJS.Timeout | undefined;
    let text = '';
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearInterval(timer);
      sockets.delete(socket);
    });
    socket.on('data', (chunk) => {
      // What a client says of reception comes between its requests; nothing here depends on it.
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const request = text.slice(0, end);
        text = text.slice(end + 4);
        const [, method = '', url = '', cseq = '0'] =
          /([A-Z_]+) (\S+) RTSP\/1\.0[^]*?CSeq: *(\d+)/i.exec(request) ?? [];
        socket.write(answer(method, url, cseq, camera));
        if (method === 'PLAY') timer = setInterval(sender(socket, camera), 1000 / camera.fps);
      }
    });
  };
  const server = camera.tls === undefined ? createServer(serve) : createTlsServer(camera.tls, serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undoLater(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return `rtsp${camera.tls === undefined ? '' : 's'}://127.0.0.1:${port}/live`;
}

function answer(method: string, url: string, cseq: string, { media }: ForeignCamera): string {
  const body = [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 0.0.0.0',
    't=0 0',
    ...media,
    'a=control:track',
  ].join('\r\n');
  const headers: Record<string, readonly string[]> = {
    OPTIONS: ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN'],
    DESCRIBE: [`Content-Base: ${url}/`, 'Content-Type: application/sdp', `Content-Length: ${body.length + 2}`],
    SETUP: ['Session: 1;timeout=60', 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1'],
  };
  const lines = ['RTSP/1.0 200 OK', `CSeq: ${cseq}`, ...(headers[method] ?? ['Session: 1'])];
  return `${lines.join('\r\n')}\r\n\r\n${method === 'DESCRIBE' ? `${body}\r\n` : ''}`;
}

/** Sends one picture each time it is called. */
function sender(socket: Socket, { pictures, payloadType, fps }: ForeignCamera): () => void {
  let sequence = 0;
  let shown = 0;
  return () => {
    const payloads = pictures[shown % pictures.length] ?? [];
    for (const [i, payload] of payloads.entries()) {
      const head = Buffer.alloc(16);
      head.writeUInt16BE(0x2400, 0);
      head.writeUInt16BE(12 + payload.length, 2);
      head[4] = 0x80;
      head[5] = payloadType | (i === payloads.length - 1 ? 0x80 : 0);
      head.writeUInt16BE(sequence++ & 0xffff, 6);
      head.writeUInt32BE(Math.round((shown * 90_000) / fps) >>> 0, 8);
      head.writeUInt32BE(4711, 12);
      socket.write(Buffer.concat([head, payload]));
    }
    shown++;
  };
}

/**
 * RTP payloads of a JPEG with standard Huffman tables, 4:2:0 (RFC 2435, type 1, with the quantisation tables in the first packet).
 * @param mtu bytes of the picture per packet
 */
export function jpegPayloads(jpeg: Buffer, width: number, height: number, mtu = 1200): Uint8Array[] {
  const tables: Buffer[] = [];
  let at = 2;
  let scan = jpeg.subarray(0, 0);
  while (at < jpeg.length) {
    const marker = jpeg[at + 1];
    const length = jpeg.readUInt16BE(at + 2);
    if (marker === 0xdb) {
      for (let table = at + 4; table < at + 2 + length; table += 65) tables.push(jpeg.subarray(table + 1, table + 65));
    }
    at += 2 + length;
    if (marker === 0xda) {
      scan = jpeg.subarray(at, jpeg.length - 2);
      break;
    }
  }
  const quantisers = Buffer.concat(tables);
  const payloads: Uint8Array[] = [];
  for (let from = 0; from < scan.length; from += mtu) {
    const head = Buffer.from([0, 0, 0, 0, 1, 255, width / 8, height / 8]);
    head.writeUIntBE(from, 1, 3);
    const first = from === 0 ? [Buffer.from([0, 0, 0, quantisers.length]), quantisers] : [];
    payloads.push(Buffer.concat([head, ...first, scan.subarray(from, from + mtu)]));
  }
  return payloads;
}

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createOnvifAnswers, type OnvifCharacter } from './onvif-answers.ts';
import { startProbeListener } from './onvif-probes.ts';

/** A simulated ONVIF camera: found by WS-Discovery, asked by SOAP. Its streams are somebody else's, by RTSP. */
export type OnvifDevice = {
  /** Its device service. */
  readonly address: string;
  /** UDP port on which it takes probes besides the group's; they may be sent there directly. */
  readonly probePort: number;
  /** Operations it was asked for, in order. */
  readonly asked: readonly string[];
  readonly stop: () => Promise<void>;
};

const BODY_MAX_BYTES = 64 * 1024;

/**
 * Starts one on the loopback.
 * @param group whether it also listens to the group that real cameras listen to (239.255.255.250:3702)
 */
export async function startOnvifDevice({
  group,
  now = Date.now,
  ...character
}: OnvifCharacter & { readonly group: boolean; readonly now?: () => number }): Promise<OnvifDevice> {
  const asked: string[] = [];
  const answers = createOnvifAnswers(character, now, (operation) => asked.push(operation));
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_MAX_BYTES) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () => {
      const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
      const { status, headers, body } = answers({
        text: Buffer.concat(chunks).toString('utf8'),
        // Headers arrive as bytes; names in other alphabets are UTF-8.
        authorization: Buffer.from(request.headers.authorization ?? '', 'latin1').toString('utf8'),
        origin: `http://127.0.0.1:${port}`,
      });
      response.writeHead(status, { 'content-type': 'application/soap+xml; charset=utf-8', ...headers }).end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  const address = `http://127.0.0.1:${port}/onvif/device_service`;
  const probes = await startProbeListener({ character, address, group }).catch(async (error: unknown) => {
    await closed(server);
    throw error;
  });
  return {
    address,
    probePort: probes.port,
    asked,
    stop: async () => {
      probes.stop();
      await closed(server);
    },
  };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

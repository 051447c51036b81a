import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { find, textAt } from '../../edge-agent/core/onvif/xml-node.ts';
import { escapeXml } from '../../edge-agent/core/onvif/messages.ts';
import { parseXml, XmlError } from '../../edge-agent/edges/xml.ts';
import type { OnvifCharacter } from './onvif-answers.ts';

const GROUP = '239.255.255.250';
const GROUP_PORT = 3702;

/** Answers probes (WS-Discovery) until stopped: on a port of its own, and if wanted in the group of all cameras. */
export async function startProbeListener({
  character,
  address,
  group,
}: {
  readonly character: OnvifCharacter;
  readonly address: string;
  readonly group: boolean;
}): Promise<{ readonly port: number; readonly stop: () => void }> {
  const own = await bound(createSocket('udp4'), 0, '127.0.0.1');
  const sockets = [own];
  const hear = (message: Buffer, to: { readonly address: string; readonly port: number }): void => {
    const messageId = probeIn(message);
    if (messageId === null) return;
    own.send(matchOf(character, address, messageId), to.port, to.address);
  };
  own.on('message', hear);
  if (group) {
    try {
      // Bound to the group's own address: what is sent to this host's other addresses is not ours.
      const shared = await bound(createSocket({ type: 'udp4', reuseAddr: true }), GROUP_PORT, GROUP);
      shared.addMembership(GROUP, '127.0.0.1');
      shared.on('message', hear);
      sockets.push(shared);
    } catch (error) {
      own.close();
      throw error;
    }
  }
  return {
    port: own.address().port,
    stop: () => {
      for (const socket of sockets) socket.close();
    },
  };
}

function bound(socket: Socket, port: number, address: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

function probeIn(message: Buffer): string | null {
  try {
    const root = parseXml(message.toString('utf8'));
    return find(root, 'Body', 'Probe') === null ? null : textAt(root, 'Header', 'MessageID');
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}

function matchOf(character: OnvifCharacter, address: string, relatesTo: string): string {
  const scopes = [
    ['name', character.name],
    ['hardware', character.model],
    ['location', character.location],
    ['type', 'video_encoder'],
  ] as const;
  const said = scopes.map(([kind, text]) => `onvif://www.onvif.org/${kind}/${encodeURIComponent(text)}`).join(' ');
  return (
    `<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"` +
    ` xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"` +
    ` xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><SOAP-ENV:Header><wsa:MessageID>uuid:${randomUUID()}</wsa:MessageID>` +
    `<wsa:RelatesTo>${escapeXml(relatesTo)}</wsa:RelatesTo><wsa:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</wsa:Action>` +
    `</SOAP-ENV:Header><SOAP-ENV:Body><d:ProbeMatches><d:ProbeMatch><wsa:EndpointReference><wsa:Address>${character.endpoint}</wsa:Address>` +
    `</wsa:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>${escapeXml(said)}</d:Scopes>` +
    `<d:XAddrs>${escapeXml(address)}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches>` +
    `</SOAP-ENV:Body></SOAP-ENV:Envelope>`
  );
}

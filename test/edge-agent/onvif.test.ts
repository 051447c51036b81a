import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { startOnvifDevice } from '../../demo/cameras/onvif-device.ts';
import type { OnvifCharacter } from '../../demo/cameras/onvif-answers.ts';
import { inspectCamera } from '../../edge-agent/edges/onvif-camera.ts';
import { discoverDevices } from '../../edge-agent/edges/ws-discovery.ts';
import { undoLater } from '../support/cleanup.ts';

const log = pino({ level: 'silent' });
const wallMs = Date.now;
const login = { username: 'quản-trị', password: 'mật khẩu <&> 1' };
const character: OnvifCharacter = {
  endpoint: 'urn:uuid:4d454930-0000-1000-8000-bcc34217e292',
  name: 'Cổng chợ số 2',
  model: 'Sim 3',
  location: 'Vĩnh Yên',
  user: login.username,
  password: login.password,
  profiles: [
    { token: 'main', name: 'Luồng chính', width: 1920, height: 1080, fps: 25, url: 'rtsp://a:b@192.0.2.7:554/main' },
    { token: 'sub', name: 'Luồng phụ', width: 640, height: 360, fps: 10, url: 'rtsp://0.0.0.0:554/sub?x=1' },
  ],
};

async function aDevice(over: Partial<OnvifCharacter> & { readonly group?: boolean } = {}) {
  const { group = false, ...rest } = over;
  const device = await startOnvifDevice({ ...character, ...rest, group });
  undoLater(device.stop);
  return device;
}
/** Something that answers by HTTP what it likes. */
async function aServer(status: number, body: string): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end(body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undoLater(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/onvif/device_service`;
}

describe('cameras on the network', () => {
  it('are found by their answers to a probe, named as they name themselves', async () => {
    const device = await aDevice({ endpoint: 'urn:uuid:in-the-group', group: true });
    const { found } = await discoverDevices({ forMs: 600, targets: [], log });
    expect(found.filter(({ endpoint }) => endpoint === 'urn:uuid:in-the-group')).toEqual([
      {
        endpoint: 'urn:uuid:in-the-group',
        address: device.address,
        name: 'Cổng chợ số 2',
        hardware: 'Sim 3',
        location: 'Vĩnh Yên',
      },
    ]);
  });

  it('behind a router are found when they are asked by their address', async () => {
    const device = await aDevice();
    const { found } = await discoverDevices({ forMs: 300, targets: [`127.0.0.1:${device.probePort}`], log });
    expect(found.map(({ address }) => address)).toContain(device.address);
  });

  it.each([
    ['is no XML', 'hello'],
    ['defines entities', `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(50)}">]><a>&b;</a>`],
    ['names no address', '<e><Body><ProbeMatches><ProbeMatch/></ProbeMatches></Body></e>'],
    ['is deeper than any answer', '<a>'.repeat(5000)],
  ])('are found in spite of an answer that %s; it is counted', async (_, answer) => {
    const device = await aDevice();
    const liar = createSocket('udp4');
    liar.on('message', (_message, { port, address }) => liar.send(answer, port, address));
    liar.bind(0, '127.0.0.1');
    await once(liar, 'listening');
    undoLater(() => void liar.close());
    const targets = [`127.0.0.1:${liar.address().port}`, `127.0.0.1:${device.probePort}`];
    const { found, ignored } = await discoverDevices({ forMs: 300, targets, log });
    expect(found.map(({ address }) => address)).toContain(device.address);
    expect(ignored).toBeGreaterThan(0);
  });

  it('cannot lead anybody to another host than the one they answer from', async () => {
    const liar = createSocket('udp4');
    const answer =
      '<e><Body><ProbeMatches><ProbeMatch><EndpointReference><Address>urn:uuid:liar</Address></EndpointReference>' +
      '<Types>NetworkVideoTransmitter</Types><XAddrs>http://user:pw@198.51.100.1/onvif</XAddrs></ProbeMatch></ProbeMatches></Body></e>';
    liar.on('message', (_message, { port, address }) => liar.send(answer, port, address));
    liar.bind(0, '127.0.0.1');
    await once(liar, 'listening');
    undoLater(() => void liar.close());
    const { found } = await discoverDevices({ forMs: 300, targets: [`127.0.0.1:${liar.address().port}`], log });
    expect(found.find(({ endpoint }) => endpoint === 'urn:uuid:liar')?.address).toBe('http://127.0.0.1/onvif');
  });
});

describe('a camera that is asked', () => {
  it.each(['message', 'http-digest'] as const)(
    'says what it is and where its streams are (password by %s)',
    async (asks) => {
      const { address } = await aDevice({ asks });
      expect(await inspectCamera({ address, login, wallMs })).toEqual({
        manufacturer: 'CityWatch',
        model: 'Sim 3',
        firmware: '1.0',
        serial: '0001',
        clockAheadMs: expect.any(Number),
        streams: [
          // Without the credentials the camera put into its own address.
          {
            token: 'main',
            name: 'Luồng chính',
            codec: 'H264',
            width: 1920,
            height: 1080,
            fps: 25,
            url: 'rtsp://192.0.2.7:554/main',
          },
          // An address that is nowhere is the camera itself.
          {
            token: 'sub',
            name: 'Luồng phụ',
            codec: 'H264',
            width: 640,
            height: 360,
            fps: 10,
            url: 'rtsp://127.0.0.1:554/sub?x=1',
          },
        ],
      });
    },
  );

  it('is spoken to by its own clock, however wrong', async () => {
    const { address } = await aDevice({ clockAheadMs: -400 * 86_400_000 });
    const { clockAheadMs, streams } = await inspectCamera({ address, login, wallMs });
    expect(clockAheadMs).toBeLessThan(-399 * 86_400_000);
    expect(streams).toHaveLength(2);
  });

  it.each([
    ['a wrong password', { ...login, password: 'wrong' }, 'message'],
    ['a wrong password by HTTP', { ...login, password: 'wrong' }, 'http-digest'],
    ['no password', null, 'message'],
  ] as const)('refuses %s, which is said as such', async (_, given, asks) => {
    const { address } = await aDevice({ asks });
    await expect(inspectCamera({ address, login: given, wallMs })).rejects.toMatchObject({ fault: 'unauthorized' });
  });

  it.each([
    ['a web page', 200, '<html><body>Router</html>'],
    ['nothing found', 404, 'not found'],
    ['a billion laughs', 200, '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'],
    ['a megabyte', 200, `<a>${'x'.repeat(1024 * 1024)}</a>`],
    ['SOAP without what was asked', 200, '<Envelope><Body/></Envelope>'],
  ])('but answers with %s is no ONVIF camera, or has no streams', async (_, status, body) => {
    const address = await aServer(status, body);
    const answer = await inspectCamera({ address, login, wallMs }).catch((error: unknown) => error);
    if (answer instanceof Error) expect(answer).toMatchObject({ fault: 'no-onvif' });
    else expect(answer).toMatchObject({ streams: [] });
  });

  it('and is not there is unreachable', async () => {
    await expect(inspectCamera({ address: 'http://127.0.0.1:1/x', login, wallMs })).rejects.toMatchObject({
      fault: 'unreachable',
    });
  });
});

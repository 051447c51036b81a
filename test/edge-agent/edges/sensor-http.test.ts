import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { readSensor } from '../../../edge-agent/edges/sensor-http.ts';
import { undoLater } from '../../support/cleanup.ts';

const LOGIN = `Basic ${Buffer.from('đo:p%2F @').toString('base64')}`;
let place: string;
beforeAll(async () => {
  const answers: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>> = {
    '/level': (_, response) => response.end('{"value": 1.5}'),
    '/locked': ({ headers }, response) =>
      headers.authorization === LOGIN ? response.end('{"value": 2}') : response.writeHead(401).end(),
    '/elsewhere': (_, response) => response.writeHead(302, { location: '/level' }).end(),
    '/endless': (_, response) => response.end(`{"value": 1, "more": "${'x'.repeat(100_000)}"}`),
    '/words': (_, response) => response.end('{"value": "high"}'),
  };
  const server = createServer((request, response) => void answers[request.url ?? '']?.(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undoLater(() => server.close());
  place = `127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is never a string
});

const read = (address: string) => readSensor(`http://${address}`, 2000, new AbortController().signal);

test('a value is read', async () => {
  expect(await read(`${place}/level`)).toMatchObject({ ok: true, value: 1.5 });
});

test('name and password of an address are shown to the sensor, with escapes and without', async () => {
  expect(await read(`%C4%91o:p%252F%20%40@${place}/locked`)).toMatchObject({ ok: true, value: 2 });
  expect(await read(`nobody:wrong%@${place}/locked`)).toEqual({ ok: false, reason: 'status 401' });
  expect(await read(`${place}/locked`)).toEqual({ ok: false, reason: 'status 401' });
});

test('nobody is led to another address, and no answer without end is read', async () => {
  expect(await read(`${place}/elsewhere`)).toEqual({ ok: false, reason: 'unreachable' });
  expect(await read(`${place}/endless`)).toEqual({ ok: false, reason: 'answer too large' });
  expect(await read(`${place}/words`)).toEqual({ ok: false, reason: 'answer is not {"value": number}' });
});

import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Response } from 'express';
import { expect, test } from 'vitest';
import { sendStream } from '../../../gateway/edges/http/send-stream.ts';
import { undoLater } from '../../support/cleanup.ts';
import { until } from '../../support/until.ts';

const PART = Buffer.alloc(256 * 1024, 'a');

/** A server that sends what is made of its response, to a client that has not read anything yet. */
async function sending(parts: (response: ServerResponse) => AsyncIterable<Uint8Array>) {
  const app = express();
  let response: Response | undefined;
  const outcome = new Promise<unknown>((resolve) => {
    app.get('/', async (_request, given) => {
      response = given;
      resolve(
        await sendStream(given, { mime: 'text/plain', fileName: 'a.txt', parts: parts(given) }).then(
          () => 'sent',
          (error: unknown) => error,
        ),
      );
    });
  });
  const server = app.listen(0, '127.0.0.1');
  undoLater(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server has one
  const [client] = (await once(get(`http://127.0.0.1:${port}/`, { agent: false }), 'response')) as [IncomingMessage];
  return { client, outcome, response: () => response };
}

test('a client that reads slowly is waited for: nothing is made ahead, and nothing of a part is left behind', async () => {
  let made = 0;
  const listeners: number[] = [];
  const { client, outcome } = await sending(async function* (response) {
    for (; made < 100; made++) {
      listeners.push(response.listenerCount('close'));
      yield PART;
    }
  });
  // What the sockets of both sides hold, and no more.
  let before = -1;
  await until(async () => {
    const isQuiet = before === made;
    before = made;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return isQuiet && made > 0;
  });
  expect(made).toBeLessThan(60);
  let taken = 0;
  for await (const part of client) taken += (part as Buffer).length;
  expect([await outcome, taken]).toEqual(['sent', 100 * PART.length]);
  expect(new Set(listeners).size).toBe(1);
});

test('a client that leaves ends what is made for it, and nobody is told of a fault', async () => {
  let hasEnded = false;
  const { client, outcome, response } = await sending(async function* () {
    try {
      for (;;) yield PART;
    } finally {
      hasEnded = true;
    }
  });
  client.destroy();
  expect(await outcome).toBe('sent');
  expect([hasEnded, response()?.destroyed]).toEqual([true, true]);
});

test('a file that cannot be made to its end is broken off, never ended short', async () => {
  const { client, outcome } = await sending(async function* () {
    yield PART;
    throw new Error('the database went away');
  });
  await expect(
    (async () => {
      for await (const part of client) void part;
    })(),
  ).rejects.toThrow('aborted');
  expect(await outcome).toMatchObject({ message: 'the database went away' });
});

import { createServer } from 'node:net';
import { once } from 'node:events';
import { beforeAll, expect, test } from 'vitest';
import { startListening, type Listener } from '../../store/listen.ts';
import { aCity, type City } from '../analytics/city.ts';
import { undoLater } from '../support/cleanup.ts';
import { freePort } from '../support/places.ts';
import { until } from '../support/until.ts';

let city: City;
beforeAll(async () => {
  city = await aCity();
});

function listen(url: string): { heard: string[]; times: () => number; failures: string[]; listener: Listener } {
  const heard: string[] = [];
  const failures: string[] = [];
  let connected = 0;
  const listener = startListening({
    url,
    name: 'test',
    channels: ['alert', 'settings'],
    heard: (channel, payload) => heard.push(`${channel} ${payload}`),
    connected: () => (connected += 1),
    failed: (error) => failures.push(error.message),
  });
  undoLater(listener.stop);
  return { heard, times: () => connected, failures, listener };
}
const say = (channel: string, payload: string): Promise<unknown> =>
  city.database.query('select pg_notify($1, $2)', [channel, payload]);

test('what is said on the channels asked for is heard, once, and nothing else', async () => {
  const ear = listen(city.url);
  await until(() => ear.times() === 1);
  expect(ear.listener.connected()).toBe(true);
  await say('settings', 'camera');
  await say('measurement', 'x');
  await say('alert', '');
  await until(() => ear.heard.length >= 2);
  expect(ear.heard).toEqual(['settings camera', 'alert ']);
});

test('a connection that is cut is made again, and the listener is told that it may have missed something', async () => {
  const ear = listen(city.url);
  await until(() => ear.times() === 1);
  await city.database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'citywatch-test-listen'`,
  );
  await until(() => ear.times() === 2);
  expect(ear.failures).toHaveLength(1);
  await say('alert', 'after');
  await until(() => ear.heard.length > 0);
  expect(ear.heard).toEqual(['alert after']);
});

test('a database that is not there yet is waited for', async () => {
  const port = await freePort();
  const ear = listen(`postgres://nobody@127.0.0.1:${port}/none`);
  await until(() => ear.failures.length >= 2);
  expect(ear.listener.connected()).toBe(false);
  expect(ear.times()).toBe(0);
});

test('stopping while it connects leaves no connection behind', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const arrived = once(server, 'connection');
  const ear = listen(`postgres://nobody@127.0.0.1:${typeof address === 'object' ? address?.port : 0}/none`);
  const [socket] = await arrived;
  await ear.listener.stop();
  if (!socket.destroyed) await once(socket.resume(), 'close');
  expect(ear.times()).toBe(0);
  server.close();
});

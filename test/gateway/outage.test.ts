import pino from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { startGateway } from '../../gateway/app.ts';
import { apiError } from '../../contracts/api.ts';
import { openDatabase } from '../../store/database.ts';
import { createDatabase } from '../support/database.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { until } from '../support/until.ts';
import { raiseAlert } from './support/alerts.ts';
import { openBrowser, withSession, type Browser } from './support/browser.ts';
import { buildCity, PASSWORD } from './support/city.ts';
import { connected } from './support/console.ts';
import { sensorSays } from './support/devices.ts';
import { gatewayConfig, startTestGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
/** Between the gateway and its database. */
let gate: Gate;
let url: string;
let operator: Browser;
beforeEach(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
  gate = await startGate(gateway.databaseUrl);
  ({ url } = await gateway.another({ CITYWATCH_DATABASE_URL: gate.url }));
  operator = await withSession(url, gateway.database, 'operator');
}, 60_000);

test('while the database is away, answers say so; when it is back, everything goes on and nothing was missed', async () => {
  const console = await connected(operator.live());
  await console.hello(null);
  const before = await raiseAlert(gateway.database);
  await until(() => console.ids().includes(before));
  gate.cut();
  const { status, body } = await operator.send('GET', '/api/city');
  expect([status, apiError.parse(body).error.code]).toEqual([503, 'unavailable']);
  expect((await operator.send('GET', '/healthz')).status).toBe(503);
  expect((await operator.send('GET', '/')).status).toBe(200);
  const during = await raiseAlert(gateway.database);
  await sensorSays(gateway.database, 'water-north', 4.5);
  await expect(connected(operator.live())).rejects.toThrow('unavailable');
  gate.open();
  await until(() => console.ids().includes(during));
  const after = await raiseAlert(gateway.database);
  await until(() => console.ids().includes(after));
  expect(console.ids()).toEqual([before, during, after]);
  await until(() => console.devices.some((push) => push.sensors.some(({ value }) => value === 4.5)));
  expect((await operator.send('GET', '/api/city')).status).toBe(200);
  expect((await operator.send('GET', '/healthz')).status).toBe(200);
});

test('while the database takes no writing, whoever is signed in goes on reading, and whoever signs in or saves is told', async () => {
  const { database, databaseUrl } = gateway;
  const name = new URL(databaseUrl).pathname.slice(1);
  const id = await raiseAlert(database);
  const writes = async (yes: boolean) => {
    await database.query(
      `begin read write; alter database ${name} set default_transaction_read_only = ${yes ? 'off' : 'on'}; commit`,
    );
    // What is set holds for new connections.
    await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()
         and application_name = 'citywatch-gateway'`,
      [name],
    );
  };
  // Its use is to be noted, and its cookie to be changed.
  gateway.advance(2 * 3_600_000);
  await writes(false);
  const { url: full } = gateway;
  const said = async (person: Browser, method: string, path: string, body?: unknown) => {
    const answer = await person.send(method, path, body);
    return [answer.status, answer.status < 400 ? null : apiError.parse(answer.body).error.code];
  };
  const reader = openBrowser(full, operator.cookie());
  await until(async () => (await said(reader, 'GET', '/api/city'))[0] === 200);
  expect(await said(reader, 'GET', '/api/session')).toEqual([200, null]);
  expect(await said(reader, 'POST', `/api/alerts/${id}/steps`, { kind: 'acknowledged' })).toEqual([503, 'not-stored']);
  const door = { username: 'operator', password: PASSWORD };
  expect(await said(openBrowser(full), 'POST', '/api/session', door)).toEqual([503, 'not-stored']);
  await writes(true);
  await until(async () => (await said(openBrowser(full), 'POST', '/api/session', door))[0] === 200);
});

test('a session that ended while the gateway could not hear of it has no console afterwards', async () => {
  const console = await connected(operator.live());
  await console.hello(null);
  gate.cut();
  await gateway.database.query('delete from session');
  gate.open();
  expect(await console.closed).toBe('transport close');
});

test('a console that says hello while the database is away connects again and misses nothing', async () => {
  const console = await connected(operator.live());
  const answer = await console.hello(null);
  expect(answer.caughtUp).toBe(true);
  gate.cut();
  await expect(console.hello('0.0')).rejects.toThrow(/timed out|disconnected/);
  expect(await console.closed).toBe('transport close');
});

test('a gateway that stops closes its consoles and leaves nothing open', async () => {
  const { url: databaseUrl } = await createDatabase();
  const own = await startGateway({
    config: gatewayConfig(databaseUrl),
    log: pino({ level: 'silent' }),
    clock: Date.now,
  });
  const database = openDatabase({ url: databaseUrl, name: 'test', max: 1, onError: () => undefined });
  await buildCity(database);
  const browser = await withSession(own.url, database, 'operator');
  await database.end();
  const console = await connected(browser.live());
  expect((await browser.send('GET', '/api/city')).status).toBe(200);
  await own.stop();
  await console.closed;
  await expect(fetch(own.url)).rejects.toThrow();
  await until(async () => {
    const { rows } = await gateway.database.query(
      "select from pg_stat_activity where datname = $1 and backend_type = 'client backend'",
      [new URL(databaseUrl).pathname.slice(1)],
    );
    return rows.length === 0;
  });
});

test('a port in use is told in one sentence', async () => {
  const port = new URL(gateway.url).port;
  await expect(gateway.another({ CITYWATCH_PORT: port })).rejects.toThrow(`port ${port} of 127.0.0.1 is in use`);
});

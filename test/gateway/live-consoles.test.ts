import { beforeAll, describe, expect, test } from 'vitest';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';
import { transaction } from '../../store/database.ts';
import { saveZone } from '../../store/zones.ts';
import { undoLater } from '../support/cleanup.ts';
import { until } from '../support/until.ts';
import { raiseAlert } from './support/alerts.ts';
import { openBrowser, withSession, type Browser } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { connected, type LiveConsole } from './support/console.ts';
import { cameraSays, sensorSays } from './support/devices.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
}, 60_000);

const browserOf = (username: string): Promise<Browser> => withSession(gateway.url, gateway.database, username);
const consoleOf = async (username: string): Promise<LiveConsole> => connected((await browserOf(username)).live());
const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')
      .at(-1) ?? 0,
  );
};

describe('a console is let in', () => {
  test('only with a session', async () => {
    await expect(connected(openBrowser(gateway.url).live())).rejects.toThrow('not-signed-in');
    const invented = openBrowser(gateway.url, `citywatch=${'B'.repeat(43)}`);
    await expect(connected(invented.live())).rejects.toThrow('not-signed-in');
  });

  test('only from the gateway’s own pages', async () => {
    const browser = await browserOf('operator');
    await expect(connected(browser.live({ origin: 'https://evil.example' }))).rejects.toThrow('websocket error');
    await expect(connected(browser.live({ 'sec-fetch-site': 'cross-site' }))).rejects.toThrow('websocket error');
    await connected(browser.live());
  });

  test('to the live push and nothing else', async () => {
    const browser = await browserOf('operator');
    const other = io(`${gateway.url}/other`, {
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { cookie: browser.cookie() ?? '' },
    });
    undoLater(() => other.close());
    await expect(connected(other)).rejects.toThrow('Invalid namespace');
  });
});

describe('a console is closed at once', () => {
  test('when its session signs out; others stay', async () => {
    const browser = await browserOf('operator');
    const console = await connected(browser.live());
    const other = await consoleOf('operator');
    await browser.send('DELETE', '/api/session');
    expect(await console.closed).toBe('transport close');
    expect(other.socket.connected).toBe(true);
    await expect(connected(browser.live())).rejects.toThrow('not-signed-in');
  });

  test('when its account signs out everywhere, on every gateway', async () => {
    const other = await gateway.another();
    const here = await consoleOf('police');
    const there = await connected((await withSession(other.url, gateway.database, 'police')).live());
    await (await browserOf('police')).send('DELETE', '/api/sessions');
    await Promise.all([here.closed, there.closed]);
  });

  test('when an admin switches its account off, or gives it other areas', async () => {
    const admin = await browserOf('admin');
    const change = { name: 'P', role: 'police', locale: 'vi', enabled: true };
    const first = await consoleOf('police-south');
    expect((await admin.send('PUT', '/api/accounts/police-south', { ...change, areaIds: ['north'] })).status).toBe(200);
    await first.closed;
    const second = await consoleOf('police-south');
    await second.hello(null);
    await until(() => second.devices.length > 0);
    expect(second.devices[0]?.cameras.map(({ id }) => id)).toEqual(['cam-north']);
    await admin.send('PUT', '/api/accounts/police-south', { ...change, areaIds: ['south'], enabled: false });
    await second.closed;
  });
});

describe('devices are pushed', () => {
  test('all of them after hello, then each that changed', async () => {
    const console = await consoleOf('operator');
    await console.hello(null);
    await until(() => console.devices.length > 0);
    expect(console.devices[0]?.cameras.map(({ id }) => id)).toEqual(['cam-north', 'cam-south']);
    expect(console.devices[0]?.sensors.map(({ id }) => id)).toEqual(['water-north', 'water-south']);
    expect(console.devices[0]?.agents.map(({ id }) => id)).toEqual(['agent-1']);
    await cameraSays(gateway.database, 'cam-north', { fps: 4.5 });
    await until(() => console.devices.some((push) => push.cameras.some((camera) => camera.fps === 4.5)));
    const push = console.devices.at(-1);
    expect(push?.cameras.map(({ id, condition }) => [id, condition])).toEqual([['cam-north', 'online']]);
    expect(push?.sensors).toEqual([]);
  });

  test('in their newest state at most twice a second, however often they change', async () => {
    const console = await consoleOf('operator');
    await console.hello(null);
    const startedAt = Date.now();
    for (let value = 1; value <= 200; value++) await sensorSays(gateway.database, 'water-north', value);
    const sensor = () => console.devices.flatMap((push) => push.sensors).findLast(({ id }) => id === 'water-north');
    await until(() => sensor()?.value === 200);
    expect(console.devices.length).toBeLessThanOrEqual(4 + (Date.now() - startedAt) / 400);
  });

  test('of their own ward only', async () => {
    const console = await consoleOf('police-north');
    await console.hello(null);
    await sensorSays(gateway.database, 'water-south', 777);
    await sensorSays(gateway.database, 'water-north', 778);
    await until(() => console.devices.some((push) => push.sensors.some(({ value }) => value === 778)));
    expect(JSON.stringify(console.devices)).not.toContain('south');
  });

  test('that changed since the console’s last state only, if it says when that was', async () => {
    await sensorSays(gateway.database, 'water-north', 1);
    const console = await consoleOf('operator');
    await console.hello(null, Date.now() + 60_000);
    await sensorSays(gateway.database, 'water-north', 2);
    await until(() => console.devices.length > 0);
    expect(console.devices[0]?.cameras).toEqual([]);
    expect(console.devices[0]?.sensors.map(({ id, value }) => [id, value])).toEqual([['water-north', 2]]);
  });

  test('as coloured by an alert that holds on them, until it is over', async () => {
    const console = await consoleOf('operator');
    await console.hello(null);
    await sensorSays(gateway.database, 'water-north', 5);
    const state = () =>
      console.devices.flatMap((push) => push.sensors).findLast(({ id }) => id === 'water-north')?.state;
    await until(() => state() === 'ok');
    const id = await raiseAlert(gateway.database);
    const change = 'changed_xid = pg_current_xact_id(), changed_seq = nextval($$alert_change$$)';
    await gateway.database.query(
      `update alert set device_kind = 'sensor', device_id = 'water-north', ${change} where id = $1`,
      [id],
    );
    await until(() => state() === 'critical');
    await gateway.database.query(`update alert set cleared_at = now(), ${change} where id = $1`, [id]);
    await until(() => state() === 'ok');
  });

  test('as offline or silent when nothing more is heard of them', async () => {
    const console = await consoleOf('operator');
    await cameraSays(gateway.database, 'cam-south');
    await sensorSays(gateway.database, 'water-south', 3);
    await console.hello(null);
    const last = () => ({
      camera: console.devices.flatMap((push) => push.cameras).findLast(({ id }) => id === 'cam-south')?.condition,
      sensor: console.devices.flatMap((push) => push.sensors).findLast(({ id }) => id === 'water-south')?.state,
    });
    await until(() => last().camera === 'online' && last().sensor === 'ok');
    gateway.advance(31_000);
    await until(() => last().camera === 'offline' && last().sensor === 'silent');
  });
});

test('a change of settings is told once, and a new device appears in the pushes', async () => {
  const console = await consoleOf('operator');
  await console.hello(null);
  const zone = {
    id: 'z',
    cameraId: 'cam-north',
    name: 'Z',
    shape: { kind: 'line', line: { from: [0, 0], to: [1, 1] } },
  } as const;
  await transaction(gateway.database, async (connection) => {
    await saveZone(connection, zone);
    await saveZone(connection, { ...zone, id: 'z2' });
  });
  await until(() => console.settings > 0);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(console.settings).toBe(1);
  await gateway.database.query(
    "insert into sensor (id, name, quantity, unit, lat, lon, every_s, area_id) values ('new', 'N', 'noise', 'dB', 21.4, 105.6, 10, 'north')",
  );
  await until(() => console.settings === 2);
  await sensorSays(gateway.database, 'new', 55);
  await until(() => console.devices.some((push) => push.sensors.some(({ id, value }) => id === 'new' && value === 55)));
});

test('the server’s clock can be asked', async () => {
  const console = await consoleOf('operator');
  const time: number = await console.socket.timeout(5000).emitWithAck('clock');
  expect(Math.abs(time - Date.now())).toBeLessThan(120_000);
});

describe('a console that misbehaves', () => {
  test.each([
    ['no request', undefined],
    ['text', 'hello'],
    ['a cursor that is none', { since: 'x' }],
    ['a cursor that is an object', { since: { toString: 'x' } }],
  ])('with a hello of %s is told so, and nothing else happens', async (_, request) => {
    const console = await consoleOf('operator');
    expect(await console.socket.timeout(5000).emitWithAck('hello', request)).toBeNull();
    expect(await console.hello(null)).toMatchObject({ caughtUp: true });
  });

  test('with events nobody knows, without acknowledgement, or of the wrong form harms nobody', async () => {
    const console = await consoleOf('operator');
    console.socket.emit('nonsense', { a: 1 });
    console.socket.emit('hello', { since: null });
    console.socket.emit('clock');
    console.socket.emit('shown', { alerts: [{ id: -1, at: 'x' }] });
    console.socket.emit('shown', null);
    expect(await console.hello(null)).toMatchObject({ caughtUp: true });
  });

  test('by sending without end is cut off', async () => {
    const console = await consoleOf('operator');
    for (let i = 0; i < 1000; i++) console.socket.emit('hello', { since: null });
    await console.closed;
    expect(await metric('citywatch_gateway_refused_events_total{reason="too-many"}')).toBeGreaterThan(400);
  });

  test('by sending more than an event may hold is cut off', async () => {
    const console = await consoleOf('operator');
    console.socket.emit('shown', 'x'.repeat(100_000));
    await console.closed;
  });

  test('by hellos that overtake each other gets each change once', async () => {
    const console = await consoleOf('operator');
    const answers = await Promise.all([
      console.hello('0.0'),
      console.hello(null),
      console.hello('0.0'),
      console.hello(null),
    ]);
    expect(answers).toHaveLength(4);
    const before = console.ids().length;
    const id = await raiseAlert(gateway.database);
    await until(() => console.ids().includes(id));
    expect(console.ids().slice(before)).toEqual([id]);
  });
});

describe('a console that is slow', () => {
  /** Nothing more is read from the network, as on a line that is too thin. */
  const lineOf = (socket: Socket) =>
    (socket.io.engine as unknown as { transport: { ws: { pause: () => void; resume: () => void } } }).transport.ws;

  test('loses no alert, gets the newest of each device, and is told what it skipped; others do not wait', async () => {
    const slow = await consoleOf('operator');
    const fast = await consoleOf('police');
    await slow.hello(null);
    await fast.hello(null);
    await until(() => slow.devices.length > 0);
    lineOf(slow.socket).pause();
    // Much to say: what fits into the buffers of the machine's network goes out anyway.
    const ids: number[] = [];
    for (let i = 0; i < 150; i++) {
      const id = await raiseAlert(gateway.database);
      ids.push(id);
      await gateway.database.query(
        `update alert set rule_name = repeat('x', 100000), version = 2, changed_xid = pg_current_xact_id(),
           changed_seq = nextval('alert_change') where id = $1`,
        [id],
      );
      await sensorSays(gateway.database, 'water-north', i);
    }
    await until(() => fast.ids().length >= 150 && new Set(fast.ids()).size === 150);
    for (let i = 0; i < 5; i++) {
      await sensorSays(gateway.database, 'water-north', 1000 + i);
      await new Promise((resolve) => setTimeout(resolve, 600));
    }
    expect(new Set(slow.ids()).size).toBeLessThan(150);
    lineOf(slow.socket).resume();
    await until(() => new Set(slow.ids()).size === 150);
    const newest = (console: LiveConsole) =>
      new Map(console.alerts.flatMap((push) => push.alerts.map((alert) => [alert.id, alert.version])));
    expect([...newest(slow).values()].every((version) => version === 2)).toBe(true);
    const value = () => slow.devices.flatMap((push) => push.sensors).findLast(({ id }) => id === 'water-north')?.value;
    await until(() => value() === 1004);
    expect(slow.devices.reduce((sum, push) => sum + push.skipped, 0)).toBeGreaterThan(0);
    const live = await raiseAlert(gateway.database);
    await until(() => slow.ids().at(-1) === live);
  }, 60_000);
});

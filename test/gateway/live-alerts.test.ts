import { beforeAll, describe, expect, test } from 'vitest';
import type { AlertPage } from '../../contracts/api.ts';
import { transaction } from '../../store/database.ts';
import { until } from '../support/until.ts';
import { raiseAlert } from './support/alerts.ts';
import { withSession } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { connected, type LiveConsole } from './support/console.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
}, 60_000);

async function consoleOf(username: string, url = gateway.url): Promise<LiveConsole> {
  return connected((await withSession(url, gateway.database, username)).live());
}
const comment = async (id: number, text = 'x'): Promise<void> => {
  const browser = await withSession(gateway.url, gateway.database, 'operator');
  const { status } = await browser.send('POST', `/api/alerts/${id}/steps`, { kind: 'comment', text });
  expect(status).toBe(201);
};

describe('alerts are pushed', () => {
  test('when they are raised, with their steps', async () => {
    const console = await consoleOf('operator');
    await console.hello(null);
    const id = await raiseAlert(gateway.database);
    await until(() => console.ids().includes(id));
    const push = console.alerts.find(({ alerts }) => alerts.some((alert) => alert.id === id));
    expect(push?.steps.map((step) => [step.alertId, step.kind])).toEqual([[id, 'raised']]);
  });

  test('when somebody deals with them, to everybody, on every gateway', async () => {
    const other = await gateway.another();
    const here = await consoleOf('operator');
    const there = await consoleOf('police', other.url);
    await here.hello(null);
    await there.hello(null);
    const id = await raiseAlert(gateway.database);
    const browser = await withSession(gateway.url, gateway.database, 'operator');
    await browser.send('POST', `/api/alerts/${id}/steps`, { kind: 'acknowledged' });
    const acknowledged = ({ alerts }: LiveConsole): boolean =>
      alerts.some((push) => push.alerts.some((alert) => alert.id === id && alert.state === 'acknowledged'));
    await until(() => acknowledged(here) && acknowledged(there));
  });

  test('to nobody before hello', async () => {
    const silent = await consoleOf('operator');
    const loud = await consoleOf('operator');
    await loud.hello(null);
    const id = await raiseAlert(gateway.database);
    await until(() => loud.ids().includes(id));
    expect(silent.alerts).toEqual([]);
    expect(silent.devices).toEqual([]);
  });

  test('in the order they happened, each change once, while hundreds are raised', async () => {
    const consoles = await Promise.all(['operator', 'police', 'police-north'].map((name) => consoleOf(name)));
    for (const console of consoles) await console.hello(null);
    const raised: number[] = [];
    const writers = Array.from({ length: 4 }, async () => {
      for (let i = 0; i < 60; i++) raised.push(await raiseAlert(gateway.database));
    });
    await Promise.all(writers);
    for (const console of consoles) {
      await until(() => console.ids().length >= raised.length);
      expect(console.ids().toSorted((a, b) => a - b)).toEqual(raised.toSorted((a, b) => a - b));
      const cursors = console.alerts.map((push) => push.cursor.split('.').map(Number));
      const ordered = cursors.toSorted(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
      expect(cursors).toEqual(ordered);
    }
  });

  test('though they commit late: one behind an older open transaction waits for it, and nothing is passed over', async () => {
    const console = await consoleOf('operator');
    await console.hello(null);
    let late = 0;
    let early = 0;
    await transaction(gateway.database, async (connection) => {
      // The older transaction has its id before the younger one begins, and commits after it.
      await connection.query('select pg_current_xact_id()');
      early = await raiseAlert(gateway.database);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(console.ids()).toEqual([]);
      const { rows } = await connection.query<{ id: number }>(
        `insert into alert (rule_id, rule_version, rule_name, condition, severity, device_kind, device_id, device_name,
           area_id, place_key, source_key, last_at, captured_at)
         select id, version, name, condition, severity, 'camera', 'cam-north', 'c', 'north', 'late', 's', now(), now()
         from rule_now returning id`,
      );
      late = rows[0]?.id ?? 0;
    });
    await until(() => console.ids().length === 2);
    expect(console.ids()).toEqual([late, early]);
  });
});

describe('after a gap', () => {
  test('a console that says where it stood gets what it missed, each alert in its newest form', async () => {
    const browser = await withSession(gateway.url, gateway.database, 'operator');
    const { cursor } = (await browser.send('GET', '/api/alerts')).body as AlertPage;
    const missed = [await raiseAlert(gateway.database), await raiseAlert(gateway.database)];
    await comment(missed[0] ?? 0, 'trong khi mất mạng');
    const console = await connected(browser.live());
    expect(await console.hello(cursor)).toMatchObject({ caughtUp: true });
    await until(() => console.ids().length === 2);
    expect(console.ids()).toEqual([missed[1], missed[0]]);
    const steps = console.alerts.flatMap((push) => push.steps).filter((step) => step.alertId === missed[0]);
    expect(steps.map((step) => step.kind)).toEqual(['raised', 'comment']);
    const next = await raiseAlert(gateway.database);
    await until(() => console.ids().includes(next));
    expect(console.ids()).toEqual([missed[1], missed[0], next]);
  });

  test('pushes join what was missed without a hole or a repeat, whatever happens meanwhile', async () => {
    const browser = await withSession(gateway.url, gateway.database, 'operator');
    const { cursor } = (await browser.send('GET', '/api/alerts')).body as AlertPage;
    const raised: number[] = [];
    const stop = new AbortController();
    const writing = (async () => {
      while (!stop.signal.aborted) raised.push(await raiseAlert(gateway.database));
    })();
    await until(() => raised.length > 300);
    const consoles = await Promise.all(Array.from({ length: 8 }, () => connected(browser.live())));
    await Promise.all(consoles.map((console) => console.hello(cursor)));
    await until(() => raised.length > 500);
    stop.abort();
    await writing;
    for (const console of consoles) {
      await until(() => console.ids().length >= raised.length);
      expect(console.ids()).toEqual(raised);
    }
  }, 60_000);

  test('a console that says hello again and again while alerts are raised misses none', async () => {
    const browser = await withSession(gateway.url, gateway.database, 'operator');
    const { cursor } = (await browser.send('GET', '/api/alerts')).body as AlertPage;
    const console = await connected(browser.live());
    await console.hello(cursor);
    const raised: number[] = [];
    const stop = new AbortController();
    const writing = Array.from({ length: 3 }, async () => {
      while (!stop.signal.aborted) raised.push(await raiseAlert(gateway.database));
    });
    for (let times = 0; times < 60; times++) {
      await console.hello(console.alerts.at(-1)?.cursor ?? cursor);
      // Only what comes after shows that something before it was left out.
      const got = console.alerts.length;
      await until(() => console.alerts.length > got + 2);
    }
    stop.abort();
    await Promise.all(writing);
    await until(() => raised.every((id) => console.ids().includes(id)), 'everything received');
  }, 60_000);

  test('the cursor of any push is as good as the list’s, on another gateway too', async () => {
    const console = await consoleOf('operator');
    await console.hello(null);
    const first = await raiseAlert(gateway.database);
    await until(() => console.ids().includes(first));
    const cursor = console.alerts.at(-1)?.cursor ?? null;
    console.socket.close();
    const second = await raiseAlert(gateway.database);
    const other = await gateway.another();
    const again = await consoleOf('operator', other.url);
    await again.hello(cursor);
    await until(() => again.ids().length > 0);
    expect(again.ids()).toEqual([second]);
  });

  test('that is too long a console is told to load anew, and gets what comes from then on', async () => {
    await gateway.database.query(
      `insert into alert (rule_id, rule_version, rule_name, condition, severity, state, device_kind, device_id,
         device_name, area_id, place_key, source_key, last_at, captured_at)
       select id, version, name, condition, severity, 'resolved', 'camera', 'cam-north', 'c', 'north', 'many', 's', now(), now()
       from rule_now, generate_series(1, 2500)`,
    );
    const console = await consoleOf('operator');
    expect(await console.hello('0.0')).toMatchObject({ caughtUp: false });
    const id = await raiseAlert(gateway.database);
    await until(() => console.ids().includes(id));
    expect(console.ids()).toEqual([id]);
  });

  test.each([
    ['from the future, as after going back to a backup', '99999999999.0'],
    ['no store can have made', '99999999999999999999.99999999999999999999'],
  ])('with a cursor %s the console is told to load anew', async (_, cursor) => {
    const console = await consoleOf('operator');
    expect(await console.hello(cursor)).toMatchObject({ caughtUp: false });
  });
});

describe('somebody of a ward', () => {
  test('is pushed the alerts of the ward only, live and after a gap', async () => {
    const browser = await withSession(gateway.url, gateway.database, 'police-south');
    const { cursor } = (await browser.send('GET', '/api/alerts')).body as AlertPage;
    const missed = await raiseAlert(gateway.database, { ward: 'south' });
    await raiseAlert(gateway.database, { ward: 'north' });
    const console = await connected(browser.live());
    const all = await consoleOf('operator');
    await console.hello(cursor);
    await all.hello(cursor);
    const hidden = await raiseAlert(gateway.database, { ward: 'north' });
    const live = await raiseAlert(gateway.database, { ward: 'south' });
    await until(() => console.ids().includes(live) && all.ids().includes(live));
    expect(console.ids()).toEqual([missed, live]);
    expect(all.ids()).toContain(hidden);
  });

  test('is pushed an alert of another ward once it was handed over, with its life so far', async () => {
    const console = await consoleOf('police-south');
    await console.hello(null);
    const id = await raiseAlert(gateway.database, { ward: 'north' });
    const operator = await withSession(gateway.url, gateway.database, 'operator');
    await operator.send('POST', `/api/alerts/${id}/steps`, {
      kind: 'dispatched',
      assignee: { kind: 'ward', id: 'south', name: '' },
    });
    await until(() => console.ids().includes(id));
    expect(console.alerts[0]?.alerts[0]?.state).toBe('dispatched');
    await comment(id);
    await until(() => console.ids().length === 2);
  });
});

describe('the clock of an alert', () => {
  const clockOf = async (id: number) => {
    const { rows } = await gateway.database.query<{
      pushed_at: Date | null;
      shown_at: Date | null;
      changed_seq: number;
      version: number;
    }>('select pushed_at, shown_at, changed_seq, version from alert where id = $1', [id]);
    return rows[0];
  };

  test('notes the first push, which is what consoles are told, without a change of the alert', async () => {
    const console = await consoleOf('operator');
    await console.hello(null);
    const id = await raiseAlert(gateway.database);
    await until(() => console.ids().includes(id));
    const told = console.alerts[0]?.alerts[0]?.clock.pushedAt;
    await until(async () => (await clockOf(id))?.pushed_at !== null);
    const clock = await clockOf(id);
    expect(clock?.pushed_at?.toISOString()).toBe(told);
    expect(clock?.version).toBe(1);
    expect(console.ids()).toEqual([id]);
    await comment(id);
    await until(() => console.ids().length === 2);
    expect(console.alerts.at(-1)?.alerts[0]?.clock.pushedAt).toBe(told);
  });

  test('notes the first paint, between push and now, without a change of the alert', async () => {
    const console = await consoleOf('operator');
    await console.hello(null);
    const id = await raiseAlert(gateway.database);
    await until(async () => (await clockOf(id))?.pushed_at !== null);
    const before = await clockOf(id);
    console.socket.emit('shown', { alerts: [{ id, at: Date.now() + 86_400_000 }] });
    await until(async () => (await clockOf(id))?.shown_at !== null);
    const first = await clockOf(id);
    expect(first?.shown_at?.getTime()).toBeLessThanOrEqual(Date.now());
    expect(first?.shown_at?.getTime()).toBeGreaterThanOrEqual(first?.pushed_at?.getTime() ?? 0);
    expect(first?.changed_seq).toBe(before?.changed_seq);
    console.socket.emit('shown', { alerts: [{ id, at: Date.now() }] });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await clockOf(id))?.shown_at).toEqual(first?.shown_at);
    expect(console.ids()).toEqual([id]);
  });

  test('takes no paint from somebody who may not see the alert', async () => {
    const north = await raiseAlert(gateway.database, { ward: 'north' });
    const south = await raiseAlert(gateway.database, { ward: 'south' });
    const console = await consoleOf('police-south');
    await console.hello(null);
    console.socket.emit('shown', { alerts: [north, south].map((id) => ({ id, at: Date.now() })) });
    await until(async () => (await clockOf(south))?.shown_at !== null);
    expect((await clockOf(north))?.shown_at).toBeNull();
  });
});

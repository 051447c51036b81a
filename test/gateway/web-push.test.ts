import { beforeAll, describe, expect, test } from 'vitest';
import type { PushOffer } from '../../contracts/web-push.ts';
import { escalateOverdue } from '../../store/alerts-escalate.ts';
import { saveRule } from '../../store/rules.ts';
import { raiseAlert } from './support/alerts.ts';
import { withSession } from './support/browser.ts';
import { aRule, buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { startPushService, vapidClaims, type PushBrowser, type PushService } from './support/push-service.ts';

let push: PushService;
let gateway: TestGateway;
beforeAll(async () => {
  push = await startPushService();
  gateway = await startTestGateway({ CITYWATCH_PUSH_SERVICES: push.url });
  await buildCity(gateway.database);
  // Whatever happens is told once, however many gateways there are.
  await gateway.another();
}, 60_000);

let browsers = 0;
const subscribe = async (username: string, leastSeverity = 'info'): Promise<PushBrowser> => {
  const device = push.browser(`browser-${++browsers}`);
  const session = await withSession(gateway.url, gateway.database, username);
  const answer = await session.send('PUT', '/api/push/subscription', { ...device.subscription, leastSeverity });
  expect(answer.status).toBe(204);
  return device;
};
const stored = async (device: PushBrowser): Promise<number> => {
  const sql = 'select count(*)::int as n from push_subscription where endpoint = $1';
  const { rows } = await gateway.database.query<{ n: number }>(sql, [device.endpoint]);
  return rows[0]?.n ?? 0;
};
const waiting = async (): Promise<number> => {
  const { rows } = await gateway.database.query<{ n: number }>('select count(*)::int as n from push_message');
  return rows[0]?.n ?? 0;
};
const told = (device: PushBrowser): number[] => device.notices().map(({ alertId }) => alertId);
/** Every message that will be sent has been sent. */
const settled = async (device: PushBrowser, id: number): Promise<void> => {
  await expect.poll(() => told(device), { timeout: 15_000 }).toContain(id);
  await expect.poll(waiting, { timeout: 15_000 }).toBe(0);
};

describe('a browser whose console is closed', () => {
  test('is told of a new alert once, encrypted for it, by the city itself', async () => {
    const device = await subscribe('operator');
    const id = await raiseAlert(gateway.database);
    await settled(device, id);
    expect(device.notices()).toEqual([
      {
        alertId: id,
        kind: 'raised',
        severity: 'critical',
        rule: 'Người trong kho ban đêm',
        place: 'Cổng chợ · Kho',
        at: expect.any(String),
        locale: 'vi',
      },
    ]);
    const request = push.requests.find(({ path }) => device.endpoint.endsWith(path));
    expect(request?.headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      ttl: '600',
      urgency: 'high',
      topic: `alert-${id}`,
    });
    const session = await withSession(gateway.url, gateway.database, 'operator');
    const { publicKey } = (await session.send('GET', '/api/push')).body as PushOffer;
    const signed = vapidClaims(String(request?.headers['authorization']));
    expect(signed.publicKey).toBe(publicKey);
    expect(signed.claims.aud).toBe(push.url);
  });

  test('is told of what its account may see when it is sent, and of the severities it wants', async () => {
    const north = await subscribe('police-north');
    const south = await subscribe('police-south');
    const grave = await subscribe('police', 'critical');
    const everything = await subscribe('operator');
    const critical = await raiseAlert(gateway.database, { ward: 'north' });
    const info = await raiseAlert(gateway.database, { ward: 'south', severity: 'info' });
    await settled(everything, info);
    await settled(south, info);
    expect(told(north)).toEqual([critical]);
    expect(told(south)).toEqual([info]);
    expect(told(grave)).toEqual([critical]);
  });

  test('whose account lost its area between the alert and the sending is told nothing', async () => {
    const device = await subscribe('operator-north');
    const other = await subscribe('admin');
    push.busy(true);
    const id = await raiseAlert(gateway.database, { ward: 'north' });
    await expect.poll(waiting).toBeGreaterThan(0);
    await gateway.database.query("update account set area_ids = '{south}' where username = 'operator-north'");
    push.busy(false);
    await gateway.database.query('update push_message set due_at = now()');
    // Some alert wakes the gateways.
    await settled(other, await raiseAlert(gateway.database, { ward: 'north' }));
    await settled(other, id);
    expect(told(device)).toEqual([]);
  });

  test('is told of what is handed to its ward or person, whatever severity it chose, and not of what it did itself', async () => {
    const south = await subscribe('police-south', 'critical');
    const centre = await subscribe('operator');
    const id = await raiseAlert(gateway.database, { ward: 'north', severity: 'info' });
    await settled(centre, id);
    expect(told(south)).toEqual([]);
    const operator = await withSession(gateway.url, gateway.database, 'operator');
    const step = { kind: 'dispatched', assignee: { kind: 'ward', id: 'south', name: '' } };
    expect((await operator.send('POST', `/api/alerts/${id}/steps`, step)).status).toBe(201);
    await settled(south, id);
    expect(south.notices().map(({ kind }) => kind)).toEqual(['dispatched']);
    expect(centre.notices().filter(({ alertId }) => alertId === id)).toHaveLength(1);
  });

  test('is told of what its rule says is for its unit or role, whatever severity it chose', async () => {
    const { database } = gateway;
    await saveRule(database, aRule({ id: 'for-unit', recipient: { kind: 'unit', id: 'police-113' } }), null);
    await saveRule(database, aRule({ id: 'for-role', recipient: { kind: 'role', id: 'police' } }), null);
    await database.query("update account set unit_id = 'police-113' where username = 'planner-south'");
    const unit = await subscribe('planner-south', 'critical');
    const role = await subscribe('police-south', 'critical');
    const centre = await subscribe('operator');
    const forUnit = await raiseAlert(database, { ward: 'north', severity: 'info', rule: 'for-unit' });
    const forRole = await raiseAlert(database, { ward: 'north', severity: 'info', rule: 'for-role' });
    const forRoleHere = await raiseAlert(database, { ward: 'south', severity: 'info', rule: 'for-role' });
    await settled(centre, forRoleHere);
    await settled(unit, forUnit);
    expect(told(unit)).toEqual([forUnit]);
    expect(told(role)).toEqual([forRoleHere]);
    expect(told(centre).toSorted((a, b) => a - b)).toEqual([forUnit, forRole, forRoleHere]);
  });

  test('is told again when nobody acts in time', async () => {
    const device = await subscribe('police');
    const id = await raiseAlert(gateway.database);
    await settled(device, id);
    await escalateOverdue(gateway.database, { critical: 0, warning: null, info: null });
    await expect
      .poll(
        () =>
          device
            .notices()
            .filter(({ alertId }) => alertId === id)
            .map(({ kind }) => kind),
        { timeout: 15_000 },
      )
      .toEqual(['raised', 'escalated']);
    await gateway.database.query("update alert set state = 'resolved'");
  });
});

describe('a push service', () => {
  test('that does not know the browser any more makes the gateway forget it', async () => {
    await gateway.database.query('delete from push_subscription');
    const device = await subscribe('operator');
    push.answerNext({ status: 410 });
    await raiseAlert(gateway.database);
    await expect.poll(() => stored(device)).toBe(0);
    expect(await waiting()).toBe(0);
  });

  test('that is busy gets the message again later, and nothing is lost', async () => {
    const device = await subscribe('operator');
    push.answerNext({ status: 503 }, { status: 429 });
    const id = await raiseAlert(gateway.database);
    await expect
      .poll(
        async () => {
          await gateway.database.query('update push_message set due_at = now()');
          return told(device);
        },
        { timeout: 30_000, interval: 1000 },
      )
      .toEqual([id]);
  });

  test('gets no flood: of many at once the gravest few are sent, the rest are counted as left out', async () => {
    await gateway.database.query('delete from push_subscription');
    const device = await subscribe('operator');
    await gateway.database.query(
      `with put as (
         insert into alert (rule_id, rule_version, rule_name, condition, severity, device_kind, device_id, device_name,
           place_key, source_key, last_at, captured_at)
         select id, version, name, condition, case when n % 10 = 0 then 'critical' else 'info' end, 'camera', 'cam-north',
           'Cổng chợ', 'flood-' || n, 'flood-' || n, now(), now()
         from rule_now, generate_series(1, 100) n where id = 'night' returning id
       ) insert into alert_step (alert_id, kind) select id, 'raised' from put`,
    );
    await expect.poll(() => told(device).length, { timeout: 20_000 }).toBe(20);
    expect(device.notices().filter(({ severity }) => severity === 'critical')).toHaveLength(10);
  });
});

describe('a subscription', () => {
  const endpoints: readonly string[] = [
    'http://127.0.0.1:9/elsewhere',
    'http://169.254.169.254/latest',
    'https://fcm.googleapis.com/fcm/send/x',
  ];
  test.each(endpoints)('for a service the city does not name is refused: %s', async (endpoint) => {
    const session = await withSession(gateway.url, gateway.database, 'operator');
    const { subscription } = push.browser('refused');
    const body = { ...subscription, endpoint, leastSeverity: 'info' };
    expect((await session.send('PUT', '/api/push/subscription', body)).status).toBe(400);
  });

  test('with keys of the wrong length is refused', async () => {
    const session = await withSession(gateway.url, gateway.database, 'operator');
    const { endpoint, keys } = push.browser('short').subscription;
    const body = { endpoint, keys: { ...keys, auth: 'AAAA' }, leastSeverity: 'info' };
    expect((await session.send('PUT', '/api/push/subscription', body)).status).toBe(400);
  });

  test('ends when its owner says so, signs out everywhere, gets a new password or is switched off', async () => {
    const own = await subscribe('operator');
    const session = await withSession(gateway.url, gateway.database, 'operator');
    await session.send('PUT', '/api/push/subscription', { ...own.subscription, leastSeverity: null });
    expect(await stored(own)).toBe(0);
    const everywhere = await subscribe('police');
    await (await withSession(gateway.url, gateway.database, 'police')).send('DELETE', '/api/sessions');
    expect(await stored(everywhere)).toBe(0);
    const off = await subscribe('planner');
    await gateway.database.query("update account set enabled = false where username = 'planner'");
    expect(await stored(off)).toBe(0);
    const reset = await subscribe('police-north');
    await gateway.database.query("update account set password_hash = 'x' where username = 'police-north'");
    expect(await stored(reset)).toBe(0);
  });

  test('nobody ends the subscription of another account', async () => {
    const device = await subscribe('operator');
    const other = await withSession(gateway.url, gateway.database, 'police-south');
    await other.send('PUT', '/api/push/subscription', { ...device.subscription, leastSeverity: null });
    expect(await stored(device)).toBe(1);
  });

  test('is not offered where the city names no push service', async () => {
    const { url } = await gateway.another({ CITYWATCH_PUSH_SERVICES: '' });
    const session = await withSession(url, gateway.database, 'operator');
    expect((await session.send('GET', '/api/push')).body).toEqual({ publicKey: null });
  });
});

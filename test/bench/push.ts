import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { startDatabase } from '../../demo/database.ts';
import { tokenHash } from '../../gateway/edges/http/session-cookie.ts';
import { createAccount } from '../../store/accounts.ts';
import { openDatabase, type Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { saveRule } from '../../store/rules.ts';
import { createSession } from '../../store/sessions.ts';
import { startChild, type Child, type Usage } from './push/child.ts';

/**
 * How long it takes from an alert's commit to its receipt at every one of many consoles, through a real database and the
 * real gateway; whether each gets every alert once and in order, some of them stalled for a while; and what a console
 * costs the gateway. Beside it, in the same run, plain socket.io that says the same to as many without any of that.
 * Writer, database, gateway and all consoles share this machine.
 */
const { values } = parseArgs({
  options: {
    consoles: { type: 'string', default: '500' },
    'per-second': { type: 'string', default: '100' },
    seconds: { type: 'string', default: '60' },
    'plain-seconds': { type: 'string', default: '20' },
    stalled: { type: 'string', default: '5' },
  },
});
const count = Number(values.consoles);
const perSecond = Number(values['per-second']);
const seconds = Number(values.seconds);
const plainSeconds = Number(values['plain-seconds']);
const stalled = Number(values.stalled);
/** The gateway lets an account have so many consoles and no more. */
const PER_ACCOUNT = 100;

type Result = Record<'p50Ms' | 'p99Ms' | 'maxMs' | 'fewest' | 'most' | 'disordered' | 'repeated' | 'cut', number>;

const AN_ALERT = {
  version: 1,
  ruleId: 'r',
  ruleVersion: 1,
  ruleName: 'Người trong kho ban đêm',
  severity: 'critical',
  state: 'raised',
  condition: { kind: 'zone-presence', zoneIds: ['kho'], classes: ['person'], forS: 0 },
  deviceKind: 'camera',
  deviceId: 'cam-1',
  deviceName: 'Cổng chợ Vĩnh Yên',
  zoneId: 'kho',
  zoneName: 'Kho',
  areaId: 'ward-1',
  place: { lat: 21.3, lon: 105.6 },
  class: 'person',
  box: { x: 0.1, y: 0.2, w: 0.3, h: 0.4 },
  value: null,
  unit: null,
  hasSnapshot: false,
  hasClip: false,
  count: 1,
  lastAt: new Date().toISOString(),
  clearedAt: null,
  recipient: null,
  assignee: null,
  deadlineAt: null,
};

const log = pino({ level: 'warn' }, pino.destination(2));
const dir = await mkdtemp(path.join(tmpdir(), 'citywatch-bench-push-'));
const embedded = await startDatabase({ dir, log });
const database = openDatabase({ url: embedded.url, name: 'bench', onError: () => undefined });
const consoles = await startChild('consoles-process.ts');
try {
  await migrate(database);
  const cookies = await openSessions(database, count);

  console.log(`plain socket.io: ${count} consoles, ${perSecond} alerts/s for ${plainSeconds} s`);
  const plain = await startChild('plain-process.ts');
  await consoles.ask({ do: 'connect', url: await plain.ask<string>({ do: 'start' }), cookies });
  const plainBefore = await plain.ask<Usage>({ do: 'usage' });
  await plain.ask({ do: 'say', alert: AN_ALERT, perSecond, seconds: plainSeconds });
  await arrival(consoles, perSecond * plainSeconds);
  const plainAfter = await plain.ask<Usage>({ do: 'usage' });
  const plainResult = await consoles.ask<Result>({ do: 'result' });
  await consoles.ask({ do: 'leave' });
  await plain.stop();
  const plainCpuUs = ((plainAfter.cpuS - plainBefore.cpuS) * 1e6) / (perSecond * plainSeconds * count);
  console.log(`  p50 ${plainResult.p50Ms} ms, p99 ${plainResult.p99Ms} ms, ${plainCpuUs.toFixed(1)} µs a receipt`);

  console.log(`gateway: ${count} consoles, ${perSecond} alerts/s for ${seconds} s, ${stalled} stalled for a while`);
  const gateway = await startChild('gateway-process.ts');
  const url = await gateway.ask<string>({ do: 'start', databaseUrl: embedded.url });
  const empty = await gateway.ask<Usage>({ do: 'usage' });
  await consoles.ask({ do: 'connect', url, cookies });
  const full = await gateway.ask<Usage>({ do: 'usage' });
  const readersBefore = await consoles.ask<Usage>({ do: 'usage' });
  const total = await raise(database, async (second) => {
    if (second === Math.floor(seconds / 3)) await consoles.ask({ do: 'stall', count: stalled });
    if (second === Math.floor((seconds * 2) / 3)) await consoles.ask({ do: 'resume' });
    if (second % 10 === 0) console.log(`  ${second} s`);
  });
  await arrival(consoles, total);
  const end = await gateway.ask<Usage>({ do: 'usage' });
  const readers = await consoles.ask<Usage>({ do: 'usage' });
  const result = await consoles.ask<Result>({ do: 'result' });
  await gateway.stop();

  const kib = (bytes: number): number => Math.round(bytes / 1024);
  const cpuUs = ((end.cpuS - full.cpuS) * 1e6) / (total * count);
  const lost = total - result.fewest;
  console.log(
    `  p50 ${result.p50Ms} ms, p99 ${result.p99Ms} ms, longest ${result.maxMs} ms; ${cpuUs.toFixed(1)} µs a receipt; ` +
      `each of ${count} got ${result.fewest}–${result.most} of ${total}, ${result.disordered} out of order, ${result.cut} cut off`,
  );
  console.log(
    `  event loop p99 ${end.loopP99Ms} ms in the gateway, ${readers.loopP99Ms} ms in the process of all consoles, which used ` +
      `${((readers.cpuS - readersBefore.cpuS) / seconds).toFixed(2)} of a core: where that is late, so is every receipt`,
  );
  console.log(
    JSON.stringify({
      bench: 'push',
      ratio: Math.round((result.p99Ms / plainResult.p99Ms) * 100) / 100,
      consoles: count,
      perSecond,
      seconds,
      p50Ms: result.p50Ms,
      p99Ms: result.p99Ms,
      plainP99Ms: plainResult.p99Ms,
      cpuUsPerReceipt: Math.round(cpuUs * 10) / 10,
      plainCpuUsPerReceipt: Math.round(plainCpuUs * 10) / 10,
      gatewayLoopP99Ms: end.loopP99Ms,
      consolesLoopP99Ms: readers.loopP99Ms,
      kibPerConsole: kib((full.rssBytes - empty.rssBytes) / count),
      kibPerConsoleAtEnd: kib((end.rssBytes - empty.rssBytes) / count),
      lost: Math.max(0, lost),
      repeated: result.repeated,
      outOfOrder: result.disordered,
      cutOff: result.cut,
    }),
  );
  process.exitCode = lost > 0 || result.disordered > 0 || result.repeated > 0 || result.cut > 0 ? 1 : 0;
} finally {
  await consoles.stop();
  await database.end();
  await embedded.stop();
  await rm(dir, { recursive: true, force: true });
}

/** Sessions of as many accounts as it takes. */
async function openSessions(database: Database, wanted: number): Promise<string[]> {
  const cookies: string[] = [];
  const at = new Date();
  for (let i = 0; i < wanted; i++) {
    const username = `operator-${Math.floor(i / PER_ACCOUNT)}`;
    if (i % PER_ACCOUNT === 0)
      await createAccount(database, {
        username,
        name: username,
        role: 'operator',
        areaIds: null,
        unitId: null,
        locale: 'vi',
        password: randomBytes(16).toString('hex'),
      });
    const token = randomBytes(32).toString('base64url');
    await createSession(database, {
      tokenHash: tokenHash(token),
      username,
      at,
      expiresAt: new Date(at.getTime() + 3_600_000),
    });
    cookies.push(`citywatch=${token}`);
  }
  return cookies;
}

/** Raises alerts at an even pace, one commit each, stamped by the database's clock in the statement. */
async function raise(database: Database, everySecond: (second: number) => Promise<void>): Promise<number> {
  await saveRule(
    database,
    {
      id: 'r',
      name: AN_ALERT.ruleName,
      severity: 'critical',
      condition: { kind: 'zone-presence', zoneIds: ['kho'], classes: ['person'], forS: 0 },
      hours: null,
      recipient: null,
      enabled: true,
    },
    null,
  );
  const connection = await database.connect();
  // What is measured begins with the commit, not with the disk.
  await connection.query('set synchronous_commit = off');
  const startedAt = performance.now();
  const total = perSecond * seconds;
  for (let n = 0; n < total; n++) {
    if (n % perSecond === 0) await everySecond(n / perSecond);
    const wait = startedAt + (n * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    await connection.query({
      name: 'raise',
      text: `with put as (
          insert into alert (rule_id, rule_version, rule_name, condition, severity, device_kind, device_id, device_name,
            zone_id, zone_name, area_id, lat, lon, class, box, place_key, source_key, last_at, captured_at, received_at,
            perceived_at, raised_at)
          select id, version, name, condition, severity, 'camera', 'cam-1', 'Cổng chợ Vĩnh Yên', 'kho', 'Kho', 'ward-1',
            21.3, 105.6, 'person', '{0.1,0.2,0.3,0.4}', $1, $1, now(), now(), now(), now(), clock_timestamp()
          from rule_now returning id, raised_at)
        insert into alert_step (alert_id, kind, at) select id, 'raised', raised_at from put`,
      values: [`place-${n}`],
    });
  }
  connection.release(true);
  return total;
}

/** Waits until everybody has got everything, or nothing came for a while. */
async function arrival(consoles: Child, total: number): Promise<void> {
  let last = -1;
  for (let quiet = 0; quiet < 30; quiet++) {
    const fewest = await consoles.ask<number>({ do: 'progress' });
    if (fewest >= total) return;
    if (fewest > last) quiet = 0;
    last = fewest;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

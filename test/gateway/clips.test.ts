import { createHash } from 'node:crypto';
import { connectAsync } from 'mqtt';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AlertDetail } from '../../contracts/api.ts';
import type { HeldMinute } from '../../contracts/retention.ts';
import { agentCommand, agentConfig, type AgentCommand, type AgentConfig } from '../../contracts/telemetry.ts';
import { brokerRights } from '../../contracts/topics.ts';
import { anybody, startTestBroker } from '../support/broker.ts';
import { undoLater } from '../support/cleanup.ts';
import { until } from '../support/until.ts';
import { raiseAlert } from './support/alerts.ts';
import { withSession, type Browser } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { connected } from './support/console.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

const login = { username: 'gateway', password: 'gateway-secret', ...brokerRights.gateway };
let gateway: TestGateway;
let operator: Browser;
let commands: AgentCommand[];
let brokerUrl: string;
beforeAll(async () => {
  const broker = await startTestBroker([login, anybody]);
  gateway = await startTestGateway({
    CITYWATCH_MQTT_URL: broker.url,
    CITYWATCH_MQTT_USERNAME: login.username,
    CITYWATCH_MQTT_PASSWORD: login.password,
  });
  await buildCity(gateway.database);
  operator = await withSession(gateway.url, gateway.database, 'operator');
  commands = [];
  brokerUrl = broker.urlFor(anybody);
  const agent = await connectAsync(broker.urlFor(anybody));
  undoLater(() => agent.endAsync(true));
  agent.on('message', (_topic, payload) => commands.push(agentCommand.parse(JSON.parse(String(payload)))));
  await agent.subscribeAsync('cw/1/agents/agent-1/commands', { qos: 1 });
}, 60_000);

/** What an agent would send: it begins as MP4 does, the rest does not matter to the gateway. */
const anMp4 = (bytes: number): Buffer => {
  const clip = Buffer.alloc(bytes, 7);
  clip.write('ftypisom', 4);
  return clip;
};
const aJpeg = Buffer.from([0xff, 0xd8, 1, 2, 3, 0xff, 0xd9]);
type Minute = Extract<AgentCommand, { command: 'clip' }>;
type Asked = Extract<AgentCommand, { command: 'clip' | 'still' }>;

async function clipAskedFor(
  captured?: Date,
): Promise<{ id: number; command: Extract<AgentCommand, { command: 'clip' }> }> {
  const before = commands.length;
  const id = await raiseAlert(gateway.database);
  if (captured) await gateway.database.query('update alert set captured_at = $2 where id = $1', [id, captured]);
  await until(() => commands.length > before);
  const command = commands.at(-1);
  if (command?.command !== 'clip') throw new Error('no clip was asked for');
  return { id, command };
}
const bring = (
  { uploadUrl, uploadToken }: Pick<Asked, 'uploadUrl' | 'uploadToken'>,
  body: Buffer | string,
  headers: Record<string, string> = {},
) =>
  fetch(uploadUrl, {
    method: 'PUT',
    headers: { authorization: `Bearer ${uploadToken}`, 'content-type': 'video/mp4', ...headers },
    body: new Uint8Array(Buffer.from(body)),
  });

describe('the clip of an alert', () => {
  test('is asked of the camera’s agent at once, ten seconds before and after', async () => {
    const { id, command } = await clipAskedFor();
    const { alert } = (await operator.send('GET', `/api/alerts/${id}`)).body as AlertDetail;
    const captured = Date.parse(alert.clock.capturedAt);
    expect(command).toMatchObject({ cameraId: 'cam-north', from: captured - 10_000, to: captured + 10_000 });
    expect(command.uploadUrl).toBe(`${gateway.url}/api/uploads/${command.requestId}`);
  });

  test('is announced to consoles when it has come, and can be played and sought in', async () => {
    const { id, command } = await clipAskedFor();
    const console = await connected(operator.live());
    await console.hello(null);
    const clip = anMp4(3_000_000);
    expect((await bring(command, clip)).status).toBe(204);
    await until(() => console.alerts.some((push) => push.alerts.some((alert) => alert.id === id && alert.hasClip)));
    const whole = await operator.send('GET', `/api/alerts/${id}/clip`);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(clip.equals(whole.body as Buffer)).toBe(true);
    expect(whole.headers.get('etag')).toBe(`"${createHash('sha256').update(clip).digest('hex')}"`);
    const part = await operator.send('GET', `/api/alerts/${id}/clip`, undefined, { range: 'bytes=1000000-2999999' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 1000000-2999999/3000000']);
    expect(clip.subarray(1_000_000).equals(part.body as Buffer)).toBe(true);
    const tail = await operator.send('GET', `/api/alerts/${id}/clip`, undefined, { range: 'bytes=-10' });
    expect(tail.body).toEqual(clip.subarray(-10));
  });

  test('says when it begins, and kept as a file is noted each time, before it leaves', async () => {
    const { id, command } = await clipAskedFor();
    const headers = { 'x-citywatch-from': String(command.from + 700) };
    expect((await bring(command, anMp4(5000), headers)).status).toBe(204);
    const { alert } = (await operator.send('GET', `/api/alerts/${id}`)).body as AlertDetail;
    expect(alert).toMatchObject({ hasClip: true, clipFrom: new Date(command.from + 700).toISOString() });
    const kept = await operator.send('GET', `/api/alerts/${id}/clip?download=1`);
    expect(kept.headers.get('content-disposition')).toBe(`attachment; filename="citywatch-${id}.mp4"`);
    await operator.send('GET', `/api/alerts/${id}/clip?download=1`);
    await operator.send('GET', `/api/alerts/${id}/clip?download=1`, undefined, { range: 'bytes=1000-' });
    const { rows } = await gateway.database.query(
      "select username, subject from audit where action = 'clip.download' and subject = $1",
      [String(id)],
    );
    expect(rows).toEqual([1, 2].map(() => ({ username: 'operator', subject: String(id) })));
  });

  test('is asked for by one gateway, however many there are, and once', async () => {
    await gateway.another();
    const { id } = await clipAskedFor();
    await operator.send('POST', `/api/alerts/${id}/steps`, { kind: 'comment', text: 'x' });
    await new Promise((resolve) => setTimeout(resolve, 800));
    const { rows } = await gateway.database.query('select tries from upload_request where alert_id = $1', [id]);
    expect(rows).toEqual([{ tries: 1 }]);
  });

  test('is asked for again when nobody answered, under a new token; the old one is worth nothing', async () => {
    const { id, command } = await clipAskedFor();
    await gateway.database.query(
      "update upload_request set asked_at = asked_at - interval '2 minutes', to_at = to_at - interval '2 minutes' where alert_id = $1",
      [id],
    );
    // Any change of an alert makes the gateway look again.
    await operator.send('POST', `/api/alerts/${id}/steps`, { kind: 'comment', text: 'x' });
    const asked = () => commands.filter((one) => one.command === 'clip' && one.from === command.from);
    await until(() => asked().length === 2);
    const again = asked().at(-1) as Asked; // of the clips just filtered
    expect((await bring(command, anMp4(100))).status).toBe(401);
    expect((await bring(again, anMp4(100))).status).toBe(204);
  });

  test('of an alert that is too old is not asked for', async () => {
    const before = commands.length;
    await gateway.database.query(
      `insert into alert (rule_id, rule_version, rule_name, condition, severity, device_kind, device_id, device_name,
         area_id, place_key, source_key, last_at, captured_at, raised_at)
       select id, version, name, condition, severity, 'camera', 'cam-north', 'c', 'north', 'old', 's', now(),
         now() - interval '10 minutes', now() - interval '10 minutes' from rule_now`,
    );
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(commands).toHaveLength(before);
  });

  test.each([
    ['without a token', { authorization: '' }, 401],
    ['with another token', { authorization: `Bearer ${'x'.repeat(43)}` }, 401],
    ['that is a still', { 'content-type': 'image/jpeg' }, 400],
    ['that is not MP4', {}, 400],
    ['from a page of another site', { origin: 'https://evil.example' }, 403],
  ])('%s is not taken', async (what, headers, status) => {
    const { id, command } = await clipAskedFor();
    expect((await bring(command, what === 'that is not MP4' ? 'hello' : anMp4(100), headers)).status).toBe(status);
    expect((await operator.send('GET', `/api/alerts/${id}/clip`)).status).toBe(404);
    expect((await bring(command, anMp4(100))).status).toBe(204);
  });

  test('is taken once', async () => {
    const { command } = await clipAskedFor();
    const statuses = await Promise.all([1, 2, 3].map(async () => (await bring(command, anMp4(1000))).status));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([204, 409, 409]);
  });

  test('larger than 64 MiB is not read', async () => {
    const { command } = await clipAskedFor();
    const response = await bring(command, anMp4(65 * 1024 * 1024)).catch((error: unknown) => error);
    // Whoever does not listen while sending sees a broken connection instead of the answer.
    expect(response instanceof Response ? response.status : 413).toBe(413);
    expect((await bring(command, anMp4(100))).status).toBe(204);
  });

  test('that there is no footage of is noted with its reason, and not asked for again', async () => {
    const { id, command } = await clipAskedFor();
    const answer = await bring(command, '{"error":{"code":"no-footage"}}', { 'content-type': 'application/json' });
    expect(answer.status).toBe(204);
    const { rows } = await gateway.database.query('select refusal from upload_request where alert_id = $1', [id]);
    expect(rows).toEqual([{ refusal: 'no-footage' }]);
    expect((await operator.send('GET', `/api/alerts/${id}/clip`)).status).toBe(404);
  });

  test('for a request nobody made is not taken', async () => {
    const { command } = await clipAskedFor();
    const invented = { ...command, uploadUrl: `${gateway.url}/api/uploads/5f0c1b9e-3f53-4a63-9a35-5b4f0a3c9d11` };
    expect((await bring(invented, anMp4(100))).status).toBe(401);
  });
});

describe('what a camera sees now', () => {
  const answerStills = (body: Buffer | string, type: string): void => {
    const done = new Set<string>(commands.map((command) => JSON.stringify(command)));
    const timer = setInterval(() => {
      for (const command of commands) {
        if (command.command !== 'still' || done.has(JSON.stringify(command))) continue;
        done.add(JSON.stringify(command));
        void bring(command, body, { 'content-type': type, 'x-citywatch-from': '1700000000123' });
      }
    }, 10);
    undoLater(() => clearInterval(timer));
  };
  const stillsAsked = () => commands.filter((command) => command.command === 'still').length;

  test('is fetched from its agent, once for however many look, and says when it was taken', async () => {
    answerStills(aJpeg, 'image/jpeg');
    const before = stillsAsked();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => operator.send('GET', '/api/cameras/cam-north/still')),
    );
    for (const { status, body, headers } of answers) {
      expect(status).toBe(200);
      expect(body).toEqual(aJpeg);
      expect(headers.get('x-citywatch-from')).toBe('1700000000123');
    }
    expect(stillsAsked() - before).toBe(1);
  });

  test('that the agent does not have is said', async () => {
    answerStills('{"error":{"code":"no-picture"}}', 'application/json');
    const { status, body } = await operator.send('GET', '/api/cameras/cam-south/still');
    expect(status).toBe(503);
    expect(JSON.stringify(body)).toContain('no-picture');
  });

  test('of an agent that is silent is given up after some seconds', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect((await operator.send('GET', '/api/cameras/cam-north/still')).status).toBe(503);
  });
});

test('who looks at video is in the audit log, once in a while and not with every part', async () => {
  const { id, command } = await clipAskedFor();
  await bring(command, anMp4(1000));
  const police = await withSession(gateway.url, gateway.database, 'police');
  for (const range of ['bytes=0-', 'bytes=500-', 'bytes=900-'])
    await police.send('GET', `/api/alerts/${id}/clip`, undefined, { range });
  const { rows } = await gateway.database.query(
    "select username, subject from audit where action = 'clip.look' and username = 'police'",
  );
  expect(rows).toEqual([{ username: 'police', subject: String(id) }]);
});

test('video that is held is copied minute by minute; its agent keeps it until then, and what nobody has any more is said', async () => {
  const configs: AgentConfig[] = [];
  const listener = await connectAsync(brokerUrl);
  undoLater(() => listener.endAsync(true));
  listener.on('message', (_topic, payload) => configs.push(agentConfig.parse(JSON.parse(String(payload)))));
  await listener.subscribeAsync('cw/1/agents/agent-1/config', { qos: 1 });
  const id = await raiseAlert(gateway.database);
  await gateway.database.query("update alert set captured_at = now() - interval '5 minutes' where id = $1", [id]);
  const asked = () => commands.filter((one): one is Minute => one.command === 'clip' && one.to - one.from === 60_000);
  const footage = async () => ((await operator.send('GET', `/api/alerts/${id}`)).body as AlertDetail).holds[0]?.footage;

  const put = await operator.send('POST', `/api/alerts/${id}/hold`, { reason: 'Vụ án 12' });
  const [hold] = (put.body as AlertDetail).holds;
  await until(() => asked().length === 2);
  await until(() => configs.at(-1)?.held.length === 1);
  const [span] = configs.at(-1)?.held ?? [];
  const [first, second] = asked() as [Minute, Minute];
  expect(first.from % 60_000).toBe(0);
  expect(span?.cameraId).toBe('cam-north');
  expect(span?.from).toBeLessThanOrEqual(Math.min(first.from, second.from));
  expect(span?.to).toBeGreaterThan(Date.now());

  // No agent has more than two to bring: the next is asked for when one has come.
  expect((await bring(first, anMp4(5000), { 'x-citywatch-from': String(first.from + 400) })).status).toBe(204);
  await until(() => asked().length === 3);
  const refuse = (minute: Minute, code: string) =>
    bring(minute, JSON.stringify({ error: { code } }), { 'content-type': 'application/json' });
  expect((await refuse(second, 'no-footage')).status).toBe(204);
  expect(await footage()).toMatchObject({ stored: 1, gone: 1, failed: 0, bytes: 5000 });
  expect((await bring(second, anMp4(5000))).status).toBe(409);

  const list = (await operator.send('GET', `/api/holds/${hold?.id}/footage`)).body as { minutes: HeldMinute[] };
  const copied = list.minutes.find(({ state }) => state === 'stored');
  expect(copied).toMatchObject({ cameraId: 'cam-north', from: new Date(first.from).toISOString(), bytes: 5000 });
  const look = await operator.send('GET', `/api/holds/${hold?.id}/footage/${copied?.id}`);
  expect(look.body).toEqual(anMp4(5000));
  expect(list.minutes.find(({ state }) => state === 'gone')?.reason).toBe('no-footage');
  // Whoever does not see the alert sees nothing of it.
  const elsewhere = await withSession(gateway.url, gateway.database, 'police-south');
  expect((await elsewhere.send('GET', `/api/holds/${hold?.id}/footage/${copied?.id}`)).status).toBe(404);
  expect((await elsewhere.send('GET', `/api/holds/${hold?.id}/footage`)).status).toBe(404);

  const admin = await withSession(gateway.url, gateway.database, 'admin');
  await admin.send('POST', `/api/holds/${hold?.id}/lift`, { reason: 'Đã xét xử' });
  await until(() => configs.at(-1)?.held.length === 0);
  expect(await footage()).toMatchObject({ stored: 1, waiting: 0, gone: 1 });
  const { rows } = await gateway.database.query(
    "select subject from audit where action = 'clip.look' and subject like 'hold %'",
  );
  expect(rows).toEqual([{ subject: `hold ${hold?.id} cam-north` }]);
});

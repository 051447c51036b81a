import { connectAsync, type MqttClient } from 'mqtt';
import pino from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { agentCommand } from '../../contracts/telemetry.ts';
import { brokerRights, topics } from '../../contracts/topics.ts';
import { saveCamera } from '../../store/cameras.ts';
import type { AccessUnit } from '../../edge-agent/core/video/access-unit.ts';
import { createLiveStreams, type LiveCommand, type LiveStreams } from '../../edge-agent/live-streams.ts';
import { createUnitHub, type UnitHub } from '../../edge-agent/core/video/unit-hub.ts';
import { codedFilm } from '../edge-agent/core/video/coded-film.ts';
import { anybody, startTestBroker } from '../support/broker.ts';
import { undoLater } from '../support/cleanup.ts';
import { until } from '../support/until.ts';
import { openBrowser, withSession, type Browser } from './support/browser.ts';
import { aCamera, ACCOUNTS, buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { watch, watching } from './support/watching.ts';

const login = { username: 'gateway', password: 'gateway-secret', ...brokerRights.gateway };
let gateway: TestGateway;
let line: MqttClient;
let agent: LiveStreams;
let commands: LiveCommand[];
let hasVideo = true;
/** Ends the coded pictures of a camera that is watched. */
const overOf = new Map<string, () => void>();
/** The agent listens to what it is asked. */
let listening = true;
const hubs = new Map<string, UnitHub>();
function hubOf(cameraId: string): UnitHub {
  const hub = hubs.get(cameraId) ?? createUnitHub({ mostUnits: 100, mostBytes: 1e8 }, () => {});
  hubs.set(cameraId, hub);
  return hub;
}

beforeAll(async () => {
  const { units } = await codedFilm({ frames: 50, fps: 25, keyframeEvery: 25 });
  const broker = await startTestBroker([login, anybody]);
  gateway = await startTestGateway({
    CITYWATCH_MQTT_URL: broker.url,
    CITYWATCH_MQTT_USERNAME: login.username,
    CITYWATCH_MQTT_PASSWORD: login.password,
  });
  await buildCity(gateway.database);
  agent = createLiveStreams({
    listen(cameraId, listener, onOver) {
      overOf.set(cameraId, onOver);
      return hasVideo ? hubOf(cameraId).subscribe(listener) : undefined;
    },
    onPicture: () => {},
    onCount: () => {},
    clock: { wallMs: Date.now, steadyMs: () => performance.now() },
    log: pino({ level: 'silent' }),
  });
  undoLater(agent.stop);
  commands = [];
  line = await connectAsync(broker.urlFor(anybody));
  undoLater(() => line.endAsync(true));
  line.on('message', (_topic, payload) => {
    const command = agentCommand.parse(JSON.parse(String(payload)));
    if (command.command !== 'live') return;
    commands.push(command);
    if (listening) agent.take(command);
  });
  await line.subscribeAsync(topics.agentCommands('agent-1'), { qos: 1 });
  let sent = 0;
  const film = setInterval(() => {
    for (const cameraId of ['cam-north', 'cam-south', ...added])
      play(cameraId, units[sent % units.length], sent * 3600);
    sent++;
  }, 40);
  undoLater(() => clearInterval(film));
}, 60_000);

/** Cameras of single tests: a stream goes on for seconds after it was watched. */
const added: string[] = [];
async function aNewCamera(): Promise<string> {
  const id = `cam-${added.length}`;
  await saveCamera(gateway.database, aCamera({ id }), new Date());
  added.push(id);
  return id;
}
/** Each picture of this camera is so many bytes larger. */
const heavier = new Map<string, number>();
function play(cameraId: string, unit: AccessUnit | undefined, mediaTime: number): void {
  const more = Buffer.alloc(heavier.get(cameraId) ?? 0, 6);
  if (unit) hubOf(cameraId).push({ ...unit, nals: [...unit.nals, more], mediaTime, takenMs: Date.now() });
}
const as = (username: string): Promise<Browser> => withSession(gateway.url, gateway.database, username);

describe('watching a camera live', () => {
  test('whoever deals with alerts may, as far as their area goes', async () => {
    const expected = { planner: 403, 'planner-south': 403, 'police-south': 404 };
    const statuses: Record<string, number> = {};
    for (const { username } of ACCOUNTS) {
      const watcher = await watch(gateway.url, await as(username), 'cam-north');
      if (typeof watcher === 'number') statuses[username] = watcher;
      else watcher.socket.close();
    }
    expect(statuses).toEqual(expected);
    const operator = await as('operator');
    expect(await watch(gateway.url, openBrowser(gateway.url), 'cam-north')).toBe(401);
    expect(await watch(gateway.url, operator, 'cam-north', { origin: 'https://evil.example' })).toBe(403);
    expect(await watch(gateway.url, operator, 'cam-north', { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await watch(gateway.url, operator, 'no-such-camera')).toBe(404);
    expect(await watch(gateway.url, operator, "../x'--")).toBe(404);
  });

  test('is one stream from the edge however many watch; it ends when the last has left', async () => {
    const camera = await aNewCamera();
    const asked = () => commands.filter(({ cameraId }) => cameraId === camera);
    const first = await watching(gateway.url, await as('operator'), camera);
    await until(() => first.pictures.length > 3);
    const others = agent.open() - 1;
    const second = await watching(gateway.url, await as('police-north'), camera);
    await until(() => second.pictures.length > 3);
    expect(asked()).toHaveLength(1);
    expect(agent.open()).toBeLessThanOrEqual(others + 1);
    for (const { said, pictures } of [first, second]) {
      expect(said.find(({ type }) => type === 'start')).toMatchObject({ width: 320, height: 180 });
      expect(pictures[0]?.isKey).toBe(true);
      expect(Date.now() - (pictures.at(-1)?.takenMs ?? 0)).toBeLessThan(2000);
    }
    first.socket.close();
    const before = second.pictures.length;
    await until(() => second.pictures.length > before + 3);
    second.socket.close();
    await until(() => agent.open() === 0);
    const again = await watching(gateway.url, await as('operator'), camera);
    await until(() => again.pictures.length > 3);
    expect(asked()).toHaveLength(2);
    again.socket.close();
  });

  test('is written to the audit log before anything is shown, once in a while', async () => {
    const police = await as('police');
    const watcher = await watching(gateway.url, police, 'cam-south');
    (await watching(gateway.url, police, 'cam-south')).socket.close();
    const { rows } = await gateway.database.query(
      "select username, action, subject, address from audit where username = 'police' and subject = 'cam-south'",
    );
    expect(rows).toEqual([{ username: 'police', action: 'camera.look', subject: 'cam-south', address: '127.0.0.1' }]);
    watcher.socket.close();
  });

  test('ends with the session, with the right to see it, and with the camera', async () => {
    const [leaving, moved, planner] = [await as('police'), await as('police-north'), await as('operator-north')];
    const signedOut = await watching(gateway.url, leaving, 'cam-north');
    const moving = await watching(gateway.url, moved, 'cam-north');
    const demoted = await watching(gateway.url, planner, 'cam-north');
    await leaving.send('DELETE', '/api/session');
    expect(await signedOut.closed).toBe(4403);
    await gateway.database.query("update account set area_ids = '{south}' where username = 'police-north'");
    expect(await moving.closed).toBe(4403);
    await gateway.database.query("update account set role = 'planner' where username = 'operator-north'");
    expect(await demoted.closed).toBe(4403);
    const last = await watching(gateway.url, await as('operator'), 'cam-south');
    await gateway.database.query("update camera set area_id = 'north' where id = 'cam-south'");
    const south = await as('police-south');
    expect(await watch(gateway.url, south, 'cam-south')).toBe(404);
    await gateway.database.query("delete from zone where camera_id = 'cam-south'");
    await gateway.database.query("delete from camera where id = 'cam-south'");
    expect(await last.closed).toBe(4403);
  });

  test('brings the boxes of what is seen, to those who watch this camera', async () => {
    const operator = await as('operator');
    const film = await watching(gateway.url, operator, 'cam-north');
    const stills = await watching(gateway.url, operator, 'cam-north?video=no');
    const boxes = [{ trackId: 'k-1', class: 'person', score: 0.8, x: 0.1, y: 0.2, w: 0.1, h: 0.3 }];
    await until(async () => {
      await line.publishAsync(topics.cameraBoxes('cam-north'), JSON.stringify({ at: 1_700_000_000_000, boxes }));
      return [film, stills].every(({ said }) => said.some(({ type }) => type === 'boxes'));
    });
    await line.publishAsync(topics.cameraBoxes('cam-north'), 'nonsense');
    expect(stills.said.filter(({ type }) => type !== 'boxes')).toEqual([]);
    expect(stills.pictures).toEqual([]);
    expect(stills.said[0]).toEqual({ type: 'boxes', at: 1_700_000_000_000, boxes });
    film.socket.close();
    stills.socket.close();
  });

  test('a console that does not read skips to a keyframe and is told; others miss nothing', async () => {
    const camera = await aNewCamera();
    const slow = await watching(gateway.url, await as('operator'), camera);
    const quick = await watching(gateway.url, await as('police'), camera);
    await until(() => slow.pictures.length > 0 && quick.pictures.length > 0);
    slow.socket.pause();
    heavier.set(camera, 400_000);
    await new Promise((resolve) => setTimeout(resolve, 1800));
    heavier.delete(camera);
    slow.socket.resume();
    await until(() => slow.said.some(({ type }) => type === 'skipped'));
    expect(quick.said.filter(({ type }) => type === 'skipped')).toEqual([]);
    expect(slow.pictures.length).toBeLessThan(quick.pictures.length);
    slow.socket.close();
    quick.socket.close();
  });

  test('a socket that talks is closed, and nobody opens more than a wall of cameras or opens without end', async () => {
    const operator = await as('operator');
    const talker = await watching(gateway.url, operator, 'cam-north');
    talker.socket.send('hello');
    expect(await talker.closed).toBe(4400);
    const tries = await Promise.all(
      Array.from({ length: 130 }, () => watch(gateway.url, operator, 'cam-north?video=no').catch(() => 0)),
    );
    expect(tries.filter((one) => typeof one !== 'number')).toHaveLength(40);
    expect(new Set(tries.filter((one) => typeof one === 'number'))).toEqual(new Set([429]));
    expect(typeof (await watch(gateway.url, await as('police'), 'cam-north?video=no'))).toBe('object');
    for (const one of tries) if (typeof one !== 'number') one.socket.close();
  });
});

describe('what an agent brings', () => {
  const bring = (url: string, token: string): Promise<number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
      undoLater(() => socket.terminate());
      socket.on('open', () => resolve(101));
      socket.on('error', () => {});
      socket.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
    });

  const asked = async (cameraId: string): Promise<LiveCommand> => {
    const found = () => commands.find((command) => command.cameraId === cameraId);
    await until(() => found() !== undefined);
    return found() ?? expect.fail();
  };

  test('is taken with the token of this one stream, once', async () => {
    listening = false;
    const camera = await aNewCamera();
    const watcher = await watching(gateway.url, await as('operator'), camera);
    const { uploadUrl, uploadToken, streamId } = await asked(camera);
    expect(await bring(uploadUrl, 'A'.repeat(43))).toBe(401);
    expect(await bring(uploadUrl.replace(streamId, 'another'), uploadToken)).toBe(401);
    expect(await bring(uploadUrl.replace('/api/live/streams', '/elsewhere'), uploadToken)).toBe(404);
    expect(await bring(uploadUrl, uploadToken)).toBe(101);
    expect(await bring(uploadUrl, uploadToken)).toBe(401);
    watcher.socket.close();
    listening = true;
  });

  test('that is nonsense cuts it off; it is asked for again', async () => {
    listening = false;
    const camera = await aNewCamera();
    const watcher = await watching(gateway.url, await as('operator'), camera);
    const { uploadUrl, uploadToken } = await asked(camera);
    const socket = new WebSocket(uploadUrl, { headers: { authorization: `Bearer ${uploadToken}` } });
    socket.on('error', () => {});
    const cut = new Promise((resolve) => socket.on('close', resolve));
    socket.on('open', () => socket.send(Buffer.from('this is no picture')));
    await cut;
    listening = true;
    await until(() => watcher.pictures.length > 0);
    watcher.socket.close();
  });

  test('may be that there is no video: the console is told why, and shows stills', async () => {
    hasVideo = false;
    const watcher = await watching(gateway.url, await as('operator'), await aNewCamera());
    await until(() => watcher.said.some(({ type }) => type === 'no-video'));
    expect(watcher.said.at(-1)).toEqual({ type: 'no-video', reason: 'no-video' });
    hasVideo = true;
    watcher.socket.close();
  });

  test('may end there being video: the console is told at once, and not that something broke', async () => {
    const camera = await aNewCamera();
    const watcher = await watching(gateway.url, await as('operator'), camera);
    await until(() => watcher.pictures.length > 0);
    overOf.get(camera)?.();
    await until(() => watcher.said.some(({ type }) => type === 'no-video'));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(watcher.said.at(-1)).toEqual({ type: 'no-video', reason: 'no-video' });
    watcher.socket.close();
  });

  test('is missed when the broker is away: the console is told', async () => {
    const alone = await startTestGateway();
    await buildCity(alone.database);
    const operator = await withSession(alone.url, alone.database, 'operator');
    const watcher = await watching(alone.url, operator, 'cam-north');
    await until(() => watcher.said.some(({ type }) => type === 'no-video'));
    expect(watcher.said.at(-1)).toEqual({ type: 'no-video', reason: 'agent-away' });
  });
});

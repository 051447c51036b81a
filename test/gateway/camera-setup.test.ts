import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { discoverAnswer } from '../../contracts/agent-questions.ts';
import type { Discovery, Inspection, Trial } from '../../contracts/api-camera-setup.ts';
import type { AuditPage } from '../../contracts/api-admin.ts';
import { brokerRights } from '../../contracts/topics.ts';
import { startOnvifDevice, type OnvifDevice } from '../../demo/cameras/onvif-device.ts';
import { startRtspServer, type RtspServer } from '../../demo/cameras/rtsp-server.ts';
import { openQuestions } from '../../gateway/edges/questions.ts';
import { openFilmStudio, type FilmStudio } from '../demo/cameras/synthetic-film.ts';
import { someEnvironment, startTestAgent } from '../edge-agent/agent.ts';
import { anybody, startTestBroker } from '../support/broker.ts';
import { undoLater } from '../support/cleanup.ts';
import { tempDir } from '../support/places.ts';
import { until } from '../support/until.ts';
import { withSession, type Browser } from './support/browser.ts';
import { aCamera, buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

const login = { username: 'gateway', password: 'gateway-secret', ...brokerRights.gateway };
const onCamera = { username: 'xem', password: 's3cret/@:' };
let studio: FilmStudio;
let gateway: TestGateway;
let admin: Browser;
let rtsp: RtspServer;
let device: OnvifDevice;
const logged: string[] = [];

/** A real agent beside a real simulated camera, at a real broker. */
beforeAll(async () => {
  studio = await openFilmStudio();
  const film = await studio.film('moving', { seconds: 2, fps: 10, keyframeEvery: 10 });
  rtsp = await startRtspServer({
    port: 0,
    cameras: [{ path: 'main', film, fps: 10, startOffsetS: 0, user: onCamera.username, password: onCamera.password }],
    log: { info: () => {}, warn: () => {} },
  });
  undoLater(() => rtsp.stop());
  device = await startOnvifDevice({
    group: false,
    endpoint: 'urn:uuid:of-this-test',
    name: 'Cổng trường',
    model: 'Sim',
    location: 'Vĩnh Yên',
    user: onCamera.username,
    password: onCamera.password,
    profiles: [{ token: 'main', name: 'Chính', width: 320, height: 240, fps: 10, url: rtsp.urlOf('main') }],
  });
  undoLater(device.stop);
  const broker = await startTestBroker([login, anybody]);
  gateway = await startTestGateway({
    CITYWATCH_MQTT_URL: broker.url,
    CITYWATCH_MQTT_USERNAME: login.username,
    CITYWATCH_MQTT_PASSWORD: login.password,
  });
  await buildCity(gateway.database);
  await gateway.database.query('delete from camera; delete from sensor');
  admin = await withSession(gateway.url, gateway.database, 'admin');
  await startTestAgent(
    {
      ...someEnvironment('http://127.0.0.1:9', broker.urlFor(anybody), await tempDir()),
      CITYWATCH_AGENT_ID: 'agent-1',
      CITYWATCH_GATEWAY_URL: gateway.url,
      CITYWATCH_DISCOVERY_TARGETS: `127.0.0.1:${device.probePort}`,
    },
    logged,
  );
  await until(() => logged.some((line) => line.includes('connected to the broker')), 'the agent at the broker');
}, 60_000);
afterAll(() => studio.close());

const ask = async <T>(what: string, body?: unknown, agent = 'agent-1'): Promise<T> => {
  const answer = await admin.send('POST', `/api/agents/${agent}/${what}`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body as T;
};
const withLogin = (path: string, { username, password } = onCamera): string => {
  const url = new URL(`${rtsp.url}/${path}`);
  url.username = username;
  url.password = encodeURIComponent(password);
  return url.href;
};

describe('a camera on the network of an agent', () => {
  test('is found, says what it is, and shows a picture before it is saved', async () => {
    const discovery = await ask<Discovery>('discover');
    if (discovery.is !== 'answered') throw new Error(discovery.why);
    const found = discovery.answer.found.find(({ endpoint }) => endpoint === 'urn:uuid:of-this-test');
    expect(found).toMatchObject({ name: 'Cổng trường', address: device.address });

    const inspection = await ask<Inspection>('inspect', { address: found?.address, login: onCamera });
    if (inspection.is !== 'answered') throw new Error(inspection.why);
    expect(inspection.answer).toMatchObject({ manufacturer: 'CityWatch', streams: [{ url: rtsp.urlOf('main') }] });

    const trial = await ask<Trial>('try', { url: withLogin('main') });
    if (trial.is !== 'answered') throw new Error(trial.why);
    const { codec, width, height, fps, picture } = trial.answer;
    expect({ codec, width, height, fps }).toEqual({ codec: 'h264', width: 320, height: 240, fps: 10 });
    expect(await sharp(Buffer.from(picture, 'base64')).metadata()).toMatchObject({ format: 'jpeg', width: 320 });
  });

  test('that wants another password is said to, by ONVIF and by RTSP', async () => {
    const wrong = { ...onCamera, password: 'wrong' };
    expect(await ask('inspect', { address: device.address, login: wrong })).toEqual({
      is: 'refused',
      why: 'unauthorized',
    });
    expect(await ask('try', { url: withLogin('main', wrong) })).toEqual({ is: 'refused', why: 'unauthorized' });
  });

  test('without that stream, or not there at all, is said in words of its own', async () => {
    expect(await ask('try', { url: withLogin('elsewhere') })).toEqual({ is: 'refused', why: 'not-found' });
    expect(await ask('try', { url: 'rtsp://127.0.0.1:1/x' })).toEqual({ is: 'refused', why: 'unreachable' });
    expect(await ask('inspect', { address: 'http://127.0.0.1:1/x', login: null })).toEqual({
      is: 'refused',
      why: 'unreachable',
    });
  });

  test('that speaks another language is no camera', async () => {
    const chatter = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n');
    });
    chatter.listen(0, '127.0.0.1');
    await once(chatter, 'listening');
    undoLater(() => void chatter.close());
    const { port } = chatter.address() as AddressInfo; // a TCP server's address is never a string
    expect(await ask('try', { url: `rtsp://127.0.0.1:${port}/x` })).toEqual({ is: 'refused', why: 'bad-stream' });
    expect(await ask('inspect', { address: `http://127.0.0.1:${port}/x`, login: null })).toEqual({
      is: 'refused',
      why: 'no-onvif',
    });
  });

  test('that is set up already is tried by its stored password when the address comes back masked', async () => {
    const stored = await admin.send('POST', '/api/cameras', aCamera({ id: 'school', url: withLogin('main') }));
    const { url } = stored.body as { url: string };
    expect(url).toContain('***');
    expect(await ask('try', { url, cameraId: 'school' })).toMatchObject({ is: 'answered' });
    expect((await admin.send('POST', '/api/agents/agent-1/try', { url })).status).toBe(400);
  });
});

test('who looked for, asked and tried what is in the audit log, and no password anywhere', async () => {
  const { body } = await admin.send('GET', '/api/audit?subject=agent-1');
  const { entries } = body as AuditPage;
  expect(new Set(entries.map(({ action }) => action))).toEqual(
    new Set(['agent.discover', 'agent.inspect', 'camera.try']),
  );
  const kept = await gateway.database.query('select * from agent_question');
  const text = JSON.stringify([entries, kept.rows, logged]);
  expect(text).not.toContain('s3cret');
});

test('an agent that is silent is said not to answer; one that is none is not found', async () => {
  const broker = { publish: async () => {} };
  const questions = openQuestions({
    connection: gateway.database,
    broker,
    uploadUrl: () => gateway.url,
    clock: Date.now,
  });
  const { signal } = new AbortController();
  const asked = questions.ask('agent-1', { command: 'discover', forMs: 200 }, discoverAnswer, {
    patienceMs: 300,
    signal,
  });
  await expect(asked).rejects.toMatchObject({ code: 'unavailable', message: 'the agent did not answer' });
  expect((await admin.send('POST', '/api/agents/nobody/discover')).status).toBe(404);
});

test('an answer needs the token of its question, the right form, and counts once', async () => {
  const token = 'x'.repeat(32);
  const { createHash } = await import('node:crypto');
  const requestId = '0b4ad6a4-4a3c-4a52-8d8e-2f1f4f0f9a11';
  await gateway.database.query(
    "insert into agent_question (request_id, token_hash, agent_id, kind, asked_at) values ($1, $2, 'agent-1', 'discover', now())",
    [requestId, createHash('sha256').update(token).digest()],
  );
  const bring = async (body: string, bearer = token): Promise<number> => {
    const answer = await fetch(`${gateway.url}/api/answers/${requestId}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body,
    });
    return answer.status;
  };
  expect(await bring('{"found":[],"ignored":0}', 'another token entirely')).toBe(401);
  expect(await bring('{"found":"many"}')).toBe(400);
  expect(await bring('no json')).toBe(400);
  expect(await bring('x'.repeat(4 * 1024 * 1024))).toBe(413);
  expect(await bring('{"found":[],"ignored":0}')).toBe(204);
  expect(await bring('{"found":[],"ignored":1}')).toBe(409);
});

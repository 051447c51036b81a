import { connect } from 'node:net';
import { once } from 'node:events';
import { beforeAll, describe, expect, test } from 'vitest';
import { apiError } from '../../contracts/api.ts';
import { raiseAlert } from './support/alerts.ts';
import { openBrowser, withSession, type Browser } from './support/browser.ts';
import { aCamera, buildCity, PASSWORD } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
let admin: Browser;
let alertId: number;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
  admin = await withSession(gateway.url, gateway.database, 'admin');
  alertId = await raiseAlert(gateway.database);
}, 60_000);

const comment = (body: unknown, headers?: Record<string, string>) =>
  admin.send('POST', `/api/alerts/${alertId}/steps`, body, headers);

describe('a request from another site changes nothing', () => {
  test.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['no origin of its own (sandboxed frame)', { origin: 'null' }],
    ['the same host on another port', { origin: 'http://127.0.0.1:1' }],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['a browser that says same-site but not same origin', { 'sec-fetch-site': 'same-site' }],
  ])('with %s', async (_, headers) => {
    expect((await comment({ kind: 'comment', text: 'x' }, headers)).status).toBe(403);
    const signIn = { username: 'operator', password: PASSWORD };
    expect((await openBrowser(gateway.url).send('POST', '/api/session', signIn, headers)).status).toBe(403);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'as a form (%s)',
    async (type) => {
      const answer = await comment('{"kind":"comment","text":"x"}', { 'content-type': type });
      expect(answer.status).toBe(400);
    },
  );

  test('while its own pages, and programs that are no browser, may', async () => {
    expect((await comment({ kind: 'comment', text: 'x' }, { 'sec-fetch-site': 'same-origin' })).status).toBe(201);
    const { status } = await fetch(`${gateway.url}/api/alerts/${alertId}/steps`, {
      method: 'POST',
      headers: { cookie: admin.cookie() ?? '', 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'comment', text: 'x' }),
    });
    expect(status).toBe(201);
  });

  test('and where a public address is set, only that one is its own', async () => {
    const { url } = await gateway.another({ CITYWATCH_PUBLIC_URL: 'http://city.example' });
    const browser = await withSession(url, gateway.database, 'admin');
    const send = (origin: string) => browser.send('PUT', '/api/session/locale', { locale: 'en' }, { origin });
    expect((await send('http://city.example')).status).toBe(204);
    expect((await send(url)).status).toBe(403);
  });
});

describe('a body that is not right is refused with its reason, and nothing happens', () => {
  test.each([
    ['not JSON', '{"kind":', 400],
    ['JSON that is no object', '"text"', 400],
    ['an array', [], 400],
    ['empty', '', 400],
    ['of wrong types', { kind: 7, text: {} }, 400],
    ['with an unknown step', { kind: 'delete' }, 400],
    ['with a key __proto__', '{"kind":"comment","text":"x","__proto__":{"admin":true}}', 400],
    ['with a key __proto__ further down', '{"kind":"comment","text":"x","assignee":{"__proto__":{}}}', 400],
    ['with NUL in a text', { kind: 'comment', text: 'a\0b' }, 400],
    ['with half a character', '{"kind":"comment","text":"\\ud800"}', 400],
    ['larger than 64 KiB', { kind: 'comment', text: 'x'.repeat(70_000) }, 413],
  ])('%s', async (_, body, status) => {
    const before = await admin.send('GET', `/api/alerts/${alertId}`);
    const answer = await comment(body);
    expect(answer.status).toBe(status);
    expect(apiError.safeParse(answer.body).success).toBe(true);
    expect((await admin.send('GET', `/api/alerts/${alertId}`)).body).toEqual(before.body);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('each wrong field is named', async () => {
    const camera = { ...aCamera({ id: 'new' }), url: 'http://x', fieldOfViewDeg: 1, masks: [[[0, 0]]] };
    const { status, body } = await admin.send('POST', '/api/cameras', camera);
    expect(status).toBe(400);
    const paths = apiError.parse(body).error.fields?.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['url', 'fieldOfViewDeg', 'masks.0']));
  });

  test.each([
    ['/api/alerts/x'],
    ['/api/alerts/0'],
    ['/api/alerts/-1'],
    ['/api/alerts/1e99'],
    ['/api/alerts/1.5'],
    ['/api/alerts?limit=100000'],
    ['/api/alerts?limit=5&limit=6'],
    ['/api/alerts?from=yesterday'],
    ['/api/alerts?areaId=%00'],
    ['/api/alerts?state=open'],
    ['/api/cameras/UPPER'],
    ['/api/cameras/%E0%A4%A'],
    ['/api/audit?username=%00'],
    ['/api/sensors/water-north/measurements?from=2030-01-01T00:00:00Z&to=2020-01-01T00:00:00Z'],
    ['/api/sensors/water-north/measurements?maxPoints=1000000'],
  ])('so is GET %s', async (path) => {
    const answer = await admin.send('GET', path);
    expect(answer.status).toBe(400);
    expect(apiError.parse(answer.body).error.code).toBe('bad-request');
  });

  test('a number too large for the store is not found, not a fault', async () => {
    expect((await admin.send('GET', `/api/alerts/${Number.MAX_SAFE_INTEGER}`)).status).toBe(404);
  });

  test('nobody who is not signed in gets a body read', async () => {
    const huge = 'x'.repeat(1_000_000);
    const answer = await openBrowser(gateway.url).send('POST', `/api/alerts/${alertId}/steps`, huge);
    expect(answer.status).toBe(401);
  });

  test('a request that stops in the middle harms nobody', async () => {
    const { port } = new URL(gateway.url);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /api/alerts/${alertId}/steps HTTP/1.1\r\nHost: x\r\nCookie: ${admin.cookie()}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"kind":',
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    expect((await admin.send('GET', '/api/session')).status).toBe(200);
  });
});

describe('what is not there', () => {
  test.each([
    ['GET', '/api'],
    ['GET', '/api/nothing'],
    ['PATCH', '/api/cameras'],
    ['GET', '/api/alerts/'],
    ['GET', '/API/alerts'],
  ])('below /api is told as JSON: %s %s', async (method, path) => {
    const answer = await admin.send(method, path);
    expect(answer.status).toBe(404);
    expect(apiError.parse(answer.body).error.code).toBe('not-found');
  });

  test.each(['/missing.js', '/assets/missing.js', '/.env', '/..%2f..%2fpackage.json', '/assets/..%2f..%2fgateway.ts'])(
    'of files is not the page: %s',
    async (path) => {
      const answer = await admin.send('GET', path, undefined, { accept: 'text/html' });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(String(answer.body)).not.toContain('A console for tests');
    },
  );
});

describe('the console', () => {
  test.each(['/', '/alerts/7', '/cameras/cam-north'])('is its page at %s, asked for each time', async (path) => {
    const answer = await openBrowser(gateway.url).send('GET', path, undefined, { accept: 'text/html' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(String(answer.body)).toContain('A console for tests');
  });

  test('has hashed files that browsers keep for ever', async () => {
    const answer = await openBrowser(gateway.url).send('GET', '/assets/app-1a2b3c.js');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('that was not built leaves the API to be used', async () => {
    const { url } = await gateway.another({ CITYWATCH_WEB_DIR: '/nowhere' });
    expect((await openBrowser(url).send('GET', '/')).status).toBe(404);
    expect((await (await withSession(url, gateway.database, 'admin')).send('GET', '/api/city')).status).toBe(200);
  });
});

describe('headers', () => {
  test('let pages load nothing but their own, inline nothing, and be framed by nobody', async () => {
    const { headers } = await openBrowser(gateway.url).send('GET', '/');
    const policy = Object.fromEntries(
      (headers.get('content-security-policy') ?? '').split(';').map((part) => {
        const [name = '', ...values] = part.trim().split(/\s+/);
        return [name, values.join(' ')];
      }),
    );
    const host = new URL(gateway.url).host;
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'script-src-attr': "'none'",
      'style-src': "'self'",
      'img-src': "'self' data: blob:",
      'font-src': "'self'",
      'media-src': "'self' blob:",
      'connect-src': `'self' ws://${host} wss://${host}`,
      'worker-src': "'self'",
      'manifest-src': "'self'",
      'form-action': "'self'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('cannot be bent by a hostile Host', async () => {
    const { port } = new URL(gateway.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x; script-src *\r\nConnection: close\r\n\r\n');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'close');
    expect(Buffer.concat(chunks).toString()).not.toContain('script-src *');
  });

  test('let tiles of the city’s own base map in, and only them', async () => {
    const city = {
      name: { vi: 'Thành phố', en: 'City' },
      timeZone: 'Asia/Ho_Chi_Minh',
      centre: { lat: 21.3, lon: 105.6, zoom: 13 },
      baseMap: { kind: 'raster', url: 'https://tiles.example/{z}/{x}/{y}.png', attribution: '', maxZoom: 19 },
    };
    expect((await admin.send('PUT', '/api/settings/city', city)).status).toBe(200);
    let policy = '';
    for (let tries = 0; tries < 100 && !policy.includes('tiles'); tries++) {
      policy = (await fetch(gateway.url)).headers.get('content-security-policy') ?? '';
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(policy).toContain("img-src 'self' data: blob: https://tiles.example;");
    const evil = { ...city, baseMap: { ...city.baseMap, url: "https://x; script-src 'unsafe-inline'" } };
    expect((await admin.send('PUT', '/api/settings/city', evil)).status).toBe(400);
    expect((await admin.send('PUT', '/api/settings/city', { ...city, baseMap: null })).status).toBe(200);
  });

  test('keep answers of the API out of caches', async () => {
    expect((await admin.send('GET', '/api/city')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('probes', () => {
  test('healthz says whether the database answers', async () => {
    const { status, body } = await openBrowser(gateway.url).send('GET', '/healthz');
    expect([status, body]).toEqual([200, { ok: true, database: true }]);
  });

  test('metrics are for this machine, not for whoever a proxy brings', async () => {
    const here = await fetch(`${gateway.url}/metrics`);
    expect(here.status).toBe(200);
    expect(await here.text()).toContain('citywatch_gateway_request_seconds_bucket');
    const proxied = await fetch(`${gateway.url}/metrics`, { headers: { 'x-forwarded-for': '1.2.3.4' } });
    expect(proxied.status).toBe(403);
  });

  test('metrics with a token are for whoever has it', async () => {
    const { url } = await gateway.another({ CITYWATCH_METRICS_TOKEN: 'sixteen letters!' });
    const get = (headers: Record<string, string>) => fetch(`${url}/metrics`, { headers });
    expect((await get({})).status).toBe(403);
    expect((await get({ authorization: 'Bearer wrong' })).status).toBe(403);
    expect((await get({ authorization: 'Bearer sixteen letters!', 'x-forwarded-for': '1.2.3.4' })).status).toBe(200);
  });
});

describe('the address of a client', () => {
  const addressInAudit = async (url: string): Promise<unknown> => {
    await openBrowser(url).send(
      'POST',
      '/api/session',
      { username: 'planner', password: PASSWORD },
      { 'x-forwarded-for': '203.0.113.9' },
    );
    const { rows } = await gateway.database.query<{ address: string }>(
      "select address from audit where action = 'session.begin' order by id desc limit 1",
    );
    return rows[0]?.address;
  };

  test('is the one of the connection, whatever the client says', async () => {
    expect(await addressInAudit(gateway.url)).toBe('127.0.0.1');
  });

  test('is the one a trusted proxy tells', async () => {
    const { url } = await gateway.another({ CITYWATCH_TRUST_PROXY: 'loopback' });
    expect(await addressInAudit(url)).toBe('203.0.113.9');
  });
});

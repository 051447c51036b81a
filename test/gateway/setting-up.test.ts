import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditPage } from '../../contracts/api-admin.ts';
import type { ApiError, Camera, Sensor } from '../../contracts/api.ts';
import type { Area } from '../../contracts/devices.ts';
import { openBrowser, withSession, type Browser } from './support/browser.ts';
import { aCamera, anArea, aRule, aSensor, buildCity, PASSWORD, PLACES } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
let admin: Browser;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
  admin = await withSession(gateway.url, gateway.database, 'admin');
}, 60_000);

const storedUrl = async (id: string, table = 'camera'): Promise<string | undefined> =>
  (await gateway.database.query<{ url: string }>(`select url from ${table} where id = $1`, [id])).rows[0]?.url;
const lastAudit = async (): Promise<AuditPage['entries'][number] | undefined> =>
  ((await admin.send('GET', '/api/audit?limit=1')).body as AuditPage).entries[0];

describe('a camera', () => {
  test('is added, changed and removed, and its ward follows from its place', async () => {
    const url = 'rtsp://admin:pass%40word@10.1.1.1/live?token=abc';
    const added = await admin.send('POST', '/api/cameras', aCamera({ id: 'c1', url }));
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      areaId: 'north',
      condition: 'offline',
      url: 'rtsp://***:***@10.1.1.1/live?token=***',
    });
    const { body } = await admin.send('PUT', '/api/cameras/c1', aCamera({ id: 'c1', url, place: PLACES.south }));
    expect((body as Camera).areaId).toBe('south');
    const nowhere = aCamera({ id: 'c1', url, place: { lat: 10, lon: 106 } });
    expect(((await admin.send('PUT', '/api/cameras/c1', nowhere)).body as Camera).areaId).toBeNull();
    expect((await admin.send('DELETE', '/api/cameras/c1')).status).toBe(204);
    expect((await admin.send('GET', '/api/cameras/c1')).status).toBe(404);
  });

  test('keeps its password when the address comes back masked as it was read', async () => {
    // As a form would: everything that was read goes back.
    const { url: masked, ...settings } = (await admin.send('GET', '/api/cameras/cam-north')).body as Camera;
    expect(masked).toBe('rtsp://***:***@10.0.0.5:554/stream1');
    const renamed = await admin.send('PUT', '/api/cameras/cam-north', { ...settings, url: masked, name: 'Cổng mới' });
    expect(renamed.status).toBe(200);
    expect(await storedUrl('cam-north')).toBe('rtsp://admin:s3cret@10.0.0.5:554/stream1');
    const moved = { ...settings, url: 'rtsp://***:***@10.0.0.6:554/stream1' };
    expect((await admin.send('PUT', '/api/cameras/cam-north', moved)).status).toBe(400);
    expect((await admin.send('POST', '/api/cameras', { ...moved, id: 'c2' })).status).toBe(400);
  });

  test.each([
    ['of an agent that is none', { agentId: 'nobody' }],
    ['with an address that is no stream', { url: 'file:///etc/passwd' }],
    ['looking beyond the circle', { headingDeg: 360 }],
    [
      'with a mask that crosses itself',
      {
        masks: [
          [
            [0, 0],
            [1, 1],
            [1, 0],
            [0, 1],
          ],
        ],
      },
    ],
    [
      'calibrated by points on one line',
      {
        calibration: {
          points: [0.1, 0.2, 0.3, 0.4].map((x) => ({ picture: [x, x], groundM: [x, 2] })),
        },
      },
    ],
    ['with a name of control characters', { name: 'a\u202Eb' }],
  ])('%s is refused', async (_, fault) => {
    const { status } = await admin.send('POST', '/api/cameras', { ...aCamera({ id: 'c3' }), ...fault });
    expect(status).toBe(400);
    expect((await admin.send('GET', '/api/cameras/c3')).status).toBe(404);
  });

  test('is refused with a code that screens have words for', async () => {
    const points = [0.1, 0.2, 0.3, 0.4].map((x) => ({ picture: [x, x], groundM: [x, 2] }));
    const { body } = await admin.send('POST', '/api/cameras', {
      ...aCamera({ id: 'c4' }),
      calibration: { points },
      url: 'ftp://10.0.0.1/',
    });
    const { fields } = (body as ApiError).error;
    expect(fields).toContainEqual({
      path: 'calibration.points',
      message: 'points 2, 3, 4 lie on one line in the picture',
      code: 'in-line-picture',
      at: [2, 3, 4],
    });
    expect(fields).toContainEqual({
      path: 'url',
      message: 'must be an rtsp:// or rtsps:// address',
      code: 'not-rtsp',
    });
  });

  test('cannot be saved under another name than its own', async () => {
    expect((await admin.send('PUT', '/api/cameras/cam-north', aCamera({ id: 'cam-south' }))).status).toBe(400);
  });
});

describe('a sensor', () => {
  test('is added, changed and removed; its password stays in the store', async () => {
    const added = await admin.send('POST', '/api/sensors', aSensor({ id: 's1' }));
    expect(added.status).toBe(201);
    expect((added.body as Sensor).url).toBe('http://***:***@10.0.0.9/value');
    const again = aSensor({ id: 's1', url: 'http://***:***@10.0.0.9/value', everyS: 30, place: PLACES.south });
    const { body } = await admin.send('PUT', '/api/sensors/s1', again);
    expect(body).toMatchObject({ everyS: 30, areaId: 'south' });
    expect(await storedUrl('s1', 'sensor')).toBe('http://user:s3cret@10.0.0.9/value');
    expect((await admin.send('DELETE', '/api/sensors/s1')).status).toBe(204);
  });

  test('may speak for itself, but an address needs somebody who polls it', async () => {
    const own = aSensor({ id: 's2', agentId: null, url: null, plausible: null });
    expect((await admin.send('POST', '/api/sensors', own)).status).toBe(201);
    expect((await admin.send('POST', '/api/sensors', { ...aSensor({ id: 's3' }), agentId: null })).status).toBe(400);
    expect(
      (await admin.send('POST', '/api/sensors', aSensor({ id: 's3', plausible: { min: 5, max: 5 } }))).status,
    ).toBe(400);
  });

  test('shows what it measured as it was, or thinned to spans that keep the peaks', async () => {
    await gateway.database.query(
      `insert into measurement (sensor_id, at, value, quality)
       select 'water-north', '2026-01-01T00:00:00Z'::timestamptz + n * interval '10 seconds',
         case when n = 500 then 99 else n % 10 end, case when n = 700 then 'suspect' else 'good' end
       from generate_series(0, 999) as n`,
    );
    const series = async (query: string) =>
      (await admin.send('GET', `/api/sensors/water-north/measurements?from=2026-01-01T00:00:00Z&${query}`)).body as {
        bucketS: number | null;
        unit: string;
        points: { at: string; value: number; max?: number; min?: number; quality: string }[];
      };
    const raw = await series('to=2026-01-01T01:00:00Z');
    expect(raw).toMatchObject({ unit: 'm', bucketS: null });
    expect(raw.points).toHaveLength(360);
    expect(raw.points[1]).toEqual({ at: '2026-01-01T00:00:10.000Z', value: 1, quality: 'good' });
    const thin = await series('to=2026-01-01T02:46:40Z&maxPoints=10');
    expect(thin.bucketS).toBe(1000);
    expect(thin.points).toHaveLength(10);
    expect(thin.points[5]).toMatchObject({ at: '2026-01-01T01:23:20.000Z', min: 0, max: 99 });
    expect(thin.points.filter((point) => point.quality === 'suspect')).toHaveLength(1);
    expect((await series('to=2026-01-01T02:46:40Z&maxPoints=5000')).points).toHaveLength(1000);
  });
});

describe('a rule', () => {
  test('gets a new version with each change; of two changes at once the second is told', async () => {
    const added = await admin.send('POST', '/api/rules', aRule({ id: 'r1' }));
    expect([added.status, (added.body as { version: number }).version]).toEqual([201, 1]);
    const change = (name: string) => admin.send('PUT', '/api/rules/r1', { ...aRule({ id: 'r1', name }), ifVersion: 1 });
    expect((await change('Mới')).body).toMatchObject({ version: 2, name: 'Mới' });
    const late = await change('Muộn');
    expect([late.status, (late.body as { error: { code: string } }).error.code]).toEqual([409, 'changed']);
    expect((await admin.send('DELETE', '/api/rules/r1?ifVersion=1')).status).toBe(409);
    expect((await admin.send('DELETE', '/api/rules/r1')).status).toBe(204);
    expect((await admin.send('DELETE', '/api/rules/r1')).status).toBe(404);
  });

  test.each([
    ['a zone that is none', { kind: 'zone-presence', zoneIds: ['none'], classes: ['person'], forS: 0 }],
    [
      'a zone as if it were a line',
      { kind: 'line-crossing', zoneIds: ['zone-north'], classes: ['person'], direction: 'either' },
    ],
    [
      'a sensor that is none',
      { kind: 'sensor-threshold', sensorIds: ['none'], side: 'above', limit: 1, clearAt: 0, forS: 0, clearForS: 0 },
    ],
    [
      'a limit that is over on the wrong side',
      {
        kind: 'sensor-threshold',
        sensorIds: ['water-north'],
        side: 'above',
        limit: 1,
        clearAt: 2,
        forS: 0,
        clearForS: 0,
      },
    ],
    [
      'a camera that is none',
      { kind: 'camera-health', cameraIds: ['none'], conditions: ['offline'], forS: 0, clearForS: 0 },
    ],
  ])('about %s is refused', async (_, condition) => {
    expect((await admin.send('POST', '/api/rules', { ...aRule({ id: 'r2' }), condition })).status).toBe(400);
  });
});

describe('an area', () => {
  const { id: _, validFrom: __, validTo: ___, ...north } = anArea();

  test('keeps its history, and devices are stamped with what it is now', async () => {
    await admin.send('POST', '/api/cameras', aCamera({ id: 'c9', place: { lat: 21.44, lon: 105.6 } }));
    const outline = {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [105.5, 21.35],
            [105.7, 21.35],
            [105.7, 21.42],
            [105.5, 21.42],
            [105.5, 21.35],
          ],
        ],
      ],
    };
    const smaller = await admin.send('PUT', '/api/areas/north', { ...north, outline });
    expect(smaller.status).toBe(200);
    const versions = (await admin.send('GET', '/api/areas/north/versions')).body as Area[];
    expect(versions.map(({ validTo }) => validTo)).toEqual([(smaller.body as Area).validFrom, null]);
    expect(((await admin.send('GET', '/api/cameras/c9')).body as Camera).areaId).toBeNull();
    expect(((await admin.send('GET', '/api/cameras/cam-north')).body as Camera).areaId).toBe('north');
    const then = (await admin.send('GET', '/api/areas?at=2021-01-01T00:00:00Z')).body as Area[];
    expect(then.find((area) => area.id === 'north')?.outline).toEqual(north.outline);
    expect((await admin.send('PUT', '/api/areas/north', north)).status).toBe(200);
    expect(((await admin.send('GET', '/api/cameras/c9')).body as Camera).areaId).toBe('north');
  });

  test('that is ended is gone from the map, not from history', async () => {
    await admin.send('PUT', '/api/areas/old-ward', { ...north, outline: null, parentId: null });
    expect((await admin.send('DELETE', '/api/areas/old-ward')).status).toBe(204);
    const now = (await admin.send('GET', '/api/areas')).body as Area[];
    expect(now.map((area) => area.id)).not.toContain('old-ward');
    expect(await admin.send('GET', '/api/areas/old-ward/versions')).toMatchObject({ status: 200 });
    expect((await admin.send('DELETE', '/api/areas/old-ward')).status).toBe(404);
  });

  test.each([
    ['below itself', { parentId: 'north' }],
    ['below an area that is none', { parentId: 'none' }],
    [
      'with a ring that is open',
      {
        outline: {
          type: 'MultiPolygon',
          coordinates: [
            [
              [
                [0, 0],
                [1, 0],
                [1, 1],
                [0, 1],
              ],
            ],
          ],
        },
      },
    ],
    [
      'with latitude before longitude',
      {
        outline: {
          type: 'MultiPolygon',
          coordinates: [
            [
              [
                [21, 105],
                [22, 105],
                [22, 106],
                [21, 105],
              ],
            ],
          ],
        },
      },
    ],
    [
      'with sides that cross',
      {
        outline: {
          type: 'MultiPolygon',
          coordinates: [
            [
              [
                [105, 21],
                [106, 22],
                [106, 21],
                [105, 22],
                [105, 21],
              ],
            ],
          ],
        },
      },
    ],
    ['without a polygon', { outline: { type: 'MultiPolygon', coordinates: [] } }],
  ])('%s is refused', async (_, fault) => {
    expect((await admin.send('PUT', '/api/areas/north', { ...north, ...fault })).status).toBe(400);
  });

  test('may have more corners than other bodies have bytes, to a limit', async () => {
    const ring = Array.from({ length: 20_000 }, (_, i) => [
      105 + Math.cos(i / 3183) / 10,
      21 + Math.sin(i / 3183) / 10,
    ]);
    const big = { type: 'MultiPolygon', coordinates: [[[...ring, ring[0]]]] };
    expect((await admin.send('PUT', '/api/areas/big', { ...north, parentId: null, outline: big })).status).toBe(200);
    await admin.send('DELETE', '/api/areas/big');
    const padding = 'x'.repeat(3_000_000);
    expect((await admin.send('PUT', '/api/areas/big', { ...north, padding })).status).toBe(413);
  });
});

describe('an account', () => {
  const anAccount = { username: 'linh', name: 'Linh', role: 'police', areaIds: ['north'], password: 'long enough 1' };
  const { username: _, password: __, ...change } = { ...anAccount, locale: 'vi', enabled: true };

  test('can sign in from the moment it is added, and its password is told nobody', async () => {
    const { status, body } = await admin.send('POST', '/api/accounts', anAccount);
    expect(status).toBe(201);
    expect(JSON.stringify(body)).not.toMatch(/long enough|scrypt/);
    const linh = openBrowser(gateway.url);
    const signIn = { username: 'linh', password: 'long enough 1' };
    expect((await linh.send('POST', '/api/session', signIn)).body).toMatchObject({
      role: 'police',
      areaIds: ['north'],
    });
    await admin.send('PUT', '/api/accounts/linh', { ...change, password: 'another one 2' });
    expect((await linh.send('GET', '/api/session')).status).toBe(401);
    expect((await linh.send('POST', '/api/session', signIn)).status).toBe(401);
    expect((await linh.send('POST', '/api/session', { ...signIn, password: 'another one 2' })).status).toBe(200);
    expect((await admin.send('PUT', '/api/accounts/linh', { ...change, enabled: false })).status).toBe(200);
    expect((await linh.send('GET', '/api/session')).status).toBe(401);
    expect((await admin.send('DELETE', '/api/accounts/linh')).status).toBe(204);
  });

  test.each([
    ['with a short password', { password: 'short' }],
    ['of a role that is none', { role: 'god' }],
    ['for an area that is none', { areaIds: ['none'] }],
    ['for no area at all', { areaIds: [] }],
    ['of an admin with areas', { role: 'admin' }],
    ['with a name that is no slug', { username: 'Lĩnh' }],
  ])('%s is refused', async (_, fault) => {
    expect((await admin.send('POST', '/api/accounts', { ...anAccount, ...fault })).status).toBe(400);
  });

  test('of the last admin can neither be removed nor switched off nor demoted', async () => {
    const self = { name: 'A', role: 'admin', areaIds: null, locale: 'vi', enabled: true };
    for (const less of [{ enabled: false }, { role: 'operator' }])
      expect((await admin.send('PUT', '/api/accounts/admin', { ...self, ...less })).status).toBe(409);
    expect((await admin.send('DELETE', '/api/accounts/admin')).status).toBe(409);
    const second = { ...anAccount, username: 'admin-2', role: 'admin', areaIds: null };
    expect((await admin.send('POST', '/api/accounts', second)).status).toBe(201);
    expect((await admin.send('DELETE', '/api/accounts/admin-2')).status).toBe(204);
  });
});

describe('an agent', () => {
  test('gets a token this once, of which the store keeps the hash; a new one makes the old worthless', async () => {
    const { body } = await admin.send('POST', '/api/agents', { id: 'agent-2', name: 'Trạm 2' });
    const { token } = body as { token: string };
    const hash = async () =>
      (
        await gateway.database.query<{ hash: string }>(
          "select encode(token_hash, 'hex') as hash from agent where id = 'agent-2'",
        )
      ).rows[0]?.hash;
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(await hash()).toBe(sha256(token));
    const next = (await admin.send('POST', '/api/agents/agent-2/token')).body as { token: string };
    expect(next.token).not.toBe(token);
    expect(await hash()).toBe(sha256(next.token));
    expect((await admin.send('PUT', '/api/agents/agent-2', { name: 'Trạm hai' })).status).toBe(204);
    expect((await admin.send('DELETE', '/api/agents/agent-2')).status).toBe(204);
  });

  test('that serves devices is not removed', async () => {
    expect((await admin.send('DELETE', '/api/agents/agent-1')).status).toBe(409);
  });
});

describe('the audit log', () => {
  test('has what was done, by whom, to what, from where, without secrets', async () => {
    await admin.send('PUT', '/api/cameras/cam-south', aCamera({ id: 'cam-south', place: PLACES.south }));
    expect(await lastAudit()).toMatchObject({
      username: 'admin',
      action: 'camera.save',
      subject: 'cam-south',
      address: '127.0.0.1',
      detail: { url: 'rtsp://***:***@10.0.0.5:554/stream1' },
    });
    const { rows } = await gateway.database.query<{ text: string }>(
      'select string_agg(audit::text, $$ $$) as text from audit',
    );
    expect(rows[0]?.text).not.toMatch(/s3cret|long enough|another one|scrypt/);
  });

  test('has nothing of what was refused', async () => {
    const before = await lastAudit();
    await admin.send('PUT', '/api/cameras/cam-south', aCamera({ id: 'cam-south', agentId: 'nobody' }));
    expect(await lastAudit()).toEqual(before);
  });

  test('is filtered, and read page by page', async () => {
    const list = async (query: string) => (await admin.send('GET', `/api/audit?${query}`)).body as AuditPage;
    await openBrowser(gateway.url).send('POST', '/api/session', { username: 'police', password: PASSWORD });
    await openBrowser(gateway.url).send('POST', '/api/session', { username: 'police', password: 'wrong' });
    expect((await list('action=session.begin&username=police')).entries).toHaveLength(1);
    expect((await list('action=session.refused&subject=police')).entries).toHaveLength(1);
    const first = await list('limit=2');
    const second = await list(`limit=2&beforeId=${first.entries[1]?.id}`);
    expect(first.more).toBe(true);
    expect(second.entries[0]?.id).toBeLessThan(first.entries[1]?.id ?? 0);
    expect((await list('from=2100-01-01T00:00:00Z')).entries).toEqual([]);
  });
});

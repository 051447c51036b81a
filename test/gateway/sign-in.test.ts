import { createHash } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiError } from '../../contracts/api.ts';
import { openBrowser, signedIn, withSession } from './support/browser.ts';
import { buildCity, PASSWORD } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

const HOUR_MS = 3_600_000;
let gateway: TestGateway;
const fresh = async (): Promise<void> => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
};

const wrong = (username = 'operator') =>
  openBrowser(gateway.url).send('POST', '/api/session', { username, password: 'not it' });

describe('signing in', () => {
  beforeAll(fresh, 60_000);

  test('a name and its password open a session that says who one is', async () => {
    const browser = openBrowser(gateway.url);
    const answer = await browser.send('POST', '/api/session', { username: 'police-north', password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      username: 'police-north',
      name: 'Tên police-north',
      role: 'police',
      areaIds: ['north'],
      unitId: null,
      locale: 'vi',
    });
    expect((await browser.send('GET', '/api/session')).body).toEqual(answer.body);
  });

  test('a phone that writes a capital and a space is understood', async () => {
    const browser = openBrowser(gateway.url);
    const { status } = await browser.send('POST', '/api/session', { username: 'Operator ', password: PASSWORD });
    expect(status).toBe(200);
  });

  test('the cookie is out of reach of scripts and other sites, and the store keeps only its hash', async () => {
    const { headers } = await openBrowser(gateway.url).send('POST', '/api/session', {
      username: 'operator',
      password: PASSWORD,
    });
    const cookie = headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^citywatch=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);
    const token = /=([\w-]{43})/.exec(cookie)?.[1] ?? '';
    const { rows } = await gateway.database.query<{ hash: Buffer }>('select token_hash as hash from session');
    const stored = rows.map((row) => row.hash.toString('base64url'));
    expect(stored).toContain(createHash('sha256').update(token).digest('base64url'));
    expect(stored).not.toContain(token);
  });

  test('behind TLS the cookie is Secure and bound to the host', async () => {
    const { url } = await gateway.another({ CITYWATCH_PUBLIC_URL: 'https://citywatch.example' });
    const { headers } = await openBrowser(url).send(
      'POST',
      '/api/session',
      { username: 'operator', password: PASSWORD },
      { origin: 'https://citywatch.example' },
    );
    expect(headers.getSetCookie()[0]).toMatch(/^__Host-citywatch=[\w-]{43}; .*Secure/);
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
  });

  test('a wrong password and a name nobody has get the same answer', async () => {
    const known = await wrong('operator');
    const unknown = await wrong('no-such-name');
    expect(known.status).toBe(401);
    expect(known.body).toEqual({
      error: { code: 'wrong-credentials', message: 'the name or the password is wrong' },
    });
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
  });

  test('an account that is switched off cannot sign in', async () => {
    await gateway.database.query("update account set enabled = false where username = 'operator-north'");
    const browser = openBrowser(gateway.url);
    const { status } = await browser.send('POST', '/api/session', { username: 'operator-north', password: PASSWORD });
    expect(status).toBe(401);
  });

  test.each(['planner', 'no-such-planner'])('five wrong passwords lock %s out for a while', async (username) => {
    for (let tries = 0; tries < 5; tries++) expect((await wrong(username)).status).toBe(401);
    const right = { username, password: PASSWORD };
    const locked = await openBrowser(gateway.url).send('POST', '/api/session', right);
    expect(locked.status).toBe(429);
    const { error } = locked.body as ApiError;
    expect(error.code).toBe('locked-out');
    expect(error.retryAfterS).toBeLessThanOrEqual(30);
    expect(locked.headers.get('retry-after')).toBe(String(error.retryAfterS));
    gateway.advance(31_000);
    const later = await openBrowser(gateway.url).send('POST', '/api/session', right);
    expect(later.status).toBe(username === 'planner' ? 200 : 401);
  });

  test('many wrong passwords at the same moment count as many', async () => {
    const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await wrong('police')).status));
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
  });

  test('a lock on one gateway is a lock on all', async () => {
    for (let tries = 0; tries < 5; tries++) await wrong('planner-south');
    const other = await gateway.another();
    const { status } = await openBrowser(other.url).send('POST', '/api/session', {
      username: 'planner-south',
      password: PASSWORD,
    });
    expect(status).toBe(429);
  });
});

test('thirty failed tries from one address lock it out for every name, for a while', async () => {
  await fresh();
  const right = () => openBrowser(gateway.url).send('POST', '/api/session', { username: 'police', password: PASSWORD });
  for (let tries = 0; tries < 29; tries++) await wrong();
  expect((await right()).status).toBe(200);
  for (let tries = 0; tries < 2; tries++) await wrong();
  expect((await right()).status).toBe(429);
  gateway.advance(61_000);
  expect((await right()).status).toBe(200);
});

describe('a session', () => {
  // Its clock is moved and its accounts are changed.
  beforeEach(fresh, 60_000);

  test('gets a new token with each sign-in, and the old one is worth nothing', async () => {
    const browser = await signedIn(gateway.url, 'operator');
    const before = browser.cookie();
    await browser.send('POST', '/api/session', { username: 'operator', password: PASSWORD });
    expect(browser.cookie()).not.toBe(before);
    expect((await openBrowser(gateway.url, before).send('GET', '/api/session')).status).toBe(401);
    expect((await browser.send('GET', '/api/session')).status).toBe(200);
  });

  test('that somebody planted is not taken over by a sign-in', async () => {
    const planted = `citywatch=${'A'.repeat(43)}`;
    const browser = openBrowser(gateway.url, planted);
    await browser.send('POST', '/api/session', { username: 'operator', password: PASSWORD });
    expect(browser.cookie()).not.toBe(planted);
    expect((await openBrowser(gateway.url, planted).send('GET', '/api/session')).status).toBe(401);
  });

  test('ends by signing out, here or everywhere', async () => {
    const here = await withSession(gateway.url, gateway.database, 'operator');
    const there = await withSession(gateway.url, gateway.database, 'operator');
    const other = await withSession(gateway.url, gateway.database, 'police');
    const cookie = here.cookie();
    expect((await here.send('DELETE', '/api/session')).status).toBe(204);
    expect(here.cookie()).toBeNull();
    expect((await openBrowser(gateway.url, cookie).send('GET', '/api/session')).status).toBe(401);
    expect((await there.send('GET', '/api/session')).status).toBe(200);
    const again = await withSession(gateway.url, gateway.database, 'operator');
    expect((await again.send('DELETE', '/api/sessions')).status).toBe(204);
    expect((await there.send('GET', '/api/session')).status).toBe(401);
    expect((await other.send('GET', '/api/session')).status).toBe(200);
  });

  test('ends after 12 hours without use; each use begins the 12 hours anew', async () => {
    const used = await withSession(gateway.url, gateway.database, 'operator');
    const idle = await withSession(gateway.url, gateway.database, 'operator');
    gateway.advance(11 * HOUR_MS);
    expect((await used.send('GET', '/api/session')).status).toBe(200);
    gateway.advance(2 * HOUR_MS);
    expect((await idle.send('GET', '/api/session')).status).toBe(401);
    expect((await used.send('GET', '/api/session')).status).toBe(200);
  });

  test('ends after 7 days, however much it was used', async () => {
    const browser = await signedIn(gateway.url, 'operator');
    for (let hours = 0; hours < 7 * 24 - 10; hours += 10) {
      gateway.advance(10 * HOUR_MS);
      expect((await browser.send('GET', '/api/session')).status).toBe(200);
    }
    gateway.advance(10 * HOUR_MS);
    expect((await browser.send('GET', '/api/session')).status).toBe(401);
  });

  test('ends when its account is switched off, and has the rights the account has now', async () => {
    const browser = await withSession(gateway.url, gateway.database, 'operator');
    await gateway.database.query("update account set role = 'planner' where username = 'operator'");
    expect((await browser.send('GET', '/api/assignees')).status).toBe(403);
    await gateway.database.query("update account set enabled = false where username = 'operator'");
    expect((await browser.send('GET', '/api/session')).status).toBe(401);
  });

  test('a new password needs the old one, ends all other sessions, and this one gets a new token', async () => {
    const here = await withSession(gateway.url, gateway.database, 'operator');
    const there = await withSession(gateway.url, gateway.database, 'operator');
    const before = here.cookie();
    const change = (current: string, next: string) => here.send('POST', '/api/session/password', { current, next });
    expect((await change('not it', 'another password')).status).toBe(401);
    expect((await change(PASSWORD, 'short')).status).toBe(400);
    expect((await change(PASSWORD, 'another password')).status).toBe(204);
    expect((await here.send('GET', '/api/session')).status).toBe(200);
    expect((await there.send('GET', '/api/session')).status).toBe(401);
    expect(here.cookie()).not.toBe(before);
    expect((await openBrowser(gateway.url, before).send('GET', '/api/session')).status).toBe(401);
    const sign = (password: string) =>
      openBrowser(gateway.url).send('POST', '/api/session', { username: 'operator', password });
    expect((await sign(PASSWORD)).status).toBe(401);
    expect((await sign('another password')).status).toBe(200);
  });

  test('gets a new token every hour, and the old one is worth nothing a minute after the new one was used', async () => {
    const browser = await signedIn(gateway.url, 'operator');
    const first = browser.cookie();
    const late = openBrowser(gateway.url, first);
    gateway.advance(HOUR_MS + 1000);
    expect((await browser.send('GET', '/api/session')).status).toBe(200);
    expect(browser.cookie()).not.toBe(first);
    expect((await browser.send('GET', '/api/session')).headers.getSetCookie()).toEqual([]);
    expect((await late.send('GET', '/api/session')).status).toBe(200);
    gateway.advance(61_000);
    expect((await late.send('GET', '/api/session')).status).toBe(401);
    expect((await browser.send('GET', '/api/session')).status).toBe(200);
  });

  test('goes on when the answer with the new token was lost', async () => {
    const browser = await signedIn(gateway.url, 'operator');
    const first = browser.cookie();
    gateway.advance(HOUR_MS + 1000);
    const lost = openBrowser(gateway.url, first);
    await lost.send('GET', '/api/session');
    gateway.advance(2 * HOUR_MS);
    expect((await browser.send('GET', '/api/session')).status).toBe(200);
    expect(browser.cookie()).not.toBe(first);
    // The one that was lost is not good for anybody else either.
    expect((await openBrowser(gateway.url, lost.cookie()).send('GET', '/api/session')).status).toBe(401);
  });

  test('changes its token once, however many requests come at the same moment', async () => {
    const browser = await signedIn(gateway.url, 'operator');
    const first = browser.cookie();
    gateway.advance(HOUR_MS + 1000);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => openBrowser(gateway.url, first).send('GET', '/api/session')),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(answers.filter(({ headers }) => headers.getSetCookie().length > 0)).toHaveLength(1);
  });

  test('of which only the token before is known ends by signing out too', async () => {
    const browser = await signedIn(gateway.url, 'operator');
    const old = openBrowser(gateway.url, browser.cookie());
    gateway.advance(HOUR_MS + 1000);
    await browser.send('GET', '/api/session');
    expect((await old.send('DELETE', '/api/session')).status).toBe(204);
    expect((await browser.send('GET', '/api/session')).status).toBe(401);
  });

  test('keeps its live connection while its token changes, and loses it by signing out everywhere', async () => {
    const browser = await signedIn(gateway.url, 'operator');
    const socket = browser.live();
    await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
    gateway.advance(HOUR_MS + 1000);
    await browser.send('GET', '/api/session');
    expect(socket.connected).toBe(true);
    expect((await browser.send('DELETE', '/api/sessions')).status).toBe(204);
    await expect.poll(() => socket.connected).toBe(false);
  });
});

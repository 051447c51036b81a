import { expect, test } from 'vitest';
import { createGateway, RequestFailed } from '../../web/edges/http.ts';

const answering = (body: string, status: number) =>
  createGateway(async () => new Response(status === 204 ? null : body, { status }));

const codeOf = async (call: Promise<unknown>) => {
  try {
    await call;
    return 'done';
  } catch (error) {
    return error instanceof RequestFailed ? error.code : error;
  }
};

test('the code of a refusal is what the console goes by', async () => {
  const refused = answering(JSON.stringify({ error: { code: 'wrong-credentials', message: 'no' } }), 401);
  expect(await codeOf(refused.signIn('a', 'b'))).toBe('wrong-credentials');
});

test('a proxy that answers in its own words is still understood', async () => {
  expect(await codeOf(answering('<html>Bad gateway</html>', 502).city())).toBe('unavailable');
  expect(await codeOf(answering('gone', 401).city())).toBe('not-signed-in');
  expect(await codeOf(answering('oops', 500).city())).toBe('internal');
});

test('no answer at all is called offline', async () => {
  const cut = createGateway(() => Promise.reject(new TypeError('fetch failed')));
  expect(await codeOf(cut.whoAmI())).toBe('offline');
});

test('an answer without a body is a success', async () => {
  expect(await codeOf(answering('', 204).signOut())).toBe('done');
});

test('a success that is not JSON is a fault, not a crash', async () => {
  expect(await codeOf(answering('<html>', 200).city())).toBe('internal');
});

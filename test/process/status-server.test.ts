import { beforeEach, expect, test } from 'vitest';
import pino from 'pino';
import { Gauge, Registry } from 'prom-client';
import { ConfigError } from '../../contracts/process-settings.ts';
import { startStatusServer, type Health } from '../../process/status-server.ts';
import { undoLater } from '../support/cleanup.ts';

const log = pino({ level: 'silent' });
const registry = new Registry();
new Gauge({ name: 'citywatch_test_lag_seconds', help: 'of this test', registers: [registry] }).set(3);

let base: string;
let health: Health;
let measured = 0;
beforeEach(async () => {
  health = { well: true, answer: { judging: false } };
  const server = await startStatusServer({
    host: '127.0.0.1',
    port: 0,
    health: () => health,
    registry,
    measure: () => (measured += 1),
    log,
  });
  undoLater(server.stop);
  base = `http://127.0.0.1:${server.port}`;
});

test('/healthz says how it is, with 503 when it is not well', async () => {
  const well = await fetch(`${base}/healthz`);
  expect([well.status, await well.json()]).toEqual([200, { judging: false }]);
  health = { well: false, answer: {} };
  expect((await fetch(`${base}/healthz?probe=1`)).status).toBe(503);
});

test('/metrics brings its gauges up to date first', async () => {
  const before = measured;
  const answer = await fetch(`${base}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await answer.text()).toContain('citywatch_test_lag_seconds 3');
  expect(measured).toBe(before + 1);
});

test('anything else is refused', async () => {
  expect((await fetch(`${base}/`)).status).toBe(404);
  expect((await fetch(`${base}/healthz`, { method: 'POST', body: 'x'.repeat(1_000_000) })).status).toBe(405);
});

test('a port that is in use is told as one', async () => {
  const taken = Number(new URL(base).port);
  await expect(
    startStatusServer({
      host: '127.0.0.1',
      port: taken,
      health: () => health,
      registry,
      log,
    }),
  ).rejects.toThrow(ConfigError);
});

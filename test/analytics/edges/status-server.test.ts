import { beforeEach, expect, test } from 'vitest';
import { createMetrics } from '../../../analytics/edges/metrics.ts';
import { startStatusServer, type Health } from '../../../analytics/edges/status-server.ts';
import { ConfigError } from '../../../contracts/process-settings.ts';
import { undoLater } from '../../support/cleanup.ts';
import { silent } from '../city.ts';

let base: string;
let health: Health;
let measured = 0;
beforeEach(async () => {
  health = { well: true, judging: false };
  const server = await startStatusServer({
    host: '127.0.0.1',
    port: 0,
    health: () => health,
    metrics: createMetrics(),
    measure: () => (measured += 1),
    log: silent,
  });
  undoLater(server.stop);
  base = `http://127.0.0.1:${server.port}`;
});

test('/healthz says how it is, with 503 when it is not well', async () => {
  const well = await fetch(`${base}/healthz`);
  expect([well.status, await well.json()]).toEqual([200, { well: true, judging: false }]);
  health = { well: false };
  expect((await fetch(`${base}/healthz?probe=1`)).status).toBe(503);
});

test('/metrics brings its gauges up to date first', async () => {
  const before = measured;
  const answer = await fetch(`${base}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await answer.text()).toContain('citywatch_analytics_leading 0');
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
      metrics: createMetrics(),
      measure: () => undefined,
      log: silent,
    }),
  ).rejects.toThrow(ConfigError);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StatsEvent, Want } from '../../web/core/stats/state.ts';
import { RequestFailed } from '../../web/edges/http.ts';
import { createStatsLoader } from '../../web/stats-loader.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Asked {
  readonly path: string;
  readonly signal: AbortSignal;
  readonly answer: (value: unknown) => void;
  readonly refuse: (error: Error) => void;
}

function aLoader() {
  const asked: Asked[] = [];
  const events: StatsEvent[] = [];
  let signedOut = 0;
  const loader = createStatsLoader({
    get: (path, signal) => new Promise((answer, refuse) => asked.push({ path, signal, answer, refuse })),
    tell: (event) => events.push(event),
    onSignedOut: () => signedOut++,
    now: () => Date.now(),
  });
  const rest = () => vi.advanceTimersByTimeAsync(200);
  return { loader, asked, events, rest, signedOut: () => signedOut };
}
const want = (path: string, slot: Want['slot'] = 'flows'): Want => ({ slot, path });

test('of many choices in a row only the last is asked for', async () => {
  const { loader, asked, rest } = aLoader();
  for (const path of ['/a', '/b', '/c']) loader.want([want(path)]);
  await rest();
  expect(asked.map(({ path }) => path)).toEqual(['/c']);
});

test('what is not wanted any more is broken off, and its late answer is not shown', async () => {
  const { loader, asked, events, rest } = aLoader();
  loader.want([want('/a')]);
  await rest();
  loader.want([want('/b')]);
  await rest();
  expect(asked[0]?.signal.aborted).toBe(true);
  asked[0]?.answer('late');
  asked[1]?.answer('right');
  await rest();
  expect(events.filter(({ type }) => type === 'loaded')).toEqual([
    { type: 'loaded', slot: 'flows', path: '/b', value: 'right' },
  ]);
});

test('no more than four questions are under way at once', async () => {
  const { loader, asked, rest } = aLoader();
  loader.want((['flows', 'week', 'ways', 'classes', 'calendar'] as const).map((slot) => want(`/${slot}`, slot)));
  await rest();
  expect(asked).toHaveLength(4);
  asked[0]?.answer(1);
  await rest();
  expect(asked).toHaveLength(5);
});

test('an answer serves again for a while, then it is asked for anew', async () => {
  const { loader, asked, rest } = aLoader();
  loader.want([want('/a')]);
  await rest();
  asked[0]?.answer(1);
  await rest();
  loader.want([want('/b')]);
  await rest();
  loader.want([want('/a')]);
  await rest();
  expect(asked.map(({ path }) => path)).toEqual(['/a', '/b']);
  await vi.advanceTimersByTimeAsync(130_000);
  loader.want([want('/a')]);
  await rest();
  expect(asked.map(({ path }) => path)).toEqual(['/a', '/b', '/a']);
});

test('a refusal is told by its code; a lost session leads to the door', async () => {
  const { loader, asked, events, rest, signedOut } = aLoader();
  loader.want([want('/a')]);
  await rest();
  asked[0]?.refuse(new RequestFailed('too-large', 'too many rows'));
  await rest();
  expect(events.at(-1)).toEqual({ type: 'failed', slot: 'flows', path: '/a', code: 'too-large' });
  loader.retry();
  asked[1]?.refuse(new RequestFailed('not-signed-in', 'ended'));
  await rest();
  expect(signedOut()).toBe(1);
});

test('what two places of a page show is asked for once', async () => {
  const { loader, asked, events, rest } = aLoader();
  loader.want([want('/year', 'flows'), want('/year', 'calendar')]);
  await rest();
  expect(asked).toHaveLength(1);
  asked[0]?.answer('days');
  await rest();
  expect(asked).toHaveLength(1);
  expect(events.filter(({ type }) => type === 'loaded')).toEqual([
    { type: 'loaded', slot: 'flows', path: '/year', value: 'days' },
    { type: 'loaded', slot: 'calendar', path: '/year', value: 'days' },
  ]);
});

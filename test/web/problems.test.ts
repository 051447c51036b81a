import { expect, test } from 'vitest';
import type { SystemState } from '../../contracts/system-state.ts';
import { pictureShares, problemsOf } from '../../web/core/system/problems.ts';
import { iso, NOON } from './builders.ts';

function aSystem(change: Partial<SystemState> = {}): SystemState {
  return {
    at: iso(NOON),
    gateway: { version: '1', startedAt: iso(NOON - 1000), consoles: 1, rssBytes: 1 },
    database: { version: '17', timescale: '2.19', sizeBytes: 1, disk: null, answerMs: 2, open: [] },
    broker: { connected: true },
    agents: [],
    processes: [],
    slowedCameras: [],
    cameras: { total: 2, off: 0, byCondition: { online: 2 } },
    sensors: { off: 0, total: 1, byState: { ok: 1 } },
    coverage: {
      minutes: 15,
      expected: 100,
      decoded: 100,
      quiet: 40,
      sent: 60,
      received: 60,
      looked: 60,
      lookedParts: 30,
      lookedArea: 35.5,
      dropped: {},
      cameras: [],
    },
    legs: [],
    readers: [],
    refusals: [],
    ...change,
  };
}

const anAgent = {
  id: 'a',
  name: 'Trạm 1',
  state: 'online' as const,
  at: iso(NOON),
  version: '1',
  startedAt: iso(NOON),
  rssBytes: 1,
  readingsWaiting: 0,
  readingsStoreFull: 0,
  readingsLost: 0,
  recordings: null,
  cameras: 1,
  sensors: 0,
};

test('a system that is well has no problems', () => {
  expect(problemsOf(aSystem({ agents: [anAgent] }))).toEqual([]);
});

test('each thing that is not well is named', () => {
  const state = aSystem({
    broker: { connected: false },
    agents: [{ ...anAgent, state: 'offline', readingsLost: 3, readingsStoreFull: 0.9 }],
    cameras: { total: 3, off: 0, byCondition: { online: 1, offline: 1, dark: 1 } },
    sensors: { off: 0, total: 2, byState: { silent: 1, ok: 1 } },
    database: {
      version: '17',
      timescale: null,
      sizeBytes: 1,
      disk: null,
      answerMs: 900,
      open: [{ application: 'report', state: 'idle in transaction', ageS: 600 }],
    },
    coverage: { ...aSystem().coverage, looked: 30, dropped: { slowed: 30 } },
  });
  expect(problemsOf(state).map((problem) => problem.is)).toEqual([
    'broker-gone',
    'agent-offline',
    'readings-lost',
    'store-full',
    'cameras',
    'sensors',
    'database-slow',
    'transaction-old',
    'pictures-dropped',
  ]);
  expect(problemsOf(state).find(({ is }) => is === 'cameras')).toMatchObject({ count: 2, total: 3 });
});

test('processes, disks and the detector are looked after', () => {
  const process = {
    instance: 'a:1',
    at: iso(NOON),
    version: '1',
    startedAt: iso(NOON),
    rssBytes: 1,
    queues: [],
    perception: null,
    isJudging: null,
  };
  const perception = { provider: 'cpu', refusedProviders: [], model: 'm', workers: 1, workersReady: 1, slowed: [] };
  const refused = [{ provider: 'cuda', reason: 'no such library' }];
  const ingest = { ...process, process: 'ingest' as const, perception };
  const analytics = { ...process, process: 'analytics' as const, isJudging: true };
  const kinds = (change: Partial<SystemState>) => problemsOf(aSystem(change)).map(({ is }) => is);
  expect(kinds({ processes: [ingest, analytics] })).toEqual([]);
  expect(kinds({ processes: [ingest, { ...analytics, isJudging: false }] })).toEqual(['nobody-judges']);
  expect(kinds({ processes: [{ ...ingest, at: iso(NOON - 60_000) }] })).toEqual(['process-silent']);
  expect(kinds({ processes: [{ ...ingest, at: iso(NOON - 3_600_000) }] })).toEqual([]);
  expect(kinds({ processes: [{ ...ingest, perception: { ...perception, refusedProviders: refused } }] })).toEqual([
    'provider-refused',
  ]);
  expect(kinds({ processes: [ingest, { ...analytics, version: '2' }] })).toEqual(['versions']);
  expect(kinds({ slowedCameras: [{ cameraId: 'a', everyMs: 900 }] })).toEqual(['slowed']);
  const full = { bytes: 1, freeBytes: 0, paused: true };
  expect(kinds({ agents: [{ ...anAgent, recordings: full }] })).toEqual(['recording-paused']);
  const disk = { freeBytes: 4e9, totalBytes: 100e9 };
  expect(kinds({ database: { ...aSystem().database, disk } })).toEqual(['disk-low']);
});

test('what became of the pictures adds up', () => {
  const shares = pictureShares({ ...aSystem().coverage, looked: 20, dropped: { slowed: 5, 'no-credit': 10 } });
  expect(shares).toEqual({ looked: 20, quiet: 40, dropped: 15, missing: 25, all: 100 });
});

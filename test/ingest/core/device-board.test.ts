import { describe, expect, test } from 'vitest';
import type { CameraHealth } from '../../../contracts/telemetry.ts';
import { AGENT_SILENT_MS, createDeviceBoard } from '../../../ingest/core/device-board.ts';
import { createLatestBoard } from '../../../ingest/core/latest-board.ts';
import { createSilenceWatch } from '../../../ingest/core/silence-watch.ts';
import { aCamera, aCity } from './a-city.ts';

const city = aCity({
  cameras: [aCamera(), aCamera({ id: 'yard' }), aCamera({ id: 'far', agentId: 'bridge' })],
});

const aHealth = (fields: Partial<CameraHealth> = {}): CameraHealth => ({
  cameraId: 'cam',
  condition: 'online',
  since: 0,
  fault: null,
  fps: 10,
  lastFrameAt: 0,
  width: 640,
  height: 480,
  ...fields,
});

function aBoard(at = 0) {
  const board = createDeviceBoard();
  board.settingsChanged(city, at);
  return board;
}

describe('an agent', () => {
  test('that is not heard of for ten seconds is gone, and all its cameras are offline, unreachable', () => {
    const board = aBoard();
    board.heard('gate', 1_000);
    board.heard('bridge', 9_000);
    expect(board.sweep(city, 1_000 + AGENT_SILENT_MS - 1)).toEqual([]);
    expect(board.sweep(city, 1_000 + AGENT_SILENT_MS)).toEqual([
      { kind: 'agent-gone', agentId: 'gate', why: 'nothing heard' },
      { kind: 'camera-offline', cameraId: 'cam' },
      { kind: 'camera-offline', cameraId: 'yard' },
    ]);
    const rows = new Map(board.take(11_000));
    expect(rows.get('agent/gate')).toMatchObject({ state: { state: 'offline' } });
    expect(rows.get('camera/yard')).toMatchObject({
      since: 11_000,
      areaId: 'ward-1',
      state: { condition: 'offline', fault: 'unreachable' },
    });
    expect(rows.has('camera/far')).toBe(false);
  });

  test('is gone once, not with every sweep', () => {
    const board = aBoard();
    board.heard('bridge', 19_000);
    expect(board.sweep(city, 20_000)).not.toEqual([]);
    expect(board.sweep(city, 20_250)).toEqual([]);
  });

  test('whose last will is published is gone at once', () => {
    const board = aBoard();
    const news = board.status({ agentId: 'gate', state: 'offline', at: 5 }, 5);
    expect(news).toContainEqual({ kind: 'agent-gone', agentId: 'gate', why: 'connection broke' });
    expect(board.isOnline(aCamera())).toBe(false);
  });

  test('is back when anything is heard of it', () => {
    const board = aBoard();
    board.status({ agentId: 'gate', state: 'offline', at: 5 }, 5);
    board.take(5);
    expect(board.heard('gate', 100)).toEqual([{ kind: 'agent-back', agentId: 'gate' }]);
    expect(board.take(100)).toMatchObject([['agent/gate', { state: { state: 'online' } }]]);
  });

  test('that nobody registered is nobody', () => {
    const board = aBoard();
    expect(board.heard('stranger', 0)).toEqual([]);
    expect(board.status({ agentId: 'stranger', state: 'offline', at: 0 }, 0)).toEqual([]);
  });

  test('is not judged for the time in which nobody could be heard', () => {
    const board = aBoard();
    board.deafUntil(60_000);
    expect(board.sweep(city, 60_000 + AGENT_SILENT_MS - 1)).toEqual([]);
  });

  test('keeps its heartbeat in its state', () => {
    const board = aBoard();
    const heartbeat = {
      version: '1',
      startedAt: 0,
      rssBytes: 1,
      readingsWaiting: 0,
      readingsStoreFull: 0,
      readingsLost: 0,
      cameras: 2,
    };
    board.status({ agentId: 'gate', state: 'online', at: 0, heartbeat }, 0);
    expect(board.take(0)).toMatchObject([['agent/gate', { state: { state: 'online', heartbeat } }]]);
  });
});

describe('a camera', () => {
  test('that changes its condition is written at once, one that does not every few seconds', () => {
    const board = aBoard();
    board.camera(aCamera(), aHealth({ fps: 10 }), 0);
    expect(board.take(0)).toHaveLength(1);
    board.camera(aCamera(), aHealth({ fps: 9 }), 1_000);
    expect(board.take(1_000)).toHaveLength(0);
    board.camera(aCamera(), aHealth({ fps: 8 }), 5_500);
    expect(board.take(6_000)).toMatchObject([['camera/cam', { state: { fps: 8 } }]]);
    board.camera(aCamera(), aHealth({ condition: 'dark' }), 6_100);
    expect(board.take(6_100)).toHaveLength(1);
  });

  test('that goes offline is told of once', () => {
    const board = aBoard();
    const offline = aHealth({ condition: 'offline', fault: 'stalled' });
    expect(board.camera(aCamera(), offline, 0)).toEqual([{ kind: 'camera-offline', cameraId: 'cam' }]);
    expect(board.camera(aCamera(), offline, 4_000)).toEqual([]);
    expect(board.isOnline(aCamera())).toBe(false);
  });

  test('cannot have begun in the future', () => {
    const board = aBoard();
    board.camera(aCamera(), aHealth({ since: 99_999 }), 100);
    expect(board.take(100)).toMatchObject([['camera/cam', { since: 100, state: { since: 100 } }]]);
  });

  test('of which its agent does not speak, though it speaks of others, is offline', () => {
    const board = aBoard();
    for (let at = 0; at <= 20_000; at += 4_000) {
      board.heard('gate', at);
      board.heard('bridge', at);
      for (const id of ['cam', 'far']) board.camera(aCamera({ id }), aHealth({ cameraId: id }), at);
    }
    expect(board.sweep(city, 20_000)).toEqual([{ kind: 'camera-offline', cameraId: 'yard' }]);
  });
});

describe('the board of latest words', () => {
  test('sends only the newest of each, and news before its time', () => {
    const board = createLatestBoard<string>(1_000);
    board.put('a', 'old', false, 0);
    board.put('a', 'newer', false, 500);
    board.put('b', 'news', true, 500);
    expect(board.take(500)).toEqual([['b', 'news']]);
    expect(board.take(999)).toEqual([]);
    expect(board.take(1_000)).toEqual([['a', 'newer']]);
  });

  test('takes back what could not be sent, unless there are newer words', () => {
    const board = createLatestBoard<string>(1_000);
    board.put('a', 'one', true, 0);
    board.put('b', 'one', true, 0);
    const taken = board.take(0);
    board.put('a', 'two', false, 1);
    board.putBack(taken);
    expect(new Map(board.take(1))).toEqual(
      new Map([
        ['a', 'two'],
        ['b', 'one'],
      ]),
    );
  });
});

test('somebody who is registered anew has the full time to be heard', () => {
  const watch = createSilenceWatch(1_000);
  watch.expect(['a'], 0);
  watch.expect(['a', 'b'], 900);
  expect(watch.sweep(1_000)).toEqual(['a']);
  expect(watch.sweep(1_899)).toEqual([]);
  expect(watch.sweep(1_900)).toEqual(['b']);
  expect(watch.silent()).toBe(2);
  watch.expect(['b'], 2_000);
  expect(watch.silent()).toBe(1);
});

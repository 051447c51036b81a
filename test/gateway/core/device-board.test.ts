import { describe, expect, test } from 'vitest';
import { createDeviceBoard, type BoardLine } from '../../../gateway/core/live/device-board.ts';

const NOW = Date.UTC(2026, 0, 1);
const aSensor = (id: string, areaId = 'north'): BoardLine => ({ kind: 'sensor', id, areaId, everyS: 10, state: null });
const reading = (value: number, at = NOW) => ({ value, at, quality: 'good' }) as const;

describe('the board of devices', () => {
  test('tells each change once, in its newest form', () => {
    const board = createDeviceBoard();
    board.load([aSensor('a'), aSensor('b')], new Map());
    expect(board.changed(NOW)).toEqual(['sensor:a', 'sensor:b']);
    board.heard('sensor', 'a', reading(1), NOW);
    board.heard('sensor', 'a', reading(2), NOW);
    expect(board.changed(NOW + 500)).toEqual(['sensor:a']);
    expect(board.push(['sensor:a'], null, 0)?.sensors).toMatchObject([{ id: 'a', value: 2, state: 'ok' }]);
    expect(board.changed(NOW + 1000)).toEqual([]);
  });

  test('tells what only the time changed', () => {
    const board = createDeviceBoard();
    board.load([{ ...aSensor('a'), state: reading(1) } as BoardLine], new Map());
    board.changed(NOW);
    expect(board.changed(NOW + 20_000)).toEqual([]);
    expect(board.changed(NOW + 31_000)).toEqual(['sensor:a']);
    expect(board.push(['sensor:a'], null, 0)?.sensors[0]?.state).toBe('silent');
  });

  test('tells nothing when a state is said again', () => {
    const board = createDeviceBoard();
    board.load([aSensor('a')], new Map());
    board.heard('sensor', 'a', reading(1), NOW);
    board.changed(NOW);
    board.heard('sensor', 'a', reading(1), NOW + 100);
    expect(board.changed(NOW + 500)).toEqual([]);
  });

  test('gives each reader only the devices of their areas, and agents that serve one of them', () => {
    const board = createDeviceBoard();
    const agent: BoardLine = {
      kind: 'agent',
      id: 'x',
      name: 'X',
      areaIds: new Set(['south']),
      state: null,
      heardAtMs: null,
    };
    board.load([aSensor('a', 'north'), aSensor('b', 'south'), agent], new Map());
    const keys = board.changed(NOW);
    const seen = (areaIds: string[] | null) => {
      const push = board.push(keys, areaIds, 0);
      return push && [...push.sensors, ...push.agents].map(({ id }) => id);
    };
    expect(seen(null)).toEqual(['a', 'b', 'x']);
    expect(seen(['north'])).toEqual(['a']);
    expect(seen(['south'])).toEqual(['b', 'x']);
    expect(seen(['elsewhere'])).toBeNull();
  });

  test('forgets devices that are gone and ignores those it does not know', () => {
    const board = createDeviceBoard();
    board.load([aSensor('a')], new Map());
    board.changed(NOW);
    board.load([aSensor('b')], new Map());
    board.heard('sensor', 'a', reading(1), NOW);
    expect(board.changed(NOW)).toEqual(['sensor:b']);
    expect(board.push(['sensor:a'], null, 0)).toBeNull();
  });

  test('knows what changed since a moment', () => {
    const board = createDeviceBoard();
    board.load([aSensor('a'), aSensor('b')], new Map());
    board.changed(NOW);
    board.heard('sensor', 'b', reading(1, NOW + 5000), NOW + 5000);
    board.changed(NOW + 5000);
    expect(board.since(NOW + 1)).toEqual(['sensor:b']);
    expect(board.since(null)).toEqual(['sensor:a', 'sensor:b']);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evidenceTab } from '../../../web/core/alerts/evidence-tab.ts';
import {
  alertOn,
  neighbour,
  resized,
  tilesOf,
  toggled,
  usualWall,
  WALL_SIZES,
  type Wall,
} from '../../../web/core/live/wall.ts';
import { reduce } from '../../../web/core/reduce.ts';
import { aCamera, anAlert, aState, iso, NOON } from '../builders.ts';

const wall = (cameras: Wall['cameras'], size: Wall['size'] = 4): Wall => ({ size, cameras, always: false });
const cameras = (...names: string[]) => names.map((name) => aCamera({ id: name.toLowerCase(), name }));

describe('a wall of cameras', () => {
  test('nobody has chosen begins with cameras that have open alerts, then goes by name', () => {
    const alerts = [anAlert({ deviceId: 'c' }), anAlert({ id: 2, deviceId: 'a', state: 'resolved' })];
    expect(usualWall(cameras('B', 'A', 'D', 'C', 'E'), alerts)).toEqual(wall(['c', 'a', 'b', 'd']));
    expect(usualWall(cameras('A'), []).size).toBe(1);
  });

  test('keeps as many cameras as fit when it gets smaller, and their places when it gets larger', () => {
    expect(resized(wall([null, 'a', null, 'b']), 1)).toEqual(wall(['a'], 1));
    expect(tilesOf(resized(wall([null, 'a']), 9)).slice(0, 3)).toEqual([null, 'a', null]);
  });

  test('takes a camera into the first empty tile, else onto the last, and gives it back', () => {
    expect(toggled(wall(['a', null, 'b']), 'c').cameras).toEqual(['a', 'c', 'b', null]);
    expect(toggled(wall(['a', 'b', 'c', 'd']), 'e').cameras).toEqual(['a', 'b', 'c', 'e']);
    expect(toggled(wall(['a', 'b']), 'a').cameras).toEqual([null, 'b', null, null]);
  });

  test('is walked with arrows, and not left', () => {
    const size = fc.constantFrom(...WALL_SIZES);
    const keys = fc.array(fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'), { maxLength: 12 });
    fc.assert(
      fc.property(size, keys, (tiles, pressed) => {
        const at = pressed.reduce((tile, key) => neighbour(tiles, tile, key), 0);
        return Number.isInteger(at) && at >= 0 && at < tiles;
      }),
    );
    expect(neighbour(9, 4, 'ArrowUp')).toBe(1);
    expect(neighbour(9, 4, 'ArrowRight')).toBe(5);
  });

  test('shows on a camera its gravest open alert, live while it is fresh and nobody has taken it', () => {
    const alerts = [
      anAlert({ id: 1, severity: 'warning' }),
      anAlert({ id: 2, severity: 'critical', lastAt: iso(NOON - 1000) }),
      anAlert({ id: 3, severity: 'critical', state: 'resolved' }),
      anAlert({ id: 4, severity: 'critical', deviceId: 'cam-2' }),
    ];
    expect(alertOn('cam-1', alerts, NOON)).toMatchObject({ alert: { id: 2 }, fresh: true });
    expect(alertOn('cam-1', alerts, NOON + 300_000)).toMatchObject({ fresh: false });
    expect(alertOn('cam-9', alerts, NOON)).toBeNull();
  });

  test('that loses its enlarged camera is a grid again', () => {
    const large = reduce(aState(), { type: 'tile-enlarged', cameraId: 'a' });
    expect(reduce(large, { type: 'wall-changed', wall: wall(['a', 'b']) }).seeing.enlarged).toBe('a');
    const without = reduce(large, { type: 'wall-changed', wall: wall(['b']) });
    expect([without.seeing.enlarged, without.view.wall?.cameras]).toEqual([null, ['b']]);
  });
});

test('of an alert its picture is seen first, without one its clip; what is chosen holds for this alert only', () => {
  const { seeing } = aState();
  expect(evidenceTab(anAlert(), seeing)).toBe('picture');
  expect(evidenceTab(anAlert({ hasSnapshot: false, hasClip: true }), seeing)).toBe('clip');
  const chosen = reduce(aState(), { type: 'evidence-chosen', alertId: 1, tab: 'live' }).seeing;
  expect([evidenceTab(anAlert(), chosen), evidenceTab(anAlert({ id: 2 }), chosen)]).toEqual(['live', 'picture']);
});

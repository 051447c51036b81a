import { expect, test } from 'vitest';
import { calibration } from '../../contracts/devices.ts';
import { homographyOf, toGround } from '../../contracts/homography.ts';
import {
  calibrationErrors,
  FIRST_CALIBRATION,
  groundGrid,
  withPoint,
  withRectangle,
} from '../../web/core/settings/calibration-edit.ts';
import { editShape, type Drawing } from '../../web/core/settings/shape-edit.ts';
import { withLogin, withoutLogin } from '../../web/core/settings/stream-address.ts';

test('what one begins a calibration with is one, and so is it with another rectangle', () => {
  expect(calibration.safeParse(FIRST_CALIBRATION).success).toBe(true);
  expect(calibration.safeParse(withRectangle(FIRST_CALIBRATION, 7.5, 40)).success).toBe(true);
});

test('each line of the grid lies on the ground where it says', () => {
  const grid = groundGrid(FIRST_CALIBRATION);
  expect(grid?.stepM).toBe(2);
  const h = homographyOf(FIRST_CALIBRATION);
  for (const [a] of grid?.lines ?? []) {
    const ground = a && toGround(h, { x: a[0], y: a[1] });
    expect(Math.abs(((ground?.x ?? 0.5) / 2) % 1) < 1e-6 || Math.abs(((ground?.y ?? 0.5) / 2) % 1) < 1e-6).toBe(true);
  }
});

test('points that fell on one line have neither grid nor error bar', () => {
  const flat = withPoint(withPoint(FIRST_CALIBRATION, 0, { picture: [0.85, 0.45] }), 1, { picture: [0.85, 0.6] });
  expect(groundGrid(flat)).toBeNull();
  expect(calibrationErrors(flat, 50)).toBeNull();
});

test('the farther the ground is away, the less sure are lengths and speeds', () => {
  const near = calibrationErrors(FIRST_CALIBRATION, 50);
  const far = calibrationErrors(withRectangle(FIRST_CALIBRATION, 50, 200), 50);
  expect(far?.lengthM).toBeGreaterThan(near?.lengthM ?? Infinity);
  expect(far?.speedKmh).toBeGreaterThan(near?.speedKmh ?? Infinity);
  expect(near?.speedKmh).toBeGreaterThan(3);
});

test('a zone is given its way, which is bent, turned round and taken away again', () => {
  const polygon = [
    [0.2, 0.2],
    [0.8, 0.2],
    [0.5, 0.8],
  ] as const;
  const start: Drawing = { shape: { kind: 'zone', polygon }, open: false };
  const drawn = editShape(start, { do: 'add-way' });
  const bent = editShape(drawn, { do: 'move-way', end: 'to', point: [0.9, 0.5] });
  const turned = editShape(bent, { do: 'turn-around' });
  expect(bent.shape).toMatchObject({ way: { to: [0.9, 0.5] } });
  expect(turned.shape).toMatchObject({ way: { from: [0.9, 0.5] } });
  expect(editShape(turned, { do: 'move', index: 0, point: [0.1, 0.1] }).shape).toMatchObject({
    way: { from: [0.9, 0.5] },
  });
  expect(editShape(turned, { do: 'drop-way' })).toEqual(start);
});

test('name and password are put into a stream’s address so that they can be read back, whatever signs they have', () => {
  const url = withLogin('rtsp://10.0.0.5:554/main?x=1', 'quản-trị', 's3cret/@:#');
  expect(decodeURIComponent(new URL(url).password)).toBe('s3cret/@:#');
  expect(withoutLogin(url)).toBe('rtsp://10.0.0.5:554/main?x=1');
  expect(withLogin('rtsp://10.0.0.5/', '', 'x')).toBe('rtsp://10.0.0.5/');
});

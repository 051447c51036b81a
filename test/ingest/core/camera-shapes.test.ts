import { describe, expect, it } from 'vitest';
import type { Calibration } from '../../../contracts/devices.ts';
import { createCameraPerception, type CameraPerception } from '../../../ingest/core/camera-perception.ts';
import type { CityZone } from '../../../ingest/core/city.ts';
import { createWatchedCameras } from '../../../ingest/core/watched-cameras.ts';
import { aCamera, aCity } from './a-city.ts';

const START = 1_800_000_000_000;

/** The picture shows 40 m across and 30 m deep. */
const fortyMetres: Calibration = {
  points: [
    { picture: [0, 0], groundM: [0, 30] },
    { picture: [1, 0], groundM: [40, 30] },
    { picture: [1, 1], groundM: [40, 0] },
    { picture: [0, 1], groundM: [0, 0] },
  ],
};
const twentyMetres: Calibration = {
  points: fortyMetres.points.map(({ picture, groundM: [x, y] }) => ({ picture, groundM: [x / 2, y / 2] })),
};
const onOneLine: Calibration = {
  points: fortyMetres.points.map(({ picture }, at) => ({ picture, groundM: [at, at] })),
};
const gate: CityZone = { kind: 'line', id: 'gate', line: { from: [0.6, 1], to: [0.6, 0.1] }, speed: true };
const bowTie: CityZone = {
  kind: 'zone',
  id: 'bow-tie',
  polygon: [
    [0, 0],
    [1, 1],
    [1, 0],
    [0, 1],
  ],
  dwellS: [],
};

/** A car drives through the picture at 0.1 of its width per second; km/h said at the gate. */
function driveThrough(perception: CameraPerception, fromMs = 0): (number | null)[] {
  return Array.from({ length: 80 }, (_, i) => {
    const at = START + fromMs + i * 100;
    const box = { x: 0.1 + 0.01 * i, y: 0.5, w: 0.1, h: 0.1 };
    return perception.look({ capturedAt: at, receivedAt: at, perceivedAt: at }, 4 / 3, [
      { className: 'car', score: 0.9, box },
    ]);
  })
    .flatMap(({ observations }) => observations)
    .filter(({ kind }) => kind === 'speed')
    .map(({ value }) => value);
}

describe('a camera’s calibration', () => {
  it('gives speeds at a line, and other speeds after it has been changed', () => {
    const perception = createCameraPerception('cam', 'run', { zones: [gate], calibration: fortyMetres });
    expect(driveThrough(perception).map((kmh) => Math.round(kmh ?? 0))).toEqual([14]);
    expect(perception.setShapes({ zones: [gate], calibration: twentyMetres })).toEqual([]);
    expect(driveThrough(perception, 30_000).map((kmh) => Math.round(kmh ?? 0))).toEqual([7]);
    perception.setShapes({ zones: [gate], calibration: null });
    expect(driveThrough(perception, 60_000)).toEqual([]);
  });

  it('comes to the camera with the settings, also when it changes', () => {
    const cameras = createWatchedCameras('run');
    const plain = aCamera({ zones: [gate] });
    const { perception } = cameras.of(plain);
    cameras.follow(aCity({ cameras: [{ ...plain, calibration: fortyMetres }] }));
    expect(driveThrough(perception)).toHaveLength(1);
  });
});

describe('shapes that cannot be used', () => {
  it('are told once per change, before a picture comes, and do not blind the rest', () => {
    const cameras = createWatchedCameras('run');
    const bad = aCamera({ zones: [bowTie, gate], calibration: onOneLine });
    const told = () => cameras.follow(aCity({ cameras: [bad] })).faults.map(({ cameraId, id }) => [cameraId, id]);
    expect(told()).toEqual([
      ['cam', 'bow-tie'],
      ['cam', 'calibration'],
    ]);
    expect(told()).toEqual([]);
    const at = START;
    const clock = { capturedAt: at, receivedAt: at, perceivedAt: at };
    expect(() => cameras.of(bad).perception.look(clock, 4 / 3, [])).not.toThrow();
  });
});

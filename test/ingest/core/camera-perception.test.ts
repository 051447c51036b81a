import { describe, expect, test } from 'vitest';
import {
  createCameraPerception,
  type CameraPerception,
  type Perceived,
} from '../../../ingest/core/camera-perception.ts';
import type { CityZone } from '../../../ingest/core/city.ts';
import { createQuietTime } from '../../../ingest/core/quiet-time.ts';
import { createTrackPath } from '../../../ingest/core/track-path.ts';
import { createWatchedCameras } from '../../../ingest/core/watched-cameras.ts';
import { aCamera, aCity } from './a-city.ts';

const START = 1_800_000_000_000;
const LOOK_MS = 200;

const rightHalf: CityZone = {
  kind: 'zone',
  id: 'right',
  polygon: [
    [0.5, 0],
    [1, 0],
    [1, 1],
    [0.5, 1],
  ],
  dwellS: [3],
};
const leftHalf: CityZone = {
  ...rightHalf,
  id: 'left',
  polygon: [
    [0, 0],
    [0.5, 0],
    [0.5, 1],
    [0, 1],
  ],
};

const clockAt = (look: number) => ({
  capturedAt: START + look * LOOK_MS,
  receivedAt: START + look * LOOK_MS + 30,
  perceivedAt: START + look * LOOK_MS + 80,
});
const aPerson = (x: number) => ({ className: 'person', score: 0.9, box: { x, y: 0.4, w: 0.08, h: 0.3 } });

/** Looks at a person at each of these places, one every 200 ms. */
function watch(perception: CameraPerception, places: readonly number[], from = 0): Perceived[] {
  return places.map((x, at) => perception.look(clockAt(from + at), 4 / 3, [aPerson(x)]));
}
const walkIn = Array.from({ length: 20 }, (_, at) => 0.3 + at * 0.02);
const said = (perceived: readonly Perceived[]) => perceived.flatMap(({ observations }) => observations);

describe('a person who walks into a zone', () => {
  test('is observed with camera, zone, class, box and the clock of that frame', () => {
    const [entered] = said(watch(createCameraPerception('cam', 'run', { zones: [rightHalf] }), walkIn));
    expect(entered).toMatchObject({
      kind: 'entered',
      cameraId: 'cam',
      zoneId: 'right',
      class: 'person',
      trackId: 'run-1-1',
    });
    expect(entered?.box?.x).toBeGreaterThan(0.4);
    expect((entered?.receivedAt ?? 0) - (entered?.capturedAt ?? 0)).toBe(30);
    expect((entered?.perceivedAt ?? 0) - (entered?.capturedAt ?? 0)).toBe(80);
  });

  test('and stays is observed to dwell, also when the picture is quiet and no frame comes', () => {
    const perception = createCameraPerception('cam', 'run', { zones: [rightHalf] });
    watch(perception, walkIn);
    const quiet = Array.from({ length: 10 }, (_, at) => perception.quiet(clockAt(20 + at * 2)));
    expect(said(quiet)).toMatchObject([{ kind: 'dwelled', zoneId: 'right', value: 3 }]);
  });

  test('gives every observation a key of its own', () => {
    const perception = createCameraPerception('cam', 'run', { zones: [rightHalf] });
    const observations = said([
      ...watch(perception, walkIn),
      ...watch(perception, [...walkIn].reverse(), 20),
      ...watch(perception, walkIn, 40),
    ]);
    expect(observations.map(({ kind }) => kind)).toContain('left');
    expect(observations.length).toBeGreaterThanOrEqual(3);
    expect(new Set(observations.map(({ naturalKey }) => naturalKey)).size).toBe(observations.length);
  });

  test('is shown to whoever watches as a box with a name', () => {
    const { boxes } = watch(createCameraPerception('cam', 'run', { zones: [] }), walkIn).at(-1) ?? {};
    expect(boxes).toMatchObject({ at: clockAt(19).capturedAt, boxes: [{ trackId: 'run-1-1', class: 'person' }] });
  });
});

describe('a track', () => {
  test('is written when it ends, with the way it went', () => {
    const perception = createCameraPerception('cam', 'run', { zones: [] });
    watch(perception, walkIn);
    const { tracks } = perception.finish(clockAt(20));
    expect(tracks).toMatchObject([
      {
        trackId: 'run-1-1',
        cameraId: 'cam',
        class: 'person',
        firstAt: START,
        lastAt: clockAt(19).capturedAt,
        looks: 20,
      },
    ]);
    expect(tracks[0]?.path).toHaveLength(20);
    expect(perception.living()).toBe(0);
  });

  test('is written every minute while it lives', () => {
    const perception = createCameraPerception('cam', 'run', { zones: [] });
    const looks = watch(
      perception,
      Array.from({ length: 650 }, () => 0.5),
    );
    const written = looks.flatMap(({ tracks }, look) => tracks.map(() => look));
    expect(written).toEqual([300, 600]);
  });

  test('that never became an object is not written', () => {
    const perception = createCameraPerception('cam', 'run', { zones: [] });
    watch(perception, [0.5]);
    expect(perception.finish(clockAt(1)).tracks).toEqual([]);
  });

  test('ends when the picture takes another shape, and its successor has another name', () => {
    const perception = createCameraPerception('cam', 'run', { zones: [] });
    watch(perception, walkIn);
    const turned = perception.look(clockAt(20), 9 / 16, [aPerson(0.5)]);
    expect(turned.tracks).toMatchObject([{ trackId: 'run-1-1' }]);
    for (let look = 21; look < 25; look++) perception.look(clockAt(look), 9 / 16, [aPerson(0.5)]);
    expect(perception.finish(clockAt(25)).tracks).toMatchObject([{ trackId: 'run-2-1' }]);
  });
});

describe('zones that change', () => {
  test('do not end tracks, and being inside one that stayed the same is no news', () => {
    const perception = createCameraPerception('cam', 'run', { zones: [rightHalf] });
    watch(perception, walkIn);
    expect(perception.setShapes({ zones: [rightHalf, leftHalf] })).toEqual([]);
    expect(said(watch(perception, [0.68, 0.68, 0.68], 20))).toEqual([]);
    const moves = said(watch(perception, [...walkIn].reverse(), 23)).filter(({ kind }) => kind !== 'dwelled');
    expect(moves).toMatchObject([
      { kind: 'left', trackId: 'run-1-1', zoneId: 'right' },
      { kind: 'entered', trackId: 'run-1-1', zoneId: 'left' },
    ]);
  });

  test('are news for those who are in them when they are new', () => {
    const perception = createCameraPerception('cam', 'run', { zones: [] });
    watch(perception, walkIn);
    perception.setShapes({ zones: [rightHalf] });
    expect(said(watch(perception, [0.68, 0.68, 0.68], 20))).toMatchObject([{ kind: 'entered', zoneId: 'right' }]);
  });

  test('that cannot be used are named, and the others are watched', () => {
    const perception = createCameraPerception('cam', 'run', { zones: [] });
    watch(perception, walkIn);
    const bowTie: CityZone = {
      ...rightHalf,
      id: 'bow-tie',
      polygon: [
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
      ],
    };
    expect(perception.setShapes({ zones: [bowTie, rightHalf] })).toMatchObject([{ id: 'bow-tie' }]);
    expect(said(watch(perception, [0.68, 0.68, 0.68], 20))).toMatchObject([{ kind: 'entered', zoneId: 'right' }]);
  });
});

describe('the path of a track', () => {
  test('of any length stays within its bound and lies evenly over the whole life', () => {
    const path = createTrackPath(1_000);
    for (let look = 0; look < 20_000; look++) path.add(1_000 + look * 100, look / 20_000, 0.5);
    const points = path.points();
    expect(points.length).toBeLessThanOrEqual(500);
    expect(points.length).toBeGreaterThan(200);
    expect(points[0]).toEqual([0, 0, 0.5]);
    expect(points.at(-1)).toEqual([1_999_900, 1, 0.5]);
    const gaps = points.slice(1, -1).map(([ms], at) => ms - (points[at]?.[0] ?? 0));
    expect(new Set(gaps).size).toBe(1);
  });
});

describe('silence of a camera', () => {
  test('means that nothing moves once no frame has come for a while', () => {
    const quiet = createQuietTime();
    expect(quiet.quietAt(START, 0)).toBeNull();
    quiet.frame(START, START + 100);
    expect(quiet.quietAt(START + 1_500, 0)).toBeNull();
    expect(quiet.quietAt(START + 2_100, 0)).toBe(START + 1_500);
  });

  test('makes the next frame the first after it', () => {
    const quiet = createQuietTime();
    expect(quiet.isFirstAfterSilence(START, 0)).toBe(true);
    quiet.frame(START, START);
    expect([400, 1_500].map((ms) => quiet.isFirstAfterSilence(START + ms, 0))).toEqual([false, true]);
    expect(quiet.isFirstAfterSilence(START + 1_500, 1_000)).toBe(false);
  });

  test('means nothing while the camera was asked to send less', () => {
    const quiet = createQuietTime();
    quiet.frame(START, START);
    expect(quiet.quietAt(START + 3_000, 2_000)).toBeNull();
    expect(quiet.quietAt(START + 4_000, 2_000)).not.toBeNull();
  });
});

describe('the cameras that are watched', () => {
  test('do their work in turn, and a failure holds nobody up', async () => {
    const watched = createWatchedCameras('run').of(aCamera());
    const order: number[] = [];
    let release: () => void = () => undefined;
    const slow = watched.inTurn(
      () =>
        new Promise((resolve) => {
          release = () => resolve(void order.push(1));
        }),
    );
    const failing = watched.inTurn(() => Promise.reject(new Error('broken')));
    const last = watched.inTurn(() => Promise.resolve(void order.push(2)));
    await Promise.resolve();
    expect(watched.isBusy()).toBe(true);
    release();
    await expect(failing).rejects.toThrow('broken');
    await Promise.all([slow, last]);
    expect(order).toEqual([1, 2]);
    expect(watched.isBusy()).toBe(false);
  });

  test('have news from the first look that finds somebody well to the second, which makes it certain', () => {
    const watched = createWatchedCameras('run').of(aCamera());
    const hasNewsAfter = (look: number, score: number): boolean => {
      watched.perception.look(clockAt(look), 4 / 3, [{ ...aPerson(0.3 + 0.01 * look), score }]);
      return watched.hasNews();
    };
    expect([0.3, 0.6, 0.9, 0.9].map((score, look) => hasNewsAfter(look, score))).toEqual([false, true, false, false]);
  });

  test('are forgotten when they are not registered any more, and named differently from each other', () => {
    const cameras = createWatchedCameras('run');
    cameras.of(aCamera());
    cameras.of(aCamera({ id: 'yard' }));
    const { gone } = cameras.follow(aCity({ cameras: [aCamera({ id: 'yard' })] }));
    expect(gone.map(({ camera }) => camera.id)).toEqual(['cam']);
    expect(cameras.find('cam')).toBeNull();
    expect(cameras.find('yard')).not.toBeNull();
  });
});

test('every zone gets the usual dwell marks beside those of the rules', () => {
  const zones = aCity({ cameras: [aCamera({ zones: [rightHalf] })] }).cameras.get('cam')?.zones;
  expect(zones).toMatchObject([{ dwellS: [3, 10, 60, 300] }]);
});

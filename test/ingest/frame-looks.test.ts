import { describe, expect, it } from 'vitest';
import type { Detection } from '../../ingest/core/detection/detection.ts';
import { createWatchedCameras } from '../../ingest/core/watched-cameras.ts';
import { createFrameLooks, type Detector } from '../../ingest/frame-looks.ts';
import { aCamera } from './core/a-city.ts';

const seen = (className: string, size: number): Detection => ({
  className,
  classIndex: 0,
  score: 0.8,
  box: { x: 0.4, y: 0.4, w: size, h: size },
});
/** A picture in which a model sees all this, if asked for it. */
const PICTURE = [seen('person', 0.2), seen('cell phone', 0.3), seen('remote', 0.02)];
const detector: Detector = {
  detect: (_jpeg, { classes }) =>
    Promise.resolve({
      detections: PICTURE.filter(({ className }) => classes.includes(className)),
      picture: { width: 640, height: 480 },
      healed: { nanScores: 0, emptyBoxes: 0 },
      timings: { queueMs: 0, decodeMs: 0, preprocessMs: 1, inferMs: 1, postprocessMs: 1, totalMs: 3 },
    }),
};

describe('a look at a frame', () => {
  it.each([
    ['from the side sees people, and no phones', false, ['person']],
    ['from above sees the roofs of cars, and no small things', true, ['person', 'car']],
  ])('%s', async (_what, looksDown, expected) => {
    const camera = aCamera({ looksDown });
    const watched = createWatchedCameras('run').of(camera);
    const [looking] = createFrameLooks(detector, () => watched).begin(
      {
        camera,
        header: {
          cameraId: camera.id,
          seq: 1,
          streamId: 's',
          capturedAt: 1,
          sentAt: 1,
          width: 640,
          height: 480,
          reason: 'motion',
          motion: [],
        },
        jpeg: new Uint8Array(),
        receivedAt: 1,
      },
      () => undefined,
    );
    expect((await looking?.seeing)?.detections.map(({ className }) => className)).toEqual(expected);
  });
});

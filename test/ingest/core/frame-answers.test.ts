import { describe, expect, test } from 'vitest';
import type { FrameAck } from '../../../contracts/frames.ts';
import { createDetectorLoad } from '../../../ingest/core/detector-load.ts';
import { createFrameAnswers, type Waiting } from '../../../ingest/core/frame-answers.ts';
import { aCamera } from './a-city.ts';

const high = aCamera({ id: 'gate', priority: 'high', sampleFps: 10 });
const low = aCamera({ id: 'yard', priority: 'low', sampleFps: 10 });

/** A detector that can do what the high camera wants and little more. */
function aFullDetector({ hasRoom = true } = {}) {
  const load = createDetectorLoad(1);
  load.looked(80);
  for (const camera of [high, low]) load.sent(camera, 0);
  load.divide(0);
  const heard: FrameAck[] = [];
  const answers = createFrameAnswers({ load, hasRoom: () => hasRoom, clock: () => 100 });
  const aFrameOf = (camera: typeof low): Waiting => ({
    frame: {
      camera,
      jpeg: new Uint8Array(),
      receivedAt: 0,
      header: {
        cameraId: camera.id,
        seq: 0,
        streamId: 's',
        capturedAt: 0,
        sentAt: 0,
        width: 640,
        height: 480,
        reason: 'motion',
        motion: [],
      },
    },
    isFirst: false,
    acknowledge: (ack) => void heard.push(ack),
  });
  return { answers, heard, aFrameOf, pause: load.minIntervalMs('yard') };
}

describe('the credit for the next frame', () => {
  test('is given when a frame is taken up, to a camera that has its full rate', () => {
    const { answers, heard, aFrameOf } = aFullDetector();
    const item = aFrameOf(high);
    answers.taken(item);
    answers.looked(item.frame, true);
    expect(heard).toEqual([{ ok: true, minIntervalMs: 0 }]);
  });

  test('is given to a slowed camera when its look is over: with a pause, and without one where somebody new may be', () => {
    const { answers, heard, aFrameOf, pause } = aFullDetector();
    const [first, second] = [aFrameOf(low), aFrameOf(low)];
    answers.taken(first);
    expect(heard).toEqual([]);
    answers.looked(first.frame, false);
    answers.taken(second);
    answers.looked(second.frame, true);
    expect(heard.map(({ minIntervalMs }) => minIntervalMs)).toEqual([pause, 0]);
  });

  test('comes with a pause while nothing can be written, whatever is seen', () => {
    const { answers, heard, aFrameOf } = aFullDetector({ hasRoom: false });
    const item = aFrameOf(high);
    answers.taken(item);
    answers.looked(item.frame, true);
    answers.refused(aFrameOf(high), 'overload');
    expect(heard.map(({ minIntervalMs }) => minIntervalMs)).toEqual([1_000, 1_000]);
  });
});

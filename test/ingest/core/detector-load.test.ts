import { describe, expect, test } from 'vitest';
import { createDetectorLoad } from '../../../ingest/core/detector-load.ts';
import { aCamera } from './a-city.ts';

const gate = aCamera({ id: 'gate', priority: 'high', sampleFps: 10 });
const yard = aCamera({ id: 'yard', priority: 'low', sampleFps: 10 });

function aLoad({ workers = 1, busyMs = 100 } = {}) {
  const load = createDetectorLoad(workers);
  load.looked(busyMs);
  return load;
}

describe('when more is sent than can be looked at', () => {
  test('the low camera is asked to pause, the high one is not', () => {
    const load = aLoad({ workers: 1, busyMs: 80 });
    load.sent(gate, 0);
    load.sent(yard, 0);
    expect(load.divide(0)).toEqual({ high: 0, normal: 0, low: 1 });
    expect(load.minIntervalMs('gate')).toBe(0);
    expect(load.minIntervalMs('yard')).toBeGreaterThan(400);
  });

  test('a second worker lifts the pause', () => {
    const load = aLoad({ workers: 2, busyMs: 80 });
    load.sent(gate, 0);
    load.sent(yard, 0);
    expect(load.divide(0)).toEqual({ high: 0, normal: 0, low: 0 });
    expect(load.minIntervalMs('yard')).toBe(0);
  });
});

test('a camera before which nothing moves any more leaves its share to the others', () => {
  const load = aLoad({ workers: 1, busyMs: 80 });
  load.sent(gate, 0);
  load.sent(yard, 0);
  load.divide(0);
  load.sent(yard, 4_000);
  expect(load.divide(4_000)).toEqual({ high: 0, normal: 0, low: 0 });
});

test('before anything was looked at nobody is slowed down', () => {
  const load = createDetectorLoad(1);
  load.sent(gate, 0);
  load.sent(yard, 0);
  expect(load.divide(0)).toEqual({ high: 0, normal: 0, low: 0 });
});

describe('a slowed camera that may show something new', () => {
  function slowed() {
    const load = aLoad({ workers: 1, busyMs: 80 });
    load.sent(gate, 0);
    load.sent(yard, 0);
    load.divide(0);
    return load;
  }

  test('is let ahead once a second; one that is not slowed needs no leave', () => {
    const load = slowed();
    expect([100, 900, 1_100].map((now) => load.hurry('yard', now))).toEqual([true, false, true]);
    expect(load.hurry('gate', 100)).toBe(false);
  });

  test('is let ahead at the cost of all', () => {
    const [calm, hurried] = [slowed(), slowed()];
    for (let now = 1_000; now <= 5_000; now += 1_000) {
      hurried.hurry('yard', now - 500);
      for (const load of [calm, hurried]) {
        load.sent(gate, now);
        load.sent(yard, now);
        load.divide(now);
      }
    }
    expect(hurried.minIntervalMs('yard')).toBeGreaterThan(calm.minIntervalMs('yard'));
  });
});

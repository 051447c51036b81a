import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFrameScheduler } from '../../../ingest/core/frame-scheduler.ts';

describe('a camera has one slot', () => {
  test('in which the newest frame takes the place of the one before', () => {
    const scheduler = createFrameScheduler<string>();
    expect(scheduler.offer('a', 'normal', 'first', 0)).toBeNull();
    expect(scheduler.offer('a', 'normal', 'second', 10)).toBe('first');
    expect(scheduler.next(20)).toEqual({ cameraId: 'a', item: 'second', waitedMs: 20 });
    expect(scheduler.next(20)).toBeNull();
  });

  test('and at most two frames in the detector', () => {
    const scheduler = createFrameScheduler<number>();
    for (let n = 0; n < 3; n++) {
      scheduler.offer('a', 'high', n, n);
      expect(scheduler.next(n)?.item ?? null).toBe(n < 2 ? n : null);
    }
    scheduler.finished('a');
    expect(scheduler.next(3)?.item).toBe(2);
  });
});

test('frames are taken along by their deadlines, as far as they fit, and count as taken', () => {
  const scheduler = createFrameScheduler<number>();
  scheduler.offer('l', 'low', 3, 0);
  scheduler.offer('n', 'normal', 2, 0);
  scheduler.offer('h', 'high', 9, 0);
  let room = 5;
  const fits = (size: number): boolean => {
    if (size > room) return false;
    room -= size;
    return true;
  };
  expect(scheduler.along(0, fits).map(({ item }) => item)).toEqual([2, 3]);
  expect([scheduler.waiting(), scheduler.next(0)?.item]).toEqual([1, 9]);
});

test('whoever is due first is taken first: high before normal before low', () => {
  const scheduler = createFrameScheduler<string>();
  scheduler.offer('l', 'low', 'low', 0);
  scheduler.offer('n', 'normal', 'normal', 1);
  scheduler.offer('h', 'high', 'high', 2);
  expect([scheduler.next(3), scheduler.next(3), scheduler.next(3)].map((taken) => taken?.item)).toEqual([
    'high',
    'normal',
    'low',
  ]);
});

test('a low camera that has waited long comes before a high one that came just now', () => {
  const scheduler = createFrameScheduler<string>();
  scheduler.offer('l', 'low', 'low', 0);
  scheduler.offer('h', 'high', 'high', 1_500);
  expect(scheduler.next(1_500)?.item).toBe('low');
});

test('a frame that replaces another keeps the place in the queue', () => {
  const scheduler = createFrameScheduler<string>();
  scheduler.offer('a', 'normal', 'old', 0);
  scheduler.offer('b', 'normal', 'other', 5);
  scheduler.offer('a', 'normal', 'new', 10);
  expect(scheduler.next(10)?.item).toBe('new');
});

test('what may show somebody new comes before what has waited longer, by what is known when it is taken', () => {
  const news = new Set<string>();
  const scheduler = createFrameScheduler<string>((item) => news.has(item));
  scheduler.offer('a', 'normal', 'street', 0);
  scheduler.offer('b', 'normal', 'gate', 500);
  news.add('gate');
  expect(scheduler.next(600)?.item).toBe('gate');
  scheduler.offer('b', 'normal', 'gate', 1_100);
  expect(scheduler.next(1_200)?.item).toBe('street');
});

test('no camera starves, whatever the others send and the detector manages', () => {
  const priority = fc.constantFrom('high', 'normal', 'low');
  fc.assert(
    fc.property(
      fc.array(priority, { minLength: 2, maxLength: 8 }),
      fc.array(fc.nat({ max: 7 }), { minLength: 400, maxLength: 400 }),
      fc.nat({ max: 3 }),
      (priorities, senders, always) => {
        // Some cameras have news all the time.
        const scheduler = createFrameScheduler<number>((step) => (senders[step] ?? 0) % priorities.length < always);
        const longest = new Map<string, number>();
        // One look in 100 ms; somebody sends every 20 ms, so most are left waiting.
        for (const [step, sender] of senders.entries()) {
          const now = step * 20;
          const at = sender % priorities.length;
          scheduler.offer(String(at), priorities[at] ?? 'low', step, now);
          if (step % 5 !== 0) continue;
          const taken = scheduler.next(now);
          if (!taken) continue;
          scheduler.finished(taken.cameraId);
          longest.set(taken.cameraId, Math.max(longest.get(taken.cameraId) ?? 0, taken.waitedMs));
        }
        // A round of everybody, what a low camera waits longer than a high one, and one without news longer than one with.
        for (const waited of longest.values())
          expect(waited).toBeLessThanOrEqual(1_200 + (always > 0 ? 1_000 : 0) + (priorities.length + 1) * 100);
      },
    ),
  );
});

test('frames of cameras that wait too long are let go', () => {
  const scheduler = createFrameScheduler<string>();
  scheduler.offer('a', 'normal', 'late', 0);
  scheduler.offer('b', 'normal', 'fresh', 900);
  expect(scheduler.expire(1_000, 1_000)).toEqual(['late']);
  expect(scheduler.waiting()).toBe(1);
});

test('the frame of a camera that is gone can be taken away', () => {
  const scheduler = createFrameScheduler<string>();
  scheduler.offer('a', 'normal', 'frame', 0);
  expect(scheduler.withdraw('a')).toBe('frame');
  expect(scheduler.withdraw('a')).toBeNull();
  expect(scheduler.next(1)).toBeNull();
});

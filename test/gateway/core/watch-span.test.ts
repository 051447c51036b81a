import { expect, test } from 'vitest';
import { createWatchSpan } from '../../../gateway/core/live/watch-span.ts';

test('nobody looks before the first console and after the last', () => {
  const watch = createWatchSpan();
  expect(watch.sinceMs()).toBeNull();
  watch.came(1000);
  watch.came(2000);
  expect(watch.sinceMs()).toBe(1000);
  watch.left(3000);
  expect(watch.sinceMs()).toBe(1000);
  watch.left(4000);
  expect(watch.sinceMs()).toBeNull();
});

test('a broken line that comes back is no gap, a night without anybody is', () => {
  const watch = createWatchSpan();
  watch.came(0);
  watch.left(10_000);
  watch.came(40_000);
  expect(watch.sinceMs()).toBe(0);
  watch.left(50_000);
  watch.came(8 * 3_600_000);
  expect(watch.sinceMs()).toBe(8 * 3_600_000);
});

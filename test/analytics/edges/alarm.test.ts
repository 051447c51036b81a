import { expect, test, vi } from 'vitest';
import { createAlarm } from '../../../analytics/edges/alarm.ts';

const slept = async (sleep: Promise<void>): Promise<boolean> => {
  let over = false;
  void sleep.then(() => (over = true));
  await vi.advanceTimersByTimeAsync(0);
  return over;
};

test('a sleep ends by time, by being woken, and by being stopped', async () => {
  vi.useFakeTimers();
  const alarm = createAlarm();
  const byTime = alarm.sleep(50);
  expect(await slept(byTime)).toBe(false);
  await vi.advanceTimersByTimeAsync(50);
  expect(await slept(byTime)).toBe(true);
  const woken = alarm.sleep(1e6);
  alarm.wake();
  expect(await slept(woken)).toBe(true);
  const stopped = alarm.sleep(1e6);
  alarm.stop();
  expect(await slept(stopped)).toBe(true);
  expect(await slept(alarm.sleep(1e6))).toBe(true);
  vi.useRealTimers();
});

test('being woken while awake ends the next sleep, and only that one', async () => {
  vi.useFakeTimers();
  const alarm = createAlarm();
  alarm.wake();
  alarm.wake();
  expect(await slept(alarm.sleep(1e6))).toBe(true);
  expect(await slept(alarm.sleep(1e6))).toBe(false);
  alarm.stop();
  vi.useRealTimers();
});

test('a rest is not ended by being woken, but by being stopped', async () => {
  vi.useFakeTimers();
  const alarm = createAlarm();
  const rest = alarm.rest(1e6);
  alarm.wake();
  expect(await slept(rest)).toBe(false);
  alarm.stop();
  expect(await slept(rest)).toBe(true);
  expect(await slept(alarm.rest(1e6))).toBe(true);
  vi.useRealTimers();
});

import type { Dictionary } from '../dictionary.ts';

/** Moments and durations. */
export const time: Dictionary['time'] = {
  now: 'just now',
  secondsAgo: (n) => `${n} s ago`,
  minutesAgo: (n) => `${n} min ago`,
  hoursAgo: (n) => `${n} h ago`,
  ms: (n) => `${n} ms`,
  s: (n) => `${n} s`,
  seconds: (n) => `${n} s`,
  minutes: (n) => `${n} min`,
  hours: (n) => `${n} h`,
  days: (n) => `${n} d`,
  never: 'none yet',
};

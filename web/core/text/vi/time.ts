/** Moments and durations. */
export const time = {
  now: 'vừa xong',
  secondsAgo: (n: string) => `${n} giây trước`,
  minutesAgo: (n: string) => `${n} phút trước`,
  hoursAgo: (n: string) => `${n} giờ trước`,
  ms: (n: string) => `${n} ms`,
  s: (n: string) => `${n} s`,
  seconds: (n: string) => `${n} giây`,
  minutes: (n: string) => `${n} phút`,
  hours: (n: string) => `${n} giờ`,
  days: (n: string) => `${n} ngày`,
  never: 'chưa có',
} as const;

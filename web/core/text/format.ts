import type { Dictionary, Language } from './dictionary.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const LOCALE: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB' };

/** Numbers, times and durations in the manner of one language, times in the city's zone. */
export interface Format {
  /** 1234.5 → "1.234,5" (vi). */
  readonly number: (value: number, digits?: number) => string;
  /** "14:05:09" */
  readonly clock: (at: number) => string;
  /** "14:05:09,123" */
  readonly clockMs: (at: number) => string;
  /** "14:05" */
  readonly hourMinute: (at: number) => string;
  /** "14:05" today, else "22/11 14:05". */
  readonly moment: (at: number, now: number) => string;
  /** "thứ hai, 23/11/2026" */
  readonly date: (at: number) => string;
  /** "23/11/2026" */
  readonly day: (at: number) => string;
  /** "23/11/2026 14:05:09" */
  readonly full: (at: number) => string;
  /** "vừa xong", "12 giây trước", then as {@link moment}. */
  readonly ago: (at: number, now: number) => string;
  /** "43 ms", "1,2 s", "3 phút 12 giây", "2 giờ 5 phút" */
  readonly duration: (ms: number) => string;
  /** In words, for sentences: "3 giây", "5 phút", "1 giờ 30 phút". */
  readonly span: (seconds: number) => string;
}

/** Makes the formats of a language; used by every view. Intl objects are made once, they are dear. */
export function createFormat(language: Language, t: Dictionary, timeZone: string = ZONE): Format {
  const locale = LOCALE[language];
  const times = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options });
  const clock = times({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const clockMs = times({ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
  const hourMinute = times({ hour: '2-digit', minute: '2-digit' });
  const day = times({ day: '2-digit', month: '2-digit' });
  const date = times({ weekday: 'long', day: '2-digit', month: '2-digit', year: 'numeric' });
  const shortDate = times({ day: '2-digit', month: '2-digit', year: 'numeric' });
  const numbers = new Map<number, Intl.NumberFormat>();
  const number = (value: number, digits = 0): string => {
    let format = numbers.get(digits);
    if (!format) {
      format = new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
      numbers.set(digits, format);
    }
    return format.format(value);
  };
  // Vietnamese writes a day without a year with a hyphen by default; with a slash it reads as the date it is.
  const dayOf = (at: number) => day.format(at).replace('-', '/');
  const moment = (at: number, now: number) =>
    dayOf(at) === dayOf(now) ? hourMinute.format(at) : `${dayOf(at)} ${hourMinute.format(at)}`;
  const duration = (ms: number): string => {
    if (ms < 1000) return t.time.ms(number(Math.round(ms)));
    if (ms < 60_000) return t.time.s(number(ms / 1000, ms < 10_000 ? 1 : 0));
    const s = Math.round(ms / 1000);
    if (s < 3600) return join(t.time.minutes(number(Math.floor(s / 60))), s % 60, t.time.seconds(number(s % 60)));
    const min = Math.round(s / 60);
    if (min < 1440) return join(t.time.hours(number(Math.floor(min / 60))), min % 60, t.time.minutes(number(min % 60)));
    const h = Math.round(min / 60);
    return join(t.time.days(number(Math.floor(h / 24))), h % 24, t.time.hours(number(h % 24)));
  };
  return {
    number,
    clock: (at) => clock.format(at),
    clockMs: (at) => clockMs.format(at),
    hourMinute: (at) => hourMinute.format(at),
    moment,
    date: (at) => date.format(at),
    day: (at) => shortDate.format(at),
    full: (at) => `${shortDate.format(at)} ${clock.format(at)}`,
    ago: (at, now) => {
      const s = Math.floor((now - at) / 1000);
      if (s < 3) return t.time.now;
      if (s < 60) return t.time.secondsAgo(number(s));
      if (s < 3600) return t.time.minutesAgo(number(Math.floor(s / 60)));
      return moment(at, now);
    },
    duration,
    span: (seconds) => (seconds < 60 ? t.time.seconds(number(seconds, 1)) : duration(seconds * 1000)),
  };
}

const join = (big: string, rest: number, small: string): string => (rest === 0 ? big : `${big} ${small}`);

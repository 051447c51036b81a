import type { Figure } from '../../../contracts/history.ts';
import type { ReportLanguage } from './report-data.ts';
import { reportTexts } from './texts.ts';

/** Numbers and times as a report of one language writes them. A dash stands for what is not known. */
export type ReportNumbers = {
  readonly whole: (value: number | null) => string;
  /** At most two decimals. */
  readonly value: (value: number | null) => string;
  readonly percent: (share: number | null) => string;
  /** `1.490 ± 60` */
  readonly estimate: (figure: Figure) => string;
  /** `+3,2 %` */
  readonly change: (share: number) => string;
  readonly duration: (seconds: number | null) => string;
  readonly day: (at: Date) => string;
  readonly moment: (at: Date) => string;
};

const UNKNOWN = '–';

export function reportNumbers(language: ReportLanguage, timeZone: string): ReportNumbers {
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB';
  const texts = reportTexts(language);
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const value = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const tenth = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const day = new Intl.DateTimeFormat(locale, { timeZone, day: '2-digit', month: '2-digit', year: 'numeric' });
  const moment = new Intl.DateTimeFormat(locale, {
    timeZone,
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const known = (format: { format: (value: number) => string }) => (number: number | null) =>
    number === null ? UNKNOWN : format.format(number);
  return {
    whole: known(whole),
    value: known(value),
    percent: known(percent),
    estimate: ({ estimated, plusMinus }) => {
      if (estimated === null) return UNKNOWN;
      return plusMinus === null ? whole.format(estimated) : `${whole.format(estimated)} ± ${whole.format(plusMinus)}`;
    },
    change: (share) => `${share < 0 ? '−' : '+'}${tenth.format(Math.abs(share) * 100)} %`,
    duration(seconds) {
      if (seconds === null) return UNKNOWN;
      if (seconds < 90) return texts.seconds(Math.round(seconds));
      if (seconds < 5400) return texts.minutes(Math.round(seconds / 60));
      return texts.hours(value.format(Math.round(seconds / 360) / 10));
    },
    day: (at) => day.format(at),
    moment: (at) => moment.format(at),
  };
}

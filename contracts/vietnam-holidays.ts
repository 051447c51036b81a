import { dayOfLunar } from './lunar-calendar.ts';
import type { Holiday } from './planning.ts';

const DAY_MS = 86_400_000;

const NEW_YEAR = { vi: 'Tết Dương lịch', en: 'New Year' };
const TET = { vi: 'Tết Nguyên đán', en: 'Tết (Lunar New Year)' };
const HUNG_KINGS = { vi: 'Giỗ Tổ Hùng Vương', en: 'Hùng Kings’ Commemoration' };
const REUNIFICATION = { vi: 'Ngày Chiến thắng 30/4', en: 'Reunification Day' };
const LABOUR = { vi: 'Quốc tế Lao động 1/5', en: 'Labour Day' };
const NATIONAL = { vi: 'Quốc khánh 2/9', en: 'National Day' };

/**
 * The public holidays of a year in Việt Nam, in their order: those of the Labour Code (45/2019/QH14, article 112), and for
 * each that falls on a Saturday or Sunday the next day of work (article 111). Which five days of Tết and which neighbour
 * of 2 September are free is announced each year: here the eve and the first four days, and the 1st. So this is what to
 * begin with, not the law.
 *
 * @param year 1901 to 2199
 */
export function vietnamHolidays(year: number): Holiday[] {
  const tet = dayOfLunar(year, 1, 1);
  const proper: readonly Holiday[] = [
    { date: `${year}-01-01`, name: NEW_YEAR },
    ...[-1, 0, 1, 2, 3].map((days) => ({ date: plusDays(tet, days), name: TET })),
    { date: dayOfLunar(year, 3, 10), name: HUNG_KINGS },
    { date: `${year}-04-30`, name: REUNIFICATION },
    { date: `${year}-05-01`, name: LABOUR },
    { date: `${year}-09-01`, name: NATIONAL },
    { date: `${year}-09-02`, name: NATIONAL },
  ];
  const free = new Map<string, Holiday>();
  // Two of one day, as when the Hùng Kings are remembered on 30 April, are two days off.
  const due: Holiday[] = [];
  for (const holiday of proper) {
    if (isWeekend(holiday.date) || free.has(holiday.date)) due.push(holiday);
    if (!free.has(holiday.date)) free.set(holiday.date, holiday);
  }
  for (const { date, name } of due) {
    let day = date;
    while (isWeekend(day) || free.has(day)) day = plusDays(day, 1);
    free.set(day, { date: day, name });
  }
  return [...free.values()].toSorted((a, b) => a.date.localeCompare(b.date));
}

function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(date).getUTCDay());
}

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The month before the one that a moment lies in, by the calendar of a zone: `2026-10`. */
export function monthBefore(at: Date, timeZone: string): string {
  const [year = 0, month = 0] = yearAndMonth(at, timeZone);
  return textOf(month === 1 ? year - 1 : year, month === 1 ? 12 : month - 1);
}

/** The month after `2026-12`: `2027-01`. */
export function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return textOf(number === 12 ? year + 1 : year, number === 12 ? 1 : number + 1);
}

/** The month before `2026-01`: `2025-12`. */
export function monthEarlier(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return textOf(number === 1 ? year - 1 : year, number === 1 ? 12 : number - 1);
}

/** Days of a month. */
export function daysIn(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

function yearAndMonth(at: Date, timeZone: string): number[] {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit' }).formatToParts(at);
  return ['year', 'month'].map((type) => Number(parts.find((part) => part.type === type)?.value));
}

function textOf(year: number, month: number): string {
  return `${year}-${String(month).padStart(2, '0')}`;
}

const DAY_MS = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Clocks are put on at quarters of an hour at most: what was told of one is kept, for asking the calendar is dear. */
const QUARTER_MS = 900_000;
const MOST_KEPT = 200_000;
const kept = new Map<string, Map<number, number>>();

/** How far a zone's clocks are ahead of UTC at a moment, milliseconds. */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  const quarter = Math.floor(atMs / QUARTER_MS);
  let offsets = kept.get(timeZone);
  if (!offsets || offsets.size > MOST_KEPT) kept.set(timeZone, (offsets = new Map()));
  const known = offsets.get(quarter);
  if (known !== undefined) return known;
  const offset = offsetOf(quarter * QUARTER_MS, timeZone);
  offsets.set(quarter, offset);
  return offset;
}

function offsetOf(atMs: number, timeZone: string): number {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  const part = Object.fromEntries(formatter.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(
    part['year'] ?? 0,
    (part['month'] ?? 1) - 1,
    part['day'] ?? 1,
    part['hour'] ?? 0,
    part['minute'] ?? 0,
    part['second'] ?? 0,
  );
  return local - Math.floor(atMs / 1000) * 1000;
}

/** First moment of a day of the zone's calendar, epoch milliseconds. `day`: `2024-02-29`. */
export function startOfDay(day: string, timeZone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // The offset of midnight is that of a moment no more than a day away; where midnight is skipped, the first moment after.
  const candidates = [utc - DAY_MS, utc, utc + DAY_MS].map((at) => utc - zoneOffsetMs(at, timeZone));
  const fitting = candidates.filter((at) => at + zoneOffsetMs(at, timeZone) >= utc);
  return Math.min(...fitting);
}

/** A moment or a day of the city's calendar as epoch milliseconds. */
export function momentOf(text: string, timeZone: string): number {
  return text.length === 10 ? startOfDay(text, timeZone) : Date.parse(text);
}

/** Whether a moment is the first of a day of the zone's calendar. */
export function startsDay(atMs: number, timeZone: string): boolean {
  return startOfDay(localDay(atMs, timeZone), timeZone) === atMs;
}

/** The day of the zone's calendar a moment falls on, `2024-02-29`. */
export function localDay(atMs: number, timeZone: string): string {
  return new Date(atMs + zoneOffsetMs(atMs, timeZone)).toISOString().slice(0, 10);
}

/** Whether the zone's clocks are a whole number of hours from UTC throughout, so that its hours are UTC's. */
export function hasWholeHours(fromMs: number, toMs: number, timeZone: string): boolean {
  for (let at = fromMs; at < toMs + 30 * DAY_MS; at += 30 * DAY_MS) {
    if (zoneOffsetMs(Math.min(at, toMs), timeZone) % 3_600_000 !== 0) return false;
  }
  return true;
}

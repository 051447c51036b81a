/** Wall clock of a zone at a moment, as milliseconds since 1970 that a calendar without zones would count. */
export type WallClock = (at: Date) => number;

/** @param timeZone IANA name, checked before */
export function wallClockOf(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  let hour = Number.NaN;
  let offset = 0;
  return (at) => {
    const ms = at.getTime();
    // Zones change their offset at most at quarters of an hour: asking once per quarter is enough.
    const quarter = Math.floor(ms / 900_000);
    if (quarter !== hour) {
      hour = quarter;
      const start = quarter * 900_000;
      const part = Object.fromEntries(format.formatToParts(start).map(({ type, value }) => [type, Number(value)]));
      const { year = 0, month = 1, day = 1, hour: h = 0, minute = 0, second = 0 } = part;
      offset = Date.UTC(year, month - 1, day, h, minute, second) - start;
    }
    return ms + offset;
  };
}

/** `2026-11-25 07:00:00` of the zone. */
export function localText(wall: WallClock, at: Date): string {
  return new Date(wall(at)).toISOString().slice(0, 19).replace('T', ' ');
}

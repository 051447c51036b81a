import { zoneOffsetMs } from '../history/city-time.ts';

/** Wall clock of a zone at a moment, as milliseconds since 1970 that a calendar without zones would count. */
export type WallClock = (at: Date) => number;

/** @param timeZone IANA name, checked before */
export function wallClockOf(timeZone: string): WallClock {
  return (at) => at.getTime() + zoneOffsetMs(at.getTime(), timeZone);
}

/** `2026-11-25 07:00:00` of the zone. */
export function localText(wall: WallClock, at: Date): string {
  return new Date(wall(at)).toISOString().slice(0, 19).replace('T', ' ');
}

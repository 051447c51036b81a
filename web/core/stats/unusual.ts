import type { Deviation } from '../../../contracts/deviations.ts';
import type { EventPage, HistoryEvent } from '../../../contracts/history-events.ts';

/** An hour at a place that was not as usual. */
export interface UnusualHour {
  readonly event: Extract<HistoryEvent, { of: 'observations' }>;
  readonly deviation: Deviation;
  /** The most, or the least, that was told of it. */
  readonly counted: number;
}

/** Hours that were not as usual, newest first. One that passed several marks is told once, by the last of them. */
export function unusualHoursOf({ events }: EventPage): readonly UnusualHour[] {
  const hours = new Map<string, UnusualHour>();
  for (const event of events) {
    if (event.of !== 'observations' || event.deviation === null || event.value === null) continue;
    const { deviation } = event;
    const key = [event.zoneId, event.class, deviation.what, deviation.side, deviation.from].join(' ');
    const before = hours.get(key);
    const isFurther = !before || (deviation.side === 'more') === event.value > before.counted;
    if (isFurther) hours.set(key, { event, deviation, counted: event.value });
  }
  return [...hours.values()].sort((a, b) => b.deviation.from.localeCompare(a.deviation.from));
}

import type { HistoryEvent } from '../../../contracts/history-events.ts';
import { formatQuery } from '../../core/stats/query.ts';
import type { StatsFrame } from './stats-frame.ts';

/** Opens what was found: an alert in its panel, an observation at its moment on the map of the past. */
export function showMoment(event: HistoryEvent, frame: StatsFrame): void {
  if (event.of === 'alerts') frame.dispatch({ type: 'selected', selection: { kind: 'alert', id: event.id } });
  else showPast(event, frame);
}

/** Leads to the moment of an event on the map of the past. */
export function showPast(event: HistoryEvent, { dispatch, stats, days }: StatsFrame): void {
  const at = Date.parse(event.at);
  const query = {
    ...stats.query,
    period: { kind: 'day', day: days.dayOf(at) } as const,
    past: 'flows' as const,
    minute: days.minuteOf(at),
  };
  dispatch({ type: 'stats-asked', path: ['past'], stats: formatQuery(query) });
}

import { daysBetween, plusDays, type Day } from './city-days.ts';
import { stepFor } from './columns.ts';
import { daysOf, lengthOf, periodAgainst, periodWith, type Days, type Period } from './period.ts';
import type { StatsQuery } from './query.ts';
import { SERIES_SLOTS, type Want } from './state.ts';

/** The period that is looked at; without a choice the seven days up to today, on the map of the past today. */
export function periodOf(query: StatsQuery, today: Day): Period {
  return query.period ?? periodWith(query.section === 'past' ? 'day' : 'week', today);
}

/** The period it is compared with, or null. The comparison's page always compares. */
export function periodBefore(query: StatsQuery, today: Day): Period | null {
  const against = query.against ?? (query.section === 'compare' ? ({ kind: 'previous' } as const) : null);
  return against === null ? null : periodAgainst(periodOf(query, today), against);
}

/** The calendar year a page shows days of: that of the period's last day, no later than today's. */
export function calendarYear(query: StatsQuery, today: Day): string {
  const { to } = daysOf(periodOf(query, today));
  return (to < today ? to : today).slice(0, 4);
}

/** How many days of a stretch have begun. */
export function daysSoFar({ from, to }: Days, today: Day): number {
  return Math.max(0, daysBetween(from, to < today ? to : today) + 1);
}

/** Seconds of a step of the map of the past, for so many days. */
export function pastStepS(period: Period): number {
  const days = lengthOf(period);
  if (days <= 1) return 300;
  if (days <= 15) return 900;
  if (days <= 62) return 3600;
  return days <= 375 ? 21_600 : 86_400;
}

/** What a page has to ask for to be drawn. */
export function wantsOf(query: StatsQuery, today: Day): readonly Want[] {
  return [{ slot: 'places', path: '/api/history/places' }, ...ofSection(query, today)];
}

function ofSection(query: StatsQuery, today: Day): readonly Want[] {
  const period = periodOf(query, today);
  const days = daysOf(period);
  const before = periodBefore(query, today);
  const then = before && daysOf(before);
  switch (query.section) {
    case 'overview': {
      const year = calendarYear(query, today);
      const step = stepFor(days);
      return [
        { slot: 'classes', path: flows(query, days, { by: 'none', split: 'class' }) },
        { slot: 'flows', path: flows(query, days, { by: step }) },
        // The same steps, so that one can lie over the other.
        ...(then ? [{ slot: 'flowsBefore', path: flows(query, then, { by: step }) } as const] : []),
        { slot: 'ways', path: flows(query, days, { by: 'none', split: 'zone,direction' }) },
        { slot: 'unusual', path: unusual(query, days) },
        ...usual(query),
        { slot: 'week', path: flows(query, days, { by: 'hour-of-week' }) },
        { slot: 'planning', path: '/api/settings/planning' },
        { slot: 'calendar', path: flows(query, { from: `${year}-01-01`, to: `${year}-12-31` }, { by: 'day' }) },
      ];
    }
    case 'junction':
      if (query.where.kind !== 'camera') return [];
      return [{ slot: 'movements', path: path('movements', counts(query, days, { cameraId: query.where.id }, false)) }];
    case 'spread': {
      const slot = query.spread === 'speed' ? 'speeds' : 'stays';
      const more = {
        by: 'hour-of-day',
        ...(slot === 'speeds' && query.limitKmh !== null && { limitKmh: String(query.limitKmh) }),
      };
      return [{ slot, path: path(slot, counts(query, days, more)) }];
    }
    case 'compare':
      if (!then) return [];
      return [
        {
          slot: 'comparison',
          path: path('comparison', {
            ...counts(query, then, { ...what(query), unit: query.carUnits ? 'car-units' : 'count' }),
            vsFrom: days.from,
            vsTo: plusDays(days.to, 1),
          }),
        },
      ];
    case 'sensors':
      return [
        ...query.sensors.map((sensorId, i) => ({
          slot: SERIES_SLOTS[i] ?? 'series0',
          path: path('sensor-series', { ...span(days), sensorId }),
        })),
        ...query.sensors.slice(0, 1).map((sensorId): Want => ({
          slot: 'traffic',
          path: path(
            'sensor-and-traffic',
            counts(query, days, { sensorId, by: lengthOf(period) <= 31 ? 'hour' : 'day' }),
          ),
        })),
      ];
    case 'alerts': {
      const area = query.where.kind === 'area' ? { areaIds: query.where.id, boundaries: query.boundaries } : {};
      const step = lengthOf(period) > 140 ? 'month' : lengthOf(period) > 1 ? 'day' : 'hour-of-day';
      return [
        { slot: 'alerts', path: path('alert-tables', { ...span(days), by: `rule,area,unit,type,${step}`, ...area }) },
        ...(then
          ? [{ slot: 'alertsBefore', path: path('alerts', { ...span(then), by: 'severity', ...area }) } as const]
          : []),
      ];
    }
    case 'past': {
      const area = query.where.kind === 'area' ? { areaIds: query.where.id } : {};
      if (query.past === 'flows')
        return [{ slot: 'past', path: path('past', { ...span(days), stepS: String(pastStepS(period)), ...area }) }];
      const spots = {
        ...span(days),
        of: query.events,
        ...(query.events === 'observations' && {
          ...what(query),
          ...(query.classes.length > 0 && { classes: query.classes.join(',') }),
        }),
        step: 'hour-of-day',
        ...area,
        ...(query.where.kind === 'area' && { boundaries: query.boundaries }),
      };
      return [{ slot: 'spots', path: path('hot-spots', spots) }];
    }
    case 'search':
      // Pages of its own: see found.ts.
      return [];
  }
}

type Said = Readonly<Record<string, string>>;

function path(route: string, said: Said): string {
  return `/api/history/${route}?${new URLSearchParams(said)}`;
}

/** The API's end is the first day that is not part of it. */
function span({ from, to }: Days): Said {
  return { from, to: plusDays(to, 1) };
}

const what = (query: StatsQuery): Said => (query.what === 'crossed' ? {} : { what: query.what });

function flows(query: StatsQuery, days: Days, more: Said): string {
  return path('flows', counts(query, days, { ...what(query), ...more }));
}

/** What is usual at one place; medians of several classes do not add up, so of all or of one. */
function usual({ where, classes, what: kind }: StatsQuery): readonly Want[] {
  const [thing, ...more] = classes;
  if (where.kind !== 'zone' || more.length > 0) return [];
  return [{ slot: 'usual', path: path('usual', { zoneId: where.id, what: kind, ...(thing && { class: thing }) }) }];
}

/** Hours that were not as usual. */
function unusual({ where, classes }: StatsQuery, days: Days): string {
  const place =
    where.kind === 'city' ? {} : { [{ area: 'areaIds', camera: 'deviceIds', zone: 'zoneIds' }[where.kind]]: where.id };
  return path('events', {
    of: 'observations',
    kinds: 'deviation',
    limit: '200',
    ...span(days),
    ...place,
    ...(classes.length > 0 && { classes: classes.join(',') }),
  });
}

/** The part of a question that every route about counts understands. */
function counts({ where, classes, boundaries }: StatsQuery, days: Days, more: Said, withPlace = true): Said {
  return {
    ...span(days),
    ...(withPlace && where.kind !== 'city' && { [`${where.kind}Ids`]: where.id }),
    ...(withPlace && where.kind === 'area' && { boundaries }),
    ...(classes.length > 0 && { classes: classes.join(',') }),
    ...more,
  };
}

import { plusDays, type Day } from './city-days.ts';
import { daysOf } from './period.ts';
import type { StatsQuery } from './query.ts';
import { periodOf } from './wants.ts';

/** Events of one page of the search; the first is small, to be there at once. */
export const FIRST_PAGE = 24;
export const NEXT_PAGE = 60;

/** The search as a path of the API, without the place in its list. Null on other pages. */
export function searchPath(query: StatsQuery, today: Day): string | null {
  if (query.section !== 'search') return null;
  const { from, to } = daysOf(periodOf(query, today));
  const said = new URLSearchParams({ of: query.events, from, to: plusDays(to, 1) });
  const say = (key: string, values: readonly string[]) => {
    if (values.length > 0) said.set(key, values.join(','));
  };
  const { where } = query;
  if (where.kind !== 'city') said.set({ area: 'areaIds', camera: 'deviceIds', zone: 'zoneIds' }[where.kind], where.id);
  say('classes', query.classes);
  if (query.words.trim() !== '') said.set('words', query.words.trim());
  if (query.drawn.length >= 3) said.set('polygon', query.drawn.map(([lat, lon]) => `${lat},${lon}`).join(';'));
  if (query.leastS !== null) said.set('longerThanS', String(query.leastS));
  if (query.mostS !== null) said.set('shorterThanS', String(query.mostS));
  if (query.events === 'alerts') {
    say('states', query.states);
    say('severities', query.severities);
  } else {
    say('kinds', query.kinds);
    if (query.way !== null) said.set('direction', query.way);
  }
  return `/api/history/events?${said}`;
}

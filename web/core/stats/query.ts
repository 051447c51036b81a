import type { ObservationKind } from '../../../contracts/observations.ts';
import type { Alert } from '../../../contracts/alerts.ts';
import type { ObjectClass } from '../../../contracts/road-users.ts';
import type { Severity } from '../../../contracts/rules.ts';
import { formatPeriod, parseDays, parsePeriod, type Against, type Period } from './period.ts';
import { formatWhere, parseWhere, type Where } from './places.ts';

/** The pages of the statistics, in their order. */
export const SECTIONS = ['overview', 'junction', 'spread', 'compare', 'sensors', 'alerts', 'search', 'past'] as const;
export type Section = (typeof SECTIONS)[number];

export const SPREADS = ['speed', 'stay', 'occupancy'] as const;
/** Whose distribution is shown. */
export type SpreadOf = (typeof SPREADS)[number];

export const CLASSES: readonly ObjectClass[] = [
  ...(['motorcycle', 'car', 'bus', 'truck', 'bicycle', 'person', 'train', 'boat'] as const),
  ...(['cat', 'dog', 'cow', 'backpack', 'handbag', 'suitcase'] as const),
];
export const KINDS: readonly ObservationKind[] = [
  ...(['entered', 'left', 'dwelled', 'crossed', 'stopped', 'wrong-way', 'crowd', 'crowd-density'] as const),
  ...(['left-behind', 'fallen', 'speed', 'deviation'] as const),
];
export const STATES: readonly Alert['state'][] = [
  ...(['raised', 'acknowledged', 'dispatched', 'on-scene', 'resolved', 'false-alarm'] as const),
];
export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];
/** Curves that can still be told apart in one chart. */
export const MOST_SENSORS = 4;

/** A corner of what was drawn on the map. */
export type Corner = readonly [lat: number, lon: number];

/** Everything the figures on a page are asked by, beside the page itself. All of it stands in the address. */
export interface Asked {
  /** null: the last seven days, whenever one looks. */
  readonly period: Period | null;
  readonly against: Against | null;
  readonly where: Where;
  /** Empty: all. */
  readonly classes: readonly ObjectClass[];
  /** In passenger-car units instead of things. */
  readonly carUnits: boolean;
  /** Crossings of lines, or entries into zones. */
  readonly what: 'crossed' | 'entered';
  /** Wards as they were then, or as they are today. */
  readonly boundaries: 'then' | 'now';
  readonly spread: SpreadOf;
  readonly limitKmh: number | null;
  readonly sensors: readonly string[];
  /** Search: alerts, or single observations. */
  readonly events: 'alerts' | 'observations';
  readonly words: string;
  readonly kinds: readonly ObservationKind[];
  readonly states: readonly Alert['state'][];
  readonly severities: readonly Severity[];
  readonly way: 'forward' | 'backward' | null;
  readonly leastS: number | null;
  readonly mostS: number | null;
  readonly drawn: readonly Corner[];
  /** Map of the past: what is shown, and the moment in minutes after the period's beginning. */
  readonly past: 'flows' | 'spots';
  readonly minute: number | null;
}

export interface StatsQuery extends Asked {
  readonly section: Section;
}

interface Codec<T> {
  readonly key: string;
  /** Anybody can write an address: what is not understood is what nobody asked for. */
  readonly parse: (text: string | null) => T;
  /** Empty: as if nothing was said. */
  readonly format: (value: T) => string;
}

const SLUG = /^[a-z0-9][a-z0-9-]{0,63}$/;
const parts = (text: string | null) => (text ?? '').split(',').filter((part) => part !== '');

function choice<T extends string>(key: string, choices: readonly [T, ...T[]]): Codec<T> {
  const [usual] = choices;
  return {
    key,
    parse: (text) => choices.find((one) => one === text) ?? usual,
    format: (value) => (value === usual ? '' : value),
  };
}

function some<T extends string>(key: string, choices: readonly T[]): Codec<readonly T[]> {
  return {
    key,
    parse: (text) => {
      const given = parts(text);
      return choices.filter((one) => given.includes(one));
    },
    format: (values) => values.join(','),
  };
}

function whole(key: string, least: number, most: number): Codec<number | null> {
  return {
    key,
    parse: (text) => {
      const value = /^\d{1,8}$/.test(text ?? '') ? Number(text) : -1;
      return value >= least && value <= most ? value : null;
    },
    format: (value) => (value === null ? '' : String(value)),
  };
}

const MOST_CORNERS = 64;

const CODECS: { readonly [K in keyof Asked]: Codec<Asked[K]> } = {
  period: { key: 'period', parse: parsePeriod, format: (period) => (period ? formatPeriod(period) : '') },
  against: {
    key: 'vs',
    parse: (text) =>
      text === 'previous' || text === 'year-before' ? { kind: text } : text === null ? null : parseDays(text),
    format: (against) =>
      against === null ? '' : against.kind === 'own' ? `${against.from}..${against.to}` : against.kind,
  },
  where: { key: 'place', parse: parseWhere, format: formatWhere },
  classes: some('class', CLASSES),
  carUnits: { key: 'unit', parse: (text) => text === 'pcu', format: (units) => (units ? 'pcu' : '') },
  what: choice('what', ['crossed', 'entered']),
  boundaries: choice('wards', ['then', 'now']),
  spread: choice('of', SPREADS),
  limitKmh: whole('limit', 1, 300),
  sensors: {
    key: 'sensors',
    parse: (text) => [...new Set(parts(text).filter((id) => SLUG.test(id)))].slice(0, MOST_SENSORS),
    format: (ids) => ids.join(','),
  },
  events: choice('events', ['alerts', 'observations']),
  words: { key: 'words', parse: (text) => (text ?? '').slice(0, 200), format: (words) => words },
  kinds: some('kind', KINDS),
  states: some('state', STATES),
  severities: some('gravity', SEVERITIES),
  way: {
    key: 'way',
    parse: (text) => (text === 'forward' || text === 'backward' ? text : null),
    format: (way) => way ?? '',
  },
  leastS: whole('least', 1, 31_536_000),
  mostS: whole('most', 1, 31_536_000),
  drawn: { key: 'drawn', parse: parseDrawn, format: (corners) => corners.map(formatCorner).join(';') },
  past: choice('show', ['flows', 'spots']),
  minute: whole('minute', 0, 6_000_000),
};

/** Reads what is asked for: the page from the path, the rest from the address' query. */
export function parseQuery(path: readonly string[], search: string): StatsQuery {
  const given = new URLSearchParams(search);
  const asked = Object.fromEntries(
    Object.entries(CODECS).map(([name, { key, parse }]) => [name, parse(given.get(key))]),
  );
  // Every field has its codec, as the type of CODECS says.
  return { ...(asked as unknown as Asked), section: SECTIONS.find((one) => one === path[0]) ?? 'overview' };
}

/** Writes what is asked for as the rest of an address; with the section the inverse of {@link parseQuery}. */
export function formatQuery(query: Asked): string {
  const said = new URLSearchParams();
  const say = (name: keyof Asked) => {
    // Each field is written by its own codec, which the types cannot follow over a union of fields.
    const { format } = CODECS[name] as Codec<unknown>;
    const text = format(query[name]);
    if (text !== '') said.set(CODECS[name].key, text);
  };
  for (const name of Object.keys(CODECS)) say(name as keyof Asked); // the keys of CODECS are those of Asked
  return said.toString();
}

const formatCorner = ([lat, lon]: Corner): string => `${lat.toFixed(5)},${lon.toFixed(5)}`;

function parseDrawn(text: string | null): readonly Corner[] {
  const corners = (text ?? '').split(';').flatMap((pair): Corner[] => {
    const [lat, lon, rest] = pair.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
    if (lat === undefined || lon === undefined || rest !== undefined) return [];
    return Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? [[lat, lon]] : [];
  });
  return corners.length >= 3 && corners.length <= MOST_CORNERS ? corners : [];
}

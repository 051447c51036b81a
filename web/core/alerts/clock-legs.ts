import type { AlertClock } from '../../../contracts/alerts.ts';

export type ClockMoment =
  | 'captured'
  | 'received'
  | 'perceived'
  | 'raised'
  | 'pushed'
  | 'shown'
  | 'acknowledged'
  | 'resolved';

/** One moment of an alert's life and how long after the moment before it came. */
export interface Leg {
  readonly moment: ClockMoment;
  /** Epoch milliseconds; null: has not happened yet. */
  readonly at: number | null;
  /** Milliseconds since the moment before that is known; null for the first and for what has not happened. */
  readonly tookMs: number | null;
}

const ORDER: readonly (readonly [ClockMoment, keyof AlertClock])[] = [
  ['captured', 'capturedAt'],
  ['received', 'receivedAt'],
  ['perceived', 'perceivedAt'],
  ['raised', 'raisedAt'],
  ['pushed', 'pushedAt'],
  ['shown', 'shownAt'],
  ['acknowledged', 'acknowledgedAt'],
  ['resolved', 'resolvedAt'],
];

/** Moments that do not exist for an alert without a picture. */
const PICTURE_ONLY: ReadonlySet<ClockMoment> = new Set(['received', 'perceived']);

/**
 * The clock of an alert, leg by leg. Legs a sensor's alert does not have are left out once a later moment is known.
 * Clocks of two machines may disagree by some milliseconds: a leg is never shown as less than zero.
 */
export function legs(clock: AlertClock): readonly Leg[] {
  const result: Leg[] = [];
  let before: number | null = null;
  for (const [moment, key] of ORDER) {
    const raw = clock[key];
    if (raw === null && PICTURE_ONLY.has(moment)) continue;
    // A console that fetched the alert showed it before anything was pushed: then the push was no part of the way.
    if (moment === 'pushed' && clock.shownAt !== null && (raw === null || raw > clock.shownAt)) continue;
    const at = raw === null ? null : Date.parse(raw);
    result.push({ moment, at, tookMs: at === null || before === null ? null : Math.max(0, at - before) });
    if (at !== null) before = at;
  }
  return result;
}

/** Milliseconds from the picture (or reading) to the alert on a screen; null while nobody has seen it. */
export function seenAfterMs(clock: AlertClock): number | null {
  return clock.shownAt === null ? null : Math.max(0, Date.parse(clock.shownAt) - Date.parse(clock.capturedAt));
}

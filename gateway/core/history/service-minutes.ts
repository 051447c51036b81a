import type { TimeStep } from '../../../contracts/history.ts';
import { startOfDay } from './city-time.ts';
import { slotAt, eachHour } from './occurrences.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A time of service, epoch milliseconds; `to` null: still. */
export type Service = { readonly fromMs: number; readonly toMs: number | null };

/** Hours of a period with the step each belongs to, made once for all parts of an answer. */
export type StepHours = {
  readonly starts: readonly number[];
  /** Key of the step of each hour: its moment or slot as text, `all` without steps. */
  readonly keys: readonly string[];
  readonly endMs: number;
};

/** Key of a step, the same for what is counted and for what was in service; a quarter has its hour's. */
export function stepKey(by: TimeStep, at: Date | null, slot: number | null): string {
  if (at) return String(by === '15min' ? Math.floor(at.getTime() / HOUR_MS) * HOUR_MS : at.getTime());
  return slot === null ? 'all' : String(slot);
}

type Period = { readonly fromMs: number; readonly toMs: number; readonly timeZone: string; readonly untilMs: number };

/** A page asks several questions about one period. */
const MOST_KEPT = 24;
const kept = new Map<string, StepHours>();

/**
 * The hours of a period, each with the step it belongs to. Of quarters the hour's is taken.
 *
 * @param period `untilMs`: later hours are left out, nothing is known of them yet.
 * @param seasonOfMonth season of each month, January first.
 */
export function stepHours(by: TimeStep, period: Period, seasonOfMonth: readonly number[]): StepHours {
  const name = JSON.stringify([by, period, by === 'season' ? seasonOfMonth : null]);
  const known = kept.get(name);
  if (known) return known;
  const made = makeHours(by, period, seasonOfMonth);
  kept.set(name, made);
  for (const first of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(first);
  return made;
}

function makeHours(
  by: TimeStep,
  { fromMs, toMs, timeZone, untilMs }: Period,
  seasonOfMonth: readonly number[],
): StepHours {
  const starts: number[] = [];
  const keys: string[] = [];
  const endMs = Math.min(toMs, untilMs);
  const firsts = new Map<string, string>();
  eachHour(fromMs, endMs, timeZone, (local, _share, atMs) => {
    starts.push(atMs);
    const slot = slotAt(by, local, seasonOfMonth);
    if (slot !== null) keys.push(String(slot));
    else if (by === 'none') keys.push('all');
    else if (by === '15min' || by === 'hour') keys.push(String(atMs - (local.getTime() % HOUR_MS)));
    else {
      const day = firstDay(by, local);
      const key = firsts.get(day) ?? String(startOfDay(day, timeZone));
      firsts.set(day, key);
      keys.push(key);
    }
  });
  return { starts, keys, endMs };
}

/** First day of the day, week, month or year a local time lies in. */
function firstDay(by: TimeStep, local: Date): string {
  const day = local.toISOString().slice(0, 10);
  if (by === 'month') return `${day.slice(0, 7)}-01`;
  if (by === 'year') return `${day.slice(0, 4)}-01-01`;
  if (by !== 'week') return day;
  const monday = new Date(local.getTime() - ((local.getUTCDay() + 6) % 7) * 24 * HOUR_MS);
  return monday.toISOString().slice(0, 10);
}

/** Minutes in service by step. Linear in hours and spans. */
export function serviceMinutes(services: readonly Service[], { starts, keys, endMs }: StepHours): Map<string, number> {
  const whole = new Float64Array(starts.length + 1);
  const minutes = new Map<string, number>();
  const add = (i: number, ms: number): void => {
    const key = keys[i];
    if (key !== undefined && ms > 0) minutes.set(key, (minutes.get(key) ?? 0) + ms / MINUTE_MS);
  };
  const endOf = (i: number): number => starts[i + 1] ?? endMs;
  const hourAt = (atMs: number): number => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? Infinity) <= atMs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  for (const { fromMs, toMs } of services) {
    const [first, last] = [Math.max(fromMs, starts[0] ?? endMs), Math.min(toMs ?? endMs, endMs)];
    if (first >= last) continue;
    const [i, j] = [hourAt(first), hourAt(last)];
    if (i === j) {
      add(i, last - first);
      continue;
    }
    add(i, endOf(i) - first);
    if (j < starts.length) add(j, last - (starts[j] ?? last));
    whole[i + 1] = (whole[i + 1] ?? 0) + 1;
    whole[j] = (whole[j] ?? 0) - 1;
  }
  let active = 0;
  for (let i = 0; i < starts.length; i++) {
    active += whole[i] ?? 0;
    if (active > 0) add(i, active * (endOf(i) - (starts[i] ?? 0)));
  }
  return minutes;
}

/** Keys of the steps by hour, for gaps, whose hours are those of UTC. */
export function keyOfHour({ starts, keys }: StepHours): (atMs: number) => string | undefined {
  const byHour = new Map<number, string>();
  starts.forEach((start, i) => {
    const key = keys[i];
    const hour = Math.floor(start / HOUR_MS) * HOUR_MS;
    if (key !== undefined && !byHour.has(hour)) byHour.set(hour, key);
  });
  return (atMs) => byHour.get(atMs);
}

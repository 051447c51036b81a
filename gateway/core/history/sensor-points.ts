import { localDay, startOfDay } from './city-time.ts';
import { promisedReadings, type Pace } from './sensor-pace.ts';

type By = '15min' | 'hour' | 'day' | 'week' | 'month';
type Found = {
  readonly at: Date;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly count: number;
  readonly suspect: number;
};

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Starts of all steps of a period, and its end; the first may begin before the period does, as weeks and months do. */
export function stepsOf(span: { readonly from: Date; readonly to: Date }, by: By, timeZone: string): number[] {
  const [from, to] = [span.from.getTime(), span.to.getTime()];
  const starts: number[] = [];
  let at = startOfStep(from, by, timeZone);
  while (at < to) {
    starts.push(at);
    at = nextStep(at, by, timeZone);
  }
  return [...starts, at];
}

/** Every step as a point, those without readings too. `isOver`: readings were promised for all or part of it. */
export function toSensorPoints(
  found: readonly Found[],
  starts: readonly number[],
  paces: readonly Pace[],
  nowMs: number,
) {
  const byStart = new Map(found.map((step) => [step.at.getTime(), step]));
  return starts.slice(0, -1).map((start, index) => {
    const toMs = starts[index + 1] ?? start;
    const step = byStart.get(start);
    const length = Math.max(0, Math.min(toMs, nowMs) - start);
    const promised = promisedReadings(paces, start, start + length);
    return {
      at: new Date(start).toISOString(),
      mean: step?.mean ?? null,
      min: step?.min ?? null,
      max: step?.max ?? null,
      count: step?.count ?? 0,
      suspect: step?.suspect ?? 0,
      observed: promised < 1 ? (step ? 1 : 0) : Math.min(1, (step?.count ?? 0) / promised),
      isOver: length > 0,
      toMs: start + length,
    };
  });
}

/** Runs of steps without any trusted reading. */
export function sensorGaps(
  points: readonly { readonly at: string; readonly count: number; readonly isOver: boolean; readonly toMs: number }[],
): { from: string; to: string }[] {
  const gaps: { from: string; to: string }[] = [];
  let from: string | null = null;
  let end = 0;
  for (const point of points) {
    if (point.isOver && point.count === 0) {
      from ??= point.at;
      end = point.toMs;
    } else if (from !== null) {
      // Where the next step is still to come, the silence lasts until now.
      gaps.push({ from, to: new Date(end).toISOString() });
      from = null;
    }
  }
  if (from !== null) gaps.push({ from, to: new Date(end).toISOString() });
  return gaps;
}

function startOfStep(at: number, by: By, timeZone: string): number {
  if (by === '15min') return Math.floor(at / QUARTER_MS) * QUARTER_MS;
  if (by === 'hour') return Math.floor(at / HOUR_MS) * HOUR_MS;
  const day = localDay(at, timeZone);
  if (by === 'day') return startOfDay(day, timeZone);
  if (by === 'month') return startOfDay(`${day.slice(0, 8)}01`, timeZone);
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return startOfDay(dayAfter(day, -weekday), timeZone);
}

function nextStep(at: number, by: By, timeZone: string): number {
  if (by === '15min') return at + QUARTER_MS;
  if (by === 'hour') return at + HOUR_MS;
  const day = localDay(at, timeZone);
  if (by === 'month') return startOfDay(`${dayAfter(`${day.slice(0, 8)}01`, 32).slice(0, 8)}01`, timeZone);
  return startOfDay(dayAfter(day, by === 'day' ? 1 : 7), timeZone);
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

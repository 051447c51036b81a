import type { DirectedLine } from '../../../contracts/geometry.ts';
import type { PastAnswer } from '../../../contracts/history-events.ts';
import type { CameraCondition } from '../../../contracts/telemetry.ts';
import { bearingTo, placeAt, type Place } from '../map/bearing.ts';

type PastAlert = PastAnswer['alerts'][number];

/** How the city was at one moment. */
export interface PastMoment {
  readonly at: number;
  /** Number of the step it lies in. */
  readonly step: number;
  /** Per hour, so that flows of different steps can be told by the same widths. */
  readonly flows: readonly {
    readonly zoneId: string;
    readonly cameraId: string;
    readonly forward: number;
    readonly backward: number;
    readonly entered: number;
  }[];
  readonly sensors: readonly {
    readonly sensorId: string;
    readonly value: number | null;
    readonly state: number | null;
  }[];
  readonly cameras: ReadonlyMap<string, CameraCondition | null>;
  /** Alerts active then, newest first. */
  readonly alerts: readonly PastAlert[];
}

/** Looks up a moment, minutes after the answer's beginning. */
export function pastMoment(answer: PastAnswer, minute: number): PastMoment {
  const from = Date.parse(answer.from);
  const at = from + minute * 60_000;
  const step = Math.max(0, Math.min(answer.steps - 1, Math.floor((minute * 60) / answer.stepS)));
  const hourly = 3600 / answer.stepS;
  return {
    at,
    step,
    flows: answer.flows.map(({ zoneId, cameraId, forward, backward, entered }) => ({
      zoneId,
      cameraId,
      forward: (forward[step] ?? 0) * hourly,
      backward: (backward[step] ?? 0) * hourly,
      entered: (entered[step] ?? 0) * hourly,
    })),
    sensors: answer.sensors.map(({ sensorId, values, states }) => ({
      sensorId,
      value: values[step] ?? null,
      state: states[step] ?? null,
    })),
    cameras: new Map(
      answer.cameras.map(({ cameraId, first, changes }) => [
        cameraId,
        changes.findLast((change) => Date.parse(change.at) <= at)?.condition ?? first,
      ]),
    ),
    alerts: answer.alerts
      .filter(
        ({ raisedAt, closedAt }) => Date.parse(raisedAt) <= at && (closedAt === null || Date.parse(closedAt) > at),
      )
      .toReversed(),
  };
}

/** What an alert's state was at a moment, by the steps taken until then. */
export function stateAt({ steps }: PastAlert, at: number): 'raised' | 'acknowledged' | 'dispatched' | 'on-scene' {
  type Active = 'raised' | 'acknowledged' | 'dispatched' | 'on-scene';
  const states: Active[] = ['raised'];
  for (const { at: when, kind } of steps) {
    if (Date.parse(when) > at) break;
    if (kind === 'acknowledged' || kind === 'dispatched' || kind === 'on-scene') states.push(kind);
    // Closed and open again, or closed: what it was before is told by what was last undone.
    if (kind === 'resolved' || kind === 'false-alarm') states.push(states.at(-1) ?? 'raised');
    if (kind === 'reopened') states.push('raised');
    if (kind === 'undone' && states.length > 1) states.pop();
  }
  return states.at(-1) ?? 'raised';
}

/** Alerts raised in each of so many equal parts of the answer's time: the bars over the slider. */
export function raisedBy(answer: PastAnswer, parts: number): readonly number[] {
  const from = Date.parse(answer.from);
  const part = (Date.parse(answer.to) - from) / parts;
  const bars = Array.from({ length: parts }, () => 0);
  for (const { raisedAt } of answer.alerts) {
    const index = Math.floor((Date.parse(raisedAt) - from) / part);
    if (index >= 0 && index < parts) bars[index] = (bars[index] ?? 0) + 1;
  }
  return bars;
}

/** Everything that was counted in each step: the curve over the slider. */
export function trafficBySteps(answer: PastAnswer): readonly number[] {
  return Array.from({ length: answer.steps }, (_, i) =>
    answer.flows.reduce(
      (sum, { forward, backward, entered }) => sum + (forward[i] ?? 0) + (backward[i] ?? 0) + (entered[i] ?? 0),
      0,
    ),
  );
}

/** The most any line counted in an hour: what the widest arrow stands for. */
export function mostPerHour(answer: PastAnswer): number {
  let most = 1;
  for (const { forward, backward } of answer.flows)
    for (const values of [forward, backward]) for (const value of values) most = Math.max(most, value);
  return (most * 3600) / answer.stepS;
}

/** What the lines of each camera count in an hour at a moment. */
export function totalsOf({ flows }: PastMoment): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const { cameraId, forward, backward, entered } of flows)
    totals.set(cameraId, (totals.get(cameraId) ?? 0) + forward + backward + entered);
  return totals;
}

/** The most one camera counted in an hour: what the largest circle stands for. */
export function mostOfCamera(answer: PastAnswer): number {
  let most = 1;
  for (let step = 0; step < answer.steps; step++) {
    const totals = new Map<string, number>();
    for (const { cameraId, forward, backward, entered } of answer.flows) {
      const all = (forward[step] ?? 0) + (backward[step] ?? 0) + (entered[step] ?? 0);
      totals.set(cameraId, (totals.get(cameraId) ?? 0) + all);
    }
    for (const total of totals.values()) most = Math.max(most, total);
  }
  return (most * 3600) / answer.stepS;
}

/** Where a camera stands and looks. */
export interface Standing {
  readonly place: Place;
  readonly headingDeg: number;
  readonly fieldOfViewDeg: number;
  readonly rangeM: number;
}

/**
 * About where a line over a camera's picture lies on the ground, and where `forward` leads (degrees from north): lower in
 * the picture is nearer. A guess from heading, angle and range; good enough to tell the arms of a junction apart.
 */
export function groundOf(
  { from, to }: DirectedLine,
  camera: Standing,
): { readonly place: Place; readonly bearingDeg: number } {
  const ground = (x: number, y: number): Place => {
    const away = camera.rangeM * (0.15 + 0.85 * (1 - y));
    return placeAt(camera.place, camera.headingDeg + (x - 0.5) * camera.fieldOfViewDeg, away);
  };
  const [x, y] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  // y grows downwards: forward is to the right of the line, (-dy, dx).
  const forward = [-(to[1] - from[1]) / length, (to[0] - from[0]) / length] as const;
  const place = ground(x, y);
  return { place, bearingDeg: bearingTo(place, ground(x + forward[0] * 0.05, y + forward[1] * 0.05)) };
}

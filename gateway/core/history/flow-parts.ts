import type { FlowAnswer, FlowKey, SplitKey, TimeStep } from '../../../contracts/history.ts';
import { objectClass } from '../../../contracts/road-users.ts';
import { figureOf, type Watch } from './figures.ts';
import { stepKey } from './service-minutes.ts';
import { partName, unknownSteps, type InService } from './unknown-steps.ts';

/** Names a part: the class, direction and place of a row, as far as they are told apart. */
export type Part = {
  readonly class: string | null;
  readonly direction: string | null;
  readonly camera: string | null;
  readonly zone: string | null;
  readonly area: string | null;
};

type Step = { readonly at: Date | null; readonly slot: number | null };

/** What was counted in one step of time, of one part, as the store sums it. */
export type CountedPart = Step & Part & { readonly counted: number; readonly carUnits: number };

/** What was missed in one step of time, of one part. */
export type MissedPart = Step &
  Part & {
    readonly missed: number;
    readonly variance: number;
    readonly missedUnits: number;
    readonly unitsVariance: number;
  };

/** How much was watched, by place and step; null: not known. `step` null: over the whole period. */
export type Watched = (place: Part, step: string | null) => Watch | null;

/** What was missed, by step and part, by part, and altogether: variances do not add up over steps of one day. */
export type MissedParts = {
  readonly rows: readonly MissedPart[];
  readonly parts: readonly MissedPart[];
  readonly total: readonly MissedPart[];
};

const CLASS = objectClass.nullable().catch(null);

/** The part of a row, with only the keys that were asked for. */
export function keyOf(part: Part, split: readonly SplitKey[]): FlowKey {
  return {
    ...(split.includes('class') && { class: CLASS.parse(part.class) }),
    ...(split.includes('direction') && { direction: directionOf(part.direction) }),
    ...(split.includes('camera') && part.camera !== null && { cameraId: part.camera }),
    ...(split.includes('zone') && { zoneId: part.zone }),
    ...(split.includes('area') && { areaId: part.area }),
  };
}

/**
 * Rows, parts and total of an answer.
 *
 * @param watch how much was watched, and what there was to watch; null: nothing is known of the time.
 */
export function flowParts(
  by: TimeStep,
  split: readonly SplitKey[],
  counted: readonly CountedPart[],
  missed: MissedParts,
  watch: (InService & { readonly watched: Watched }) | null,
  period: { readonly fromMs: number; readonly toMs: number },
): Pick<FlowAnswer, 'total' | 'parts' | 'rows'> {
  const everywhere: Part = { class: null, direction: null, camera: null, zone: null, area: null };
  const parts = new Map<string, Part & { counted: number; carUnits: number }>();
  const total = { counted: 0, carUnits: 0 };
  // Hours are told, quarters are not.
  const hourly = by !== '15min';
  const seen = hourly ? withUnseen(counted, missed.rows) : counted;
  const watched: Watched = watch?.watched ?? (() => null);
  const unknown = watch === null ? [] : unknownSteps(by, split, { rows: seen, inService: watch, watched, period });
  const all = unknown.length === 0 ? seen : [...seen, ...unknown].sort(inTime);
  for (const one of all) {
    const name = partName(one);
    const part = parts.get(name) ?? { ...one, counted: 0, carUnits: 0 };
    parts.set(name, part);
    for (const sum of [part, total]) {
      sum.counted += one.counted;
      sum.carUnits += one.carUnits;
    }
  }
  const rowsMissed = new Map(missed.rows.map((one) => [`${stepKey(by, one.at, one.slot)} ${partName(one)}`, one]));
  const partsMissed = new Map(missed.parts.map((one) => [partName(one), one]));
  return {
    total: figures(total, watched(everywhere, null), missed.total[0] ?? NOTHING),
    parts: [...parts.values()].map((part) => ({
      key: keyOf(part, split),
      ...figures(part, watched(part, null), partsMissed.get(partName(part)) ?? NOTHING),
    })),
    rows: all.map((one) => {
      const step = stepKey(by, one.at, one.slot);
      const lost = !hourly ? null : (rowsMissed.get(`${step} ${partName(one)}`) ?? NOTHING);
      return {
        at: one.at?.toISOString() ?? null,
        slot: one.slot,
        key: keyOf(one, split),
        ...figures(one, watched(one, step), lost),
      };
    }),
  };
}

const NOTHING = { missed: 0, variance: 0, missedUnits: 0, unitsVariance: 0 };

function figures(
  one: { readonly counted: number; readonly carUnits: number },
  watch: Watch | null,
  missed: typeof NOTHING | null,
) {
  return {
    count: figureOf(one.counted, watch, missed),
    carUnits: figureOf(one.carUnits, watch, missed && { missed: missed.missedUnits, variance: missed.unitsVariance }),
  };
}

/** Steps in which nothing was counted but something was missed are rows too. */
function withUnseen(counted: readonly CountedPart[], missed: readonly MissedPart[]): readonly CountedPart[] {
  const name = (one: Step & Part) => `${one.at?.getTime() ?? ''} ${one.slot ?? ''} ${partName(one)}`;
  const there = new Set(counted.map(name));
  const unseen = missed.filter((one) => one.missed >= 0.05 && !there.has(name(one)));
  if (unseen.length === 0) return counted;
  return [
    ...counted,
    ...unseen.map(({ at, slot, class: thing, direction, camera, zone, area }) => ({
      at,
      slot,
      class: thing,
      direction,
      camera,
      zone,
      area,
      counted: 0,
      carUnits: 0,
    })),
  ].sort(inTime);
}

function inTime(a: Step, b: Step): number {
  return (a.at?.getTime() ?? a.slot ?? 0) - (b.at?.getTime() ?? b.slot ?? 0);
}

function directionOf(text: string | null): 'forward' | 'backward' | null {
  return text === 'forward' || text === 'backward' ? text : null;
}

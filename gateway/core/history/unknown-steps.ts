import type { SplitKey, TimeStep } from '../../../contracts/history.ts';
import { MOST_UNKNOWN } from './figures.ts';
import type { CountedPart, Part, Watched } from './flow-parts.ts';
import { stepKey } from './service-minutes.ts';

/** What there was to watch: keys of all steps that are told (`stepKey`), and the places that are told apart. */
export type InService = { readonly steps: readonly string[]; readonly places: readonly Part[] };

const QUARTERS_MS = [0, 900_000, 1_800_000, 2_700_000];
const RECURRING: ReadonlySet<TimeStep> = new Set(['hour-of-day', 'weekday', 'hour-of-week', 'month-of-year', 'season']);

/**
 * Rows for steps in which nothing was counted and nobody can tell what was missed, of all that counted at other times and of
 * places that never did: without them a dark day would look as if it had not been asked for.
 *
 * @param rows what is there already.
 * @param period milliseconds; quarters outside are not told.
 */
export function unknownSteps(
  by: TimeStep,
  split: readonly SplitKey[],
  {
    rows,
    inService,
    watched,
    period,
  }: {
    readonly rows: readonly CountedPart[];
    readonly inService: InService;
    readonly watched: Watched;
    readonly period: { readonly fromMs: number; readonly toMs: number };
  },
): readonly CountedPart[] {
  const isUnknown = (part: Part, step: string | null): boolean => {
    const watch = watched(part, step);
    // Over the whole period any of it is worth a look at its steps.
    const most = step === null ? 0 : MOST_UNKNOWN;
    return watch !== null && watch.inService > 0 && watch.unknown > most * watch.inService;
  };
  if (!isUnknown(EVERYWHERE, null)) return [];
  const there = new Set(rows.map((row) => `${stepKey(by, row.at, row.slot)} ${partName(row)}`));
  const parts = new Map(rows.map((row) => [partName(row), partOf(row)]));
  // Classes and directions that nobody saw have no names.
  if (!split.includes('class') && !split.includes('direction'))
    for (const place of inService.places) parts.set(partName(place), place);
  return [...parts].flatMap(([name, part]) =>
    isUnknown(part, null)
      ? inService.steps
          .filter((step) => !there.has(`${step} ${name}`) && isUnknown(part, step))
          .flatMap((step) => momentsOf(by, step, period).map((at) => ({ ...part, ...at, counted: 0, carUnits: 0 })))
      : [],
  );
}

const EVERYWHERE: Part = { class: null, direction: null, camera: null, zone: null, area: null };

function partOf({ class: thing, direction, camera, zone, area }: Part): Part {
  return { class: thing, direction, camera, zone, area };
}

/** Name of a part, the same for rows, parts and what was missed of them. */
export function partName(part: Part): string {
  return [part.class, part.direction, part.camera, part.zone, part.area].map((word) => word ?? '').join(' ');
}

function momentsOf(
  by: TimeStep,
  step: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly { readonly at: Date | null; readonly slot: number | null }[] {
  if (by === 'none') return [{ at: null, slot: null }];
  if (RECURRING.has(by)) return [{ at: null, slot: Number(step) }];
  const starts = by === '15min' ? QUARTERS_MS.map((after) => Number(step) + after) : [Number(step)];
  return starts
    .filter((at) => by !== '15min' || (at >= fromMs && at < toMs))
    .map((at) => ({ at: new Date(at), slot: null }));
}

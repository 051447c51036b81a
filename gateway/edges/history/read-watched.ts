import type { SplitKey, TimeStep } from '../../../contracts/history.ts';
import type { Queryable } from '../../../store/database.ts';
import { gapAccount } from '../../../store/gaps.ts';
import type { Selection } from '../../../store/history/selection.ts';
import { readServiceGaps, readServiceSpans, type ServiceSpan } from '../../../store/history/service.ts';
import type { Scope } from '../../../store/scope.ts';
import type { Watch } from '../../core/history/figures.ts';
import type { Part, Watched } from '../../core/history/flow-parts.ts';
import { keyOfHour, serviceMinutes, stepHours, stepKey, type Service } from '../../core/history/service-minutes.ts';

type Question = {
  readonly selection: Selection;
  readonly scope: Scope;
  readonly by: TimeStep;
  readonly split: readonly SplitKey[];
  readonly timeZone: string;
  readonly seasonOfMonth: readonly number[];
};

const HOUR_MS = 3_600_000;
/** Gaps are told an hour and some minutes late; what is not told for longer stays behind. */
const USUALLY_LATE_MS = 3 * HOUR_MS;

/**
 * How much of the time was watched, by place and step, and what there was to watch: cameras in service and steps. Hours
 * whose gaps are not told yet are left out; null: no gaps are told yet. While the account is behind, as after a long
 * outage, what it has not told counts as unknown, so that nothing is estimated from a part.
 */
export async function readWatch(
  connection: Queryable,
  { selection, scope, by, split, timeZone, seasonOfMonth }: Question,
): Promise<{
  readonly watched: Watched;
  readonly cameraIds: ReadonlySet<string>;
  /** Keys of all steps that are told (`stepKey`), in order. */
  readonly steps: readonly string[];
  /** What is told apart. */
  readonly places: readonly Part[];
} | null> {
  const zones = selection.zoneIds !== null || split.includes('zone');
  const apart = {
    by: gapStep(by),
    timeZone,
    cameras: split.includes('camera') || zones,
    areas: split.includes('area'),
  };
  const [account, spans, gaps] = await Promise.all([
    gapAccount(connection),
    readServiceSpans(connection, selection, scope, zones),
    readServiceGaps(connection, selection, scope, apart),
  ]);
  if (account === null) return null;
  const hours = stepHours(
    by,
    {
      fromMs: selection.from.getTime(),
      toMs: selection.to.getTime(),
      timeZone,
      untilMs: account.until.getTime(),
    },
    seasonOfMonth,
  );
  const behind = stepHours(
    by,
    {
      fromMs: Math.max(selection.from.getTime(), account.until.getTime()),
      toMs: selection.to.getTime(),
      timeZone,
      // Whole hours, so that the hours of a question are not made anew each time.
      untilMs: Math.floor((Date.now() - USUALLY_LATE_MS) / HOUR_MS) * HOUR_MS,
    },
    seasonOfMonth,
  );
  const [lateIn, toldIn] = [hoursIn(behind), hoursIn(hours)];
  // Thousands of hours, which only gaps that are told hour by hour need.
  const stepOf = apart.by === 'hour' ? keyOfHour(hours) : null;
  const placeOfPart = placeName(split);
  const told = new Map<string, Map<string, { inService: number; missing: number; unknown: number }>>();
  const watchOf = (place: string, step: string) => {
    const steps = told.get(place) ?? new Map<string, { inService: number; missing: number; unknown: number }>();
    told.set(place, steps);
    const watch = steps.get(step) ?? { inService: 0, missing: 0, unknown: 0 };
    steps.set(step, watch);
    return watch;
  };
  const byPlace = new Map<string, ServiceSpan[]>();
  for (const span of spans) {
    const place = placeOfPart({ camera: span.cameraId, zone: span.zoneId, area: span.areaId });
    const there = byPlace.get(place);
    if (there) there.push(span);
    else byPlace.set(place, [span]);
  }
  const placesOfCamera = new Map<string, Map<string, string | null>>();
  const minutesOf = serviceMemo(hours);
  for (const [place, services] of byPlace) {
    for (const [step, minutes] of minutesOf(services.map(toMs))) watchOf(place, step).inService += minutes;
    for (const { cameraId, areaId } of services)
      placesOfCamera.set(
        cameraId,
        (placesOfCamera.get(cameraId) ?? new Map<string, string | null>()).set(place, areaId),
      );
  }
  for (const gap of gaps) {
    const step = stepOf && gap.at !== null ? stepOf(gap.at.getTime()) : stepKey(by, gap.at, gap.slot);
    if (step === undefined) continue;
    const places = apart.cameras
      ? [...(placesOfCamera.get(gap.cameraId ?? '') ?? [])].flatMap(([place, areaId]) =>
          !apart.areas || areaId === gap.areaId ? [place] : [],
        )
      : [placeOfPart({ camera: null, zone: null, area: gap.areaId })];
    for (const place of places) {
      const watch = watchOf(place, step);
      // A zone that was drawn within an hour was not missed before.
      watch.missing += Math.min(gap.missing, watch.inService);
      watch.unknown += Math.min(gap.unknown, watch.inService);
    }
  }
  const watched: Watched = (part, step) => {
    const place = isEverywhere(part) ? null : placeOfPart(part);
    const sum = { inService: 0, missing: 0, unknown: 0 };
    for (const steps of place === null ? told.values() : [told.get(place)]) {
      for (const watch of step === null ? (steps?.values() ?? []) : [steps?.get(step)]) add(sum, watch);
    }
    if (sum.inService <= 0) return null;
    if (behind.keys.length === 0) return sum;
    const [late, whole] = step === null ? [behind.keys.length, hours.keys.length] : [lateIn(step), toldIn(step)];
    return late === 0 || whole === 0 ? sum : { ...sum, unknown: sum.unknown + (sum.inService * late) / whole };
  };
  return {
    watched,
    cameraIds: new Set(spans.map(({ cameraId }) => cameraId)),
    places: [...byPlace.values()].flatMap(([span]) => (span ? [partOf(span, split)] : [])),
    steps: [...new Set(hours.keys)].sort((a, b) => Number(a) - Number(b)),
  };
}

/** Gaps are added up by step where they are read; of quarters and of seasons, which settings tell, hour by hour. */
function gapStep(by: TimeStep): TimeStep {
  return by === '15min' || by === 'season' ? 'hour' : by;
}

/** How many hours a step has. */
function hoursIn({ keys }: { readonly keys: readonly string[] }): (step: string) => number {
  let counted: Map<string, number> | null = null;
  return (step) => {
    if (counted === null) {
      counted = new Map<string, number>();
      for (const key of keys) counted.set(key, (counted.get(key) ?? 0) + 1);
    }
    return counted.get(step) ?? 0;
  };
}

/** Only the places that are told apart name a part; class and direction were watched alike. */
function placeName(split: readonly SplitKey[]): (part: Pick<Part, 'camera' | 'zone' | 'area'>) => string {
  return (part) =>
    [
      split.includes('camera') ? part.camera : '',
      split.includes('zone') ? part.zone : '',
      split.includes('area') ? part.area : '',
    ]
      .map((word) => word ?? '')
      .join(' ');
}

function partOf({ cameraId, zoneId, areaId }: ServiceSpan, split: readonly SplitKey[]): Part {
  return {
    class: null,
    direction: null,
    camera: split.includes('camera') ? cameraId : null,
    zone: split.includes('zone') ? zoneId : null,
    area: split.includes('area') ? areaId : null,
  };
}

function isEverywhere(part: Part): boolean {
  return part.camera === null && part.zone === null && part.area === null;
}

function add(sum: { inService: number; missing: number; unknown: number }, watch: Watch | undefined): void {
  sum.inService += watch?.inService ?? 0;
  sum.missing += watch?.missing ?? 0;
  sum.unknown += watch?.unknown ?? 0;
}

/** Most cameras were in service throughout: their minutes are told once. */
function serviceMemo(
  hours: ReturnType<typeof stepHours>,
): (services: readonly Service[]) => ReadonlyMap<string, number> {
  const { starts, endMs } = hours;
  const known = new Map<string, ReadonlyMap<string, number>>();
  return (services) => {
    const within = services.map(({ fromMs, toMs }) => ({
      fromMs: Math.max(fromMs, starts[0] ?? endMs),
      toMs: Math.min(toMs ?? endMs, endMs),
    }));
    const name = within.map(({ fromMs, toMs }) => `${fromMs} ${toMs}`).join();
    const minutes = known.get(name) ?? serviceMinutes(within, hours);
    known.set(name, minutes);
    return minutes;
  };
}

function toMs({ from, to }: ServiceSpan): { readonly fromMs: number; readonly toMs: number | null } {
  return { fromMs: from.getTime(), toMs: to?.getTime() ?? null };
}

import type { SplitKey, TimeStep } from '../../../contracts/history.ts';
import type { Queryable } from '../../../store/database.ts';
import { gapAccount } from '../../../store/gaps.ts';
import type { Selection } from '../../../store/history/selection.ts';
import { readServiceGaps, readServiceSpans, type ServiceSpan } from '../../../store/history/service.ts';
import type { Scope } from '../../../store/scope.ts';
import type { Watch } from '../../core/history/figures.ts';
import type { Part, Watched } from '../../core/history/flow-parts.ts';
import { keyOfHour, serviceMinutes, stepHours } from '../../core/history/service-minutes.ts';

/**
 * How much of the time was watched, by place and step. Hours whose gaps are not told yet are left out; where nothing
 * else is, the answer is null.
 */
export async function readWatched(
  connection: Queryable,
  {
    selection,
    scope,
    by,
    split,
    timeZone,
    seasonOfMonth,
  }: {
    readonly selection: Selection;
    readonly scope: Scope;
    readonly by: TimeStep;
    readonly split: readonly SplitKey[];
    readonly timeZone: string;
    readonly seasonOfMonth: readonly number[];
  },
): Promise<Watched> {
  const zones = selection.zoneIds !== null || split.includes('zone');
  const apart = split.includes('camera') || zones ? 'camera' : split.includes('area') ? 'area' : null;
  const [account, spans, gaps] = await Promise.all([
    gapAccount(connection),
    readServiceSpans(connection, selection, scope, zones),
    readServiceGaps(connection, selection, scope, apart),
  ]);
  if (account === null) return () => null;
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
  const stepOf = keyOfHour(hours);
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
    byPlace.set(place, [...(byPlace.get(place) ?? []), span]);
  }
  const placesOfCamera = new Map<string, Set<string>>();
  for (const [place, services] of byPlace) {
    for (const [step, minutes] of serviceMinutes(services.map(toMs), hours)) watchOf(place, step).inService += minutes;
    for (const { cameraId } of services)
      placesOfCamera.set(cameraId, (placesOfCamera.get(cameraId) ?? new Set()).add(place));
  }
  for (const gap of gaps) {
    const step = stepOf(gap.at.getTime());
    if (step === undefined) continue;
    const places =
      apart === 'camera'
        ? (placesOfCamera.get(gap.cameraId ?? '') ?? [])
        : [placeOfPart({ camera: null, zone: null, area: gap.areaId })];
    for (const place of places) {
      const watch = watchOf(place, step);
      // A zone that was drawn within an hour was not missed before.
      watch.missing += Math.min(gap.missing, watch.inService);
      watch.unknown += Math.min(gap.unknown, watch.inService);
    }
  }
  return (part, step) => {
    const place = isEverywhere(part) ? null : placeOfPart(part);
    const sum = { inService: 0, missing: 0, unknown: 0 };
    for (const steps of place === null ? told.values() : [told.get(place)]) {
      for (const watch of step === null ? (steps?.values() ?? []) : [steps?.get(step)]) add(sum, watch);
    }
    return sum.inService > 0 ? sum : null;
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

function isEverywhere(part: Part): boolean {
  return part.camera === null && part.zone === null && part.area === null;
}

function add(sum: { inService: number; missing: number; unknown: number }, watch: Watch | undefined): void {
  sum.inService += watch?.inService ?? 0;
  sum.missing += watch?.missing ?? 0;
  sum.unknown += watch?.unknown ?? 0;
}

function toMs({ from, to }: ServiceSpan): { readonly fromMs: number; readonly toMs: number | null } {
  return { fromMs: from.getTime(), toMs: to?.getTime() ?? null };
}

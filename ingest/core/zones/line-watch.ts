import { VEHICLES } from '../../../contracts/behaviours.ts';
import { distance, toHeights } from '../geometry/aspect-plane.ts';
import { createLineCrossing, type Crossing, type LineCrossing, type LookBefore } from './line-crossing.ts';
import { draftOf, type ObservationDraft } from './observation-draft.ts';
import type { SceneLine } from './scene-shapes.ts';
import type { SpeedGauge } from './speed-gauge.ts';
import type { ShapeWatch } from './zone-watch.ts';

const vehicles: ReadonlySet<string> = new Set(VEHICLES);

/** So close in time, and within its own size, a crossing that nobody saw and another are one object's. */
const SAME_MS = 400;
/** Two that were both seen are one object's, found twice, when they are nearer still: no two stand in one place, in sizes. */
const TWICE_MS = 100;
const TWICE_SIZES = 0.35;
const REMEMBERED_MS = 2000;

/** Crossings of one line and, where asked for and calibrated, the speed of vehicles at it. */
export function createLineWatch({ id, line, speed = false }: SceneLine, aspect: number, gauge: SpeedGauge): ShapeWatch {
  const from = toHeights(line.from, aspect);
  const to = toHeights(line.to, aspect);
  const crossings = new Map<number, LineCrossing>();
  /** Crossings of the last moment or two: one object that is found twice beyond the line has crossed once. */
  let recent: { readonly crossing: Crossing; readonly seenAt: number; readonly isSure: boolean }[] = [];
  let before: LookBefore | null = null;
  const showed: LookBefore['showed'] = ({ x, y }) => x >= 0 && x <= aspect && y >= 0 && y <= 1;

  function isKnown(crossing: Crossing, size: number): boolean {
    const [withinMs, reach] = crossing.inferred ? [SAME_MS, size] : [TWICE_MS, TWICE_SIZES * size];
    return recent.some(
      ({ crossing: other, isSure }) =>
        // What may turn out to be nothing takes no other's crossing away.
        (isSure || crossing.inferred) &&
        other.direction === crossing.direction &&
        Math.abs(other.since - crossing.since) <= withinMs &&
        distance(other.place, crossing.place) <= reach,
    );
  }

  return {
    observe({ users, atMs }) {
      const said: ObservationDraft[] = [];
      recent = recent.filter(({ seenAt }) => Math.abs(atMs - seenAt) <= REMEMBERED_MS);
      for (const { track, foot, margin, size, ended } of users) {
        if (ended) crossings.delete(track.id);
        if (ended || !foot) continue;
        const one = crossings.get(track.id) ?? createLineCrossing(from, to, before);
        crossings.set(track.id, one);
        const crossed = one.look(foot, margin, atMs);
        if (!crossed || isKnown(crossed, size)) continue;
        recent.push({ crossing: crossed, seenAt: atMs, isSure: track.wasConfirmed });
        const { direction, since } = crossed;
        said.push(draftOf('crossed', id, track, atMs, { direction, since }));
        const measured = speed && vehicles.has(track.className) ? gauge.speedOf(track.id) : null;
        if (!measured) continue;
        const { kmh, uncertaintyKmh } = measured;
        said.push(draftOf('speed', id, track, atMs, { direction, since, value: kmh, uncertainty: uncertaintyKmh }));
      }
      before = { atMs, showed };
      return said;
    },
  };
}

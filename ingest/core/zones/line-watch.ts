import { VEHICLES } from '../../../contracts/road-users.ts';
import { toHeights } from '../geometry/aspect-plane.ts';
import { createLineCrossing, type LineCrossing } from './line-crossing.ts';
import { draftOf, type ObservationDraft } from './observation-draft.ts';
import type { SceneLine } from './scene-shapes.ts';
import type { SpeedGauge } from './speed-gauge.ts';
import type { ShapeWatch } from './zone-watch.ts';

const vehicles: ReadonlySet<string> = new Set(VEHICLES);

/** Crossings of one line and, where asked for and calibrated, the speed of vehicles at it. */
export function createLineWatch({ id, line, speed = false }: SceneLine, aspect: number, gauge: SpeedGauge): ShapeWatch {
  const from = toHeights(line.from, aspect);
  const to = toHeights(line.to, aspect);
  const crossings = new Map<number, LineCrossing>();
  return {
    observe({ users, atMs }) {
      const said: ObservationDraft[] = [];
      for (const { track, foot, margin, ended } of users) {
        if (ended) crossings.delete(track.id);
        if (ended || !foot) continue;
        const one = crossings.get(track.id) ?? createLineCrossing(from, to);
        crossings.set(track.id, one);
        const crossed = one.look(foot, margin, atMs);
        if (!crossed) continue;
        said.push(draftOf('crossed', id, track, atMs, crossed));
        const measured = speed && vehicles.has(track.className) ? gauge.speedOf(track.id) : null;
        if (!measured) continue;
        const { kmh, uncertaintyKmh } = measured;
        said.push(draftOf('speed', id, track, atMs, { ...crossed, value: kmh, uncertainty: uncertaintyKmh }));
      }
      return said;
    },
  };
}

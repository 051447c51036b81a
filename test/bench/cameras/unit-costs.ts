import { createCellGrid, fillCellGrid } from '../../../edge-agent/core/motion/cell-grid.ts';
import { createMotionGate } from '../../../edge-agent/core/motion/motion-gate.ts';
import type { Picture } from '../../../edge-agent/core/y4m-reader.ts';
import { createCameraPerception } from '../../../ingest/core/camera-perception.ts';
import type { ScoredBox } from '../../../ingest/core/tracking/scored-box.ts';
import { pictureMs } from './programme.ts';
import { watchedShapes } from './scene.ts';

/** Processor time of steps that share a thread with others, milliseconds for one picture. */
export interface UnitCosts {
  readonly gate: number;
  readonly tracking: number;
}

/** Measures them alone on this thread, over some pictures of the clip and what is found in them. */
export function measureUnitCosts(pictures: readonly Picture[], found: readonly (readonly ScoredBox[])[]): UnitCosts {
  const [first] = pictures;
  if (!first) throw new Error('no pictures to measure with');
  const grid = createCellGrid(first.width, first.height);
  const gate = createMotionGate(grid.columns, grid.rows, []);
  const perception = createCameraPerception('unit', 'unit', { zones: watchedShapes() });
  const look = (at: number): void => {
    const capturedAt = 1e12 + pictureMs(2 * at);
    perception.look({ capturedAt, receivedAt: capturedAt, perceivedAt: capturedAt }, 4 / 3, found[2 * at] ?? []);
  };
  return {
    gate: perCall(3 * pictures.length, (at) => {
      const picture = pictures[at % pictures.length] ?? first;
      fillCellGrid(grid, picture.bytes, picture.width);
      gate.look(grid, pictureMs(2 * at));
    }),
    tracking: perCall(found.length >> 1, look),
  };
}

function perCall(calls: number, work: (at: number) => void): number {
  // The first calls run before they are compiled.
  const warm = calls >> 2;
  for (let at = 0; at < warm; at++) work(at);
  const before = process.cpuUsage();
  for (let at = warm; at < calls; at++) work(at);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (calls - warm);
}

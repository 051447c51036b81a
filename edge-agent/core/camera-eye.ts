import type { Box, Polygon } from '../../contracts/geometry.ts';
import type { CameraCondition } from '../../contracts/telemetry.ts';
import { createPictureJudge, type PictureJudge } from './health/picture-judge.ts';
import { type CellGrid, createCellGrid, fillCellGrid } from './motion/cell-grid.ts';
import { createMotionGate, type MotionGate } from './motion/motion-gate.ts';
import { createSendPolicy, type SendPolicy, type StillChecks, type Worth } from './motion/send-policy.ts';
import type { Picture } from './y4m-reader.ts';

/** What one picture shows, as far as the edge looks at it. */
export type Seen = {
  /** What the camera itself is like; `online` when nothing is wrong with its pictures. */
  readonly condition: CameraCondition;
  readonly worth: Worth;
  /** Where something moves. */
  readonly motion: Box[];
  /** Something moves, or the whole picture is being learnt anew. */
  readonly isMoving: boolean;
};

/** Looks at one camera's pictures: the condition of the camera, movement, and whether a picture is worth being sent. */
export type CameraEye = {
  /** @param atMs when the picture was taken, by a clock that never goes back */
  readonly look: (picture: Picture, atMs: number) => Seen;
};

/** Begins anew when the size of the pictures changes. */
export function createCameraEye(masks: readonly Polygon[], stillChecks: StillChecks): CameraEye {
  let eye:
    | { width: number; height: number; grid: CellGrid; gate: MotionGate; policy: SendPolicy; judge: PictureJudge }
    | undefined;
  return {
    look({ bytes, width, height }, atMs) {
      if (eye?.width !== width || eye.height !== height) {
        const grid = createCellGrid(width, height);
        const gate = createMotionGate(grid.columns, grid.rows, masks);
        const judge = createPictureJudge(grid, width, height);
        eye = { width, height, grid, gate, judge, policy: createSendPolicy(stillChecks) };
      }
      fillCellGrid(eye.grid, bytes, width);
      const condition = eye.judge.look(eye.grid, bytes, atMs);
      const reading = eye.gate.look(eye.grid, atMs);
      const worth = eye.policy(reading, atMs);
      // The gate's boxes are its own and change with the next picture.
      const motion = worth === 'quiet' ? [] : reading.boxes.map((box) => ({ ...box }));
      return { condition, worth, motion, isMoving: reading.boxes.length > 0 || reading.adapting };
    },
  };
}

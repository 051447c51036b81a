import type { ScoredBox } from '../../../../ingest/core/tracking/scored-box.ts';
import type { MotRow } from '../mot-file.ts';

/** A published tracker, re-implemented, that is run over the same detections as ours. Boxes are in pixels. */
export interface Peer {
  readonly name: string;
  run(detections: readonly (readonly ScoredBox[])[], fps: number): MotRow[];
}

import type { ScoredBox } from '../../../ingest/core/tracking/scored-box.ts';
import type { TrackState } from '../../../ingest/core/tracking/track-state.ts';
import { createTracker } from '../../../ingest/core/tracking/tracker.ts';
import type { TrackerOptions } from '../../../ingest/core/tracking/tracker-settings.ts';
import type { MotRow } from './mot-file.ts';
import type { Sequence } from './sequence.ts';

/** Detections of all frames in the tracker's form, made before the clock of the measurement starts. */
export function prepareDetections(sequence: Sequence, scale: (confidence: number) => number): ScoredBox[][] {
  return sequence.detections.map((rows) =>
    rows.map(({ box, confidence }) => ({ className: 'person', score: scale(confidence), box })),
  );
}

/** Tracks one sequence frame by frame as a live camera would be; what the tracker says at a frame is final for that frame. */
export function runTracker(
  sequence: Sequence,
  detections: readonly (readonly ScoredBox[])[],
  options: TrackerOptions,
): MotRow[] {
  const { width, height, fps } = sequence;
  const tracker = createTracker({ ...options, picture: { width, height } });
  const rows: MotRow[] = [];
  for (const [at, found] of detections.entries()) {
    for (const state of tracker.update((at * 1000) / fps, found)) {
      if (state.shown) rows.push(rowOf(state, at + 1));
    }
  }
  return rows;
}

function rowOf(state: TrackState, frame: number): MotRow {
  return { frame, id: state.id, box: state.box, confidence: state.score, classId: Number.NaN };
}

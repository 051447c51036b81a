import type { ScoredBox } from '../../../ingest/core/tracking/scored-box.ts';
import type { TrackerOptions } from '../../../ingest/core/tracking/tracker-settings.ts';
import { withoutDistractors } from './distractors.ts';
import { countTracking, type TrackingCounts } from './metrics.ts';
import type { MotRow } from './mot-file.ts';
import { byteTrack } from './peers/byte-track.ts';
import { sort } from './peers/sort.ts';
import { prepareDetections, runTracker } from './run-tracker.ts';
import { areProbabilities, confidenceScale } from './score-scale.ts';
import { resultFrames, type Sequence } from './sequence.ts';
import { compare } from './similarity.ts';

/** A tracker that is run over a sequence: ours, or one it is compared with. */
export interface Contender {
  readonly name: string;
  run(sequence: Sequence, detections: readonly (readonly ScoredBox[])[], areProbable: boolean): MotRow[];
}

/** Ours first. */
export const CONTENDERS: readonly Contender[] = [
  {
    name: 'CityWatch',
    run: (sequence, detections, areProbable) => runTracker(sequence, detections, settingsFor(detections, areProbable)),
  },
  { name: 'ByteTrack', run: ({ fps }, detections) => byteTrack.run(detections, fps) },
  { name: 'SORT', run: ({ fps }, detections) => sort.run(detections, fps) },
];

/**
 * Scores that are no probabilities are only ranked: the weaker half of them makes no object. Where all are the same they say nothing, and
 * an object has to be found four times instead.
 */
function settingsFor(detections: readonly (readonly ScoredBox[])[], areProbable: boolean): TrackerOptions {
  if (areProbable) return {};
  const first = detections.find((found) => found.length > 0)?.[0]?.score;
  const sayNothing = detections.every((found) => found.every(({ score }) => score === first));
  return sayNothing ? { confirmEvidence: 3.1 } : { birthScore: 0.55 };
}

/** What one tracker gave on one sequence. */
export interface Outcome {
  readonly contender: string;
  readonly sequence: Sequence;
  readonly rows: readonly MotRow[];
  readonly counts: TrackingCounts | null;
  /** Processor time of one run, median; memory management included. */
  readonly seconds: number;
}

/** Runs one tracker over one sequence, `repeats` times more for the time it takes. */
export function contend(contender: Contender, sequence: Sequence, rawScores: boolean, repeats: number): Outcome {
  const confidences = sequence.detections.flatMap((rows) => rows.map(({ confidence }) => confidence));
  const areProbable = rawScores || areProbabilities(confidences);
  const detections = prepareDetections(sequence, areProbable ? (score) => score : confidenceScale(confidences));
  const rows = contender.run(sequence, detections, areProbable);
  const times = Array.from({ length: Math.max(1, repeats) }, () => {
    const start = process.cpuUsage();
    contender.run(sequence, detections, areProbable);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  }).sort((a, b) => a - b);
  return {
    contender: contender.name,
    sequence,
    rows,
    counts: score(sequence, rows),
    seconds: Math.max(1e-6, times[Math.floor(times.length / 2)] ?? 0),
  };
}

function score({ truth, distractors, length }: Sequence, rows: readonly MotRow[]): TrackingCounts | null {
  if (!truth) return null;
  const found = resultFrames(rows, length);
  return countTracking(compare(truth, distractors ? withoutDistractors(found, distractors) : found));
}

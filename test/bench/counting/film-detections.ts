import type { ScoredBox } from '../../../ingest/core/tracking/scored-box.ts';
import type { DetectorPool } from '../../../ingest/edges/detector-pool.ts';
import type { FilmFacts } from '../film-facts.ts';
import { filmFrames } from './film-frames.ts';

/** What the detector found in one frame of a film. */
export interface LookedFrame {
  readonly frame: number;
  readonly detections: readonly ScoredBox[];
}

/** Agents send pictures of this width. */
const SENT_WIDTH = 640;
/** Weak detections are asked for as well: they continue tracks. */
const MIN_SCORE = 0.15;

/** Runs the detector over every n-th frame of a film, several frames at a time, in order. */
export async function detectFilm(
  pool: DetectorPool,
  film: string,
  facts: FilmFacts,
  every: number,
  classes: readonly string[],
  progress: (frame: number) => void,
): Promise<LookedFrame[]> {
  const looked: LookedFrame[] = [];
  const running = new Set<Promise<void>>();
  const { slots } = pool.describe();
  for await (const picture of filmFrames(film, facts, every, SENT_WIDTH)) {
    const run = pool.detect(picture, { classes, minScore: MIN_SCORE }).then(({ detections }) => {
      looked.push({ frame: picture.frame, detections });
      running.delete(run);
    });
    running.add(run);
    if (running.size >= slots) await Promise.race(running);
    progress(picture.frame);
  }
  await Promise.all(running);
  return looked.sort((a, b) => a.frame - b.frame);
}

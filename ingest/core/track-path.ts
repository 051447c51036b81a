/** Foot points of one track over time: [ms after the first, x, y], x and y as fractions of the picture. */
export type PathPoint = readonly [number, number, number];

/** Points kept at most; the contract's bound of a track summary. */
const MOST_POINTS = 500;

/** Collects the way of one track, however long it lives, in bounded memory. */
export interface TrackPath {
  readonly add: (atMs: number, x: number, y: number) => void;
  readonly points: () => readonly PathPoint[];
}

/**
 * Starts a path. When it is full every second point is let go and from then on only every second one is taken, so the
 * points always lie evenly over the whole life of the track.
 */
export function createTrackPath(firstAt: number): TrackPath {
  let kept: PathPoint[] = [];
  let newest: PathPoint | null = null;
  let stride = 1;
  let seen = 0;

  return {
    add(atMs, x, y) {
      newest = [Math.max(0, Math.round(atMs - firstAt)), round(x), round(y)];
      if (seen++ % stride !== 0) return;
      kept.push(newest);
      // One place stays free for the newest point.
      if (kept.length < MOST_POINTS) return;
      kept = kept.filter((_, at) => at % 2 === 0);
      stride *= 2;
    },
    points: () => (newest && kept.at(-1) !== newest ? [...kept, newest] : [...kept]),
  };
}

/** A ten-thousandth of the picture is finer than any detector. */
function round(fraction: number): number {
  return Math.round(Math.min(1, Math.max(0, fraction)) * 10_000) / 10_000;
}

import type { LiveBoxes } from '../../../contracts/telemetry.ts';

/** One thing seen, at the moment that is asked for. Positions and sizes are shares of the picture. */
export type SeenBox = LiveBoxes['boxes'][number];

/** What was seen in the last seconds, so that boxes can be drawn on the picture they belong to. */
export type BoxHistory = readonly LiveBoxes[];

const KEPT_MS = 5000;
const MOST_KEPT = 100;
/** Boxes are drawn on pictures up to so long after those they were found in. */
const GOOD_FOR_MS = 700;
/** Two findings this far apart are not one movement. */
const LONGEST_STEP_MS = 1000;
const MOVED = 0.03;

/** The history with the newest boxes; older and far too many ones are forgotten. Late ones are put in their place. */
export function withBoxes(history: BoxHistory, boxes: LiveBoxes): BoxHistory {
  const newestAt = Math.max(boxes.at, history.at(-1)?.at ?? 0);
  return [...history.filter(({ at }) => at !== boxes.at && newestAt - at <= KEPT_MS), boxes]
    .filter(({ at }) => newestAt - at <= KEPT_MS)
    .sort((a, b) => a.at - b.at)
    .slice(-MOST_KEPT);
}

/**
 * What is to be drawn on a picture taken at a moment. Pictures are looked at less often than they come: in between, things are
 * where the way from one finding to the next leads; after the last one where they were, for a moment.
 */
export function boxesAt(history: BoxHistory, atMs: number): readonly SeenBox[] {
  const nextIndex = history.findIndex(({ at }) => at > atMs);
  const before = history[(nextIndex === -1 ? history.length : nextIndex) - 1];
  const after = nextIndex === -1 ? undefined : history[nextIndex];
  if (before === undefined) return [];
  if (after === undefined || after.at - before.at > LONGEST_STEP_MS) {
    return atMs - before.at <= GOOD_FOR_MS ? before.boxes : [];
  }
  const share = (atMs - before.at) / (after.at - before.at);
  const later = new Map(after.boxes.map((box) => [box.trackId, box]));
  return before.boxes.flatMap((box) => {
    const then = later.get(box.trackId);
    return then === undefined ? (share < 0.5 ? [box] : []) : [between(box, then, share)];
  });
}

/** Whether something moves, or came, within the last seconds of the history: parked cars are seen all day long. */
export function isMoving(history: BoxHistory): boolean {
  const [first] = history;
  if (first === undefined) return false;
  const firstSeen = new Map<string, SeenBox>(first.boxes.map((box) => [box.trackId, box]));
  for (const { boxes, at } of history.slice(1)) {
    for (const box of boxes) {
      const was = firstSeen.get(box.trackId);
      if (was === undefined) {
        if (at - first.at < KEPT_MS) return true;
      } else if (Math.hypot(centre(box, 'x') - centre(was, 'x'), centre(box, 'y') - centre(was, 'y')) > MOVED)
        return true;
    }
  }
  return false;
}

function centre(box: SeenBox, axis: 'x' | 'y'): number {
  return axis === 'x' ? box.x + box.w / 2 : box.y + box.h / 2;
}

function between(a: SeenBox, b: SeenBox, share: number): SeenBox {
  const mid = (from: number, to: number) => from + (to - from) * share;
  return { ...b, x: mid(a.x, b.x), y: mid(a.y, b.y), w: mid(a.w, b.w), h: mid(a.h, b.h) };
}

import type { Healed } from './detection.ts';

/**
 * Boxes a decoder found before suppression, as parallel arrays so that a picture full of candidates allocates nothing.
 * One list is made per worker and emptied for each picture. Corners are in pixels of the model's input.
 */
export interface Candidates {
  count: number;
  left: Float32Array;
  top: Float32Array;
  right: Float32Array;
  bottom: Float32Array;
  score: Float32Array;
  classIndex: Int32Array;
  nanScores: number;
  emptyBoxes: number;
}

/** An empty list. It grows by itself, up to what the model's output can hold. */
export function createCandidates(capacity = 512): Candidates {
  return {
    count: 0,
    left: new Float32Array(capacity),
    top: new Float32Array(capacity),
    right: new Float32Array(capacity),
    bottom: new Float32Array(capacity),
    score: new Float32Array(capacity),
    classIndex: new Int32Array(capacity),
    nanScores: 0,
    emptyBoxes: 0,
  };
}

/** Makes the list ready for the next picture. */
export function emptyCandidates(list: Candidates): void {
  list.count = 0;
  list.nanScores = 0;
  list.emptyBoxes = 0;
}

/** Takes one box by its corners. A box without width or height (or with a corner that is not a number) is only counted. */
export function addCandidate(
  list: Candidates,
  left: number,
  top: number,
  right: number,
  bottom: number,
  score: number,
  classIndex: number,
): void {
  // written so that NaN fails too
  if (!(right > left) || !(bottom > top)) {
    list.emptyBoxes++;
    return;
  }
  if (list.count === list.score.length) grow(list);
  const at = list.count++;
  list.left[at] = left;
  list.top[at] = top;
  list.right[at] = right;
  list.bottom[at] = bottom;
  list.score[at] = score > 1 ? 1 : score;
  list.classIndex[at] = classIndex;
}

/** What was put right in this picture so far. */
export function healedOf(list: Candidates): Healed {
  return { nanScores: list.nanScores, emptyBoxes: list.emptyBoxes };
}

function grow(list: Candidates): void {
  const larger = createCandidates(list.score.length * 2);
  larger.left.set(list.left);
  larger.top.set(list.top);
  larger.right.set(list.right);
  larger.bottom.set(list.bottom);
  larger.score.set(list.score);
  larger.classIndex.set(list.classIndex);
  list.left = larger.left;
  list.top = larger.top;
  list.right = larger.right;
  list.bottom = larger.bottom;
  list.score = larger.score;
  list.classIndex = larger.classIndex;
}

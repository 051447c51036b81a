import { addCandidate, type Candidates } from './candidates.ts';
import type { ClassFilter } from './class-filter.ts';
import type { Decoder, ExpectedOutput } from './decoder.ts';
import type { Size } from './letterbox.ts';
import { floatsOf, isBest } from './tensor.ts';

/** PicoDet exported without post-processing: per stride scores 1×hw×C and distance distributions 1×hw×(4·bins). */
export interface PicodetSpec {
  readonly kind: 'picodet';
  readonly strides: readonly number[];
  /** Lengths of each side's distance distribution: reg_max + 1. */
  readonly bins: number;
}

/**
 * Reads PicoDet's heads (all score heads first, then all distance heads, by rising stride): a box side lies at the mean
 * of its distance distribution from the cell's centre (Generalized Focal Loss, Li et al. 2020, arXiv:2006.04388).
 */
export function createPicodetDecoder(spec: PicodetSpec, input: Size, classes: number): Decoder {
  const levels = spec.strides.map((stride) => ({
    stride,
    columns: Math.ceil(input.width / stride),
    rows: Math.ceil(input.height / stride),
  }));
  const heads = (length: number, meaning: string): ExpectedOutput[] =>
    levels.map(({ columns, rows, stride }) => ({
      name: null,
      dims: [1, columns * rows, length],
      meaning: `${meaning} at stride ${stride}`,
    }));
  return {
    outputs: [...heads(classes, 'one score per class'), ...heads(4 * spec.bins, 'distances of the four sides')],
    needsNms: true,
    decode(outputs, filter, minScore, into) {
      levels.forEach((level, at) => {
        const scores = floatsOf(outputs[at]);
        const distances = floatsOf(outputs[levels.length + at]);
        decodeLevel(level, spec.bins, scores, distances, classes, filter, minScore, into);
      });
    },
  };
}

function decodeLevel(
  level: { readonly stride: number; readonly columns: number; readonly rows: number },
  bins: number,
  scores: Float32Array,
  distances: Float32Array,
  classes: number,
  filter: ClassFilter,
  minScore: number,
  into: Candidates,
): void {
  const { stride, columns, rows } = level;
  for (let i = 0; i < columns * rows; i++) {
    let best = minScore;
    let winner = -1;
    for (const wanted of filter.wanted) {
      const score = scores[i * classes + wanted] ?? 0;
      if (!(score <= best)) {
        if (Number.isNaN(score)) {
          into.nanScores++;
        } else {
          best = score;
          winner = wanted;
        }
      }
    }
    if (winner < 0) continue;
    if (filter.wanted.length < classes && !isBest(scores, i * classes, 1, classes, best)) continue;
    const x = ((i % columns) + 0.5) * stride;
    const y = (Math.floor(i / columns) + 0.5) * stride;
    const side = (index: number) => meanDistance(distances, (i * 4 + index) * bins, bins) * stride;
    addCandidate(into, x - side(0), y - side(1), x + side(2), y + side(3), best, winner);
  }
}

/** Mean of the distribution whose logits start at `start`: softmax, then the sum of bin × probability. */
export function meanDistance(data: Float32Array, start: number, bins: number, step = 1): number {
  let top = -Infinity;
  for (let b = 0; b < bins; b++) top = Math.max(top, data[start + b * step] ?? 0);
  let sum = 0;
  let weighted = 0;
  for (let b = 0; b < bins; b++) {
    const weight = Math.exp((data[start + b * step] ?? 0) - top);
    sum += weight;
    weighted += weight * b;
  }
  return weighted / sum;
}

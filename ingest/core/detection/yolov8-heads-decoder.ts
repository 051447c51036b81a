import { addCandidate, type Candidates } from './candidates.ts';
import type { ClassFilter } from './class-filter.ts';
import type { Decoder } from './decoder.ts';
import type { Size } from './letterbox.ts';
import { meanDistance } from './picodet-decoder.ts';
import { floatsOf, isBest, logit, sigmoid } from './tensor.ts';

/** YOLOv8 and YOLO11 cut at their heads: per stride box distributions 1×(4·bins)×h×w and class logits 1×C×h×w. */
export interface Yolov8HeadsSpec {
  readonly kind: 'yolov8-heads';
  readonly strides: readonly number[];
  readonly bins: number;
}

/** Reads the heads: scores are compared as logits, and a box is only worked out where a wanted class was found. */
export function createYolov8HeadsDecoder(spec: Yolov8HeadsSpec, input: Size, classes: number): Decoder {
  const levels = spec.strides.map((stride) => {
    const columns = input.width / stride;
    const rows = input.height / stride;
    return { stride, columns, best: new Float32Array(columns * rows), bestClass: new Int32Array(columns * rows) };
  });
  return {
    outputs: spec.strides.flatMap((stride) => [
      { name: null, dims: [1, 4 * spec.bins, null, null], meaning: `distances of the four sides at stride ${stride}` },
      { name: null, dims: [1, classes, null, null], meaning: `one logit per class at stride ${stride}` },
    ]),
    needsNms: true,
    decode(outputs, filter, minScore, into) {
      levels.forEach((level, at) => {
        const boxes = floatsOf(outputs[2 * at]);
        const logits = floatsOf(outputs[2 * at + 1]);
        findBest(level, logits, filter, logit(minScore), into);
        addFound(level, spec.bins, boxes, logits, filter, classes, into);
      });
    },
  };
}

interface Level {
  readonly stride: number;
  readonly columns: number;
  readonly best: Float32Array;
  readonly bestClass: Int32Array;
}

function findBest(level: Level, logits: Float32Array, filter: ClassFilter, threshold: number, into: Candidates): void {
  const { best, bestClass } = level;
  const n = best.length;
  best.fill(threshold);
  bestClass.fill(-1);
  for (const wanted of filter.wanted) {
    const row = wanted * n;
    for (let i = 0; i < n; i++) {
      const value = logits[row + i] ?? 0;
      // also true for NaN, which is looked at once more inside: the common case stays one comparison
      if (!(value <= (best[i] ?? 0))) {
        if (Number.isNaN(value)) {
          into.nanScores++;
        } else {
          best[i] = value;
          bestClass[i] = wanted;
        }
      }
    }
  }
}

function addFound(
  { stride, columns, best, bestClass }: Level,
  bins: number,
  boxes: Float32Array,
  logits: Float32Array,
  filter: ClassFilter,
  classes: number,
  into: Candidates,
): void {
  const n = best.length;
  for (let i = 0; i < n; i++) {
    const winner = bestClass[i] ?? -1;
    if (winner < 0) continue;
    const value = best[i] ?? 0;
    if (filter.wanted.length < classes && !isBest(logits, i, n, classes, value)) continue;
    const x = ((i % columns) + 0.5) * stride;
    const y = (Math.floor(i / columns) + 0.5) * stride;
    const side = (index: number) => meanDistance(boxes, index * bins * n + i, bins, n) * stride;
    addCandidate(into, x - side(0), y - side(1), x + side(2), y + side(3), sigmoid(value), winner);
  }
}

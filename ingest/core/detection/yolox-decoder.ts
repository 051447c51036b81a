import { addCandidate } from './candidates.ts';
import type { Decoder } from './decoder.ts';
import type { Size } from './letterbox.ts';
import { floatsOf, isBest } from './tensor.ts';

/** YOLOX without decoding in the graph: one output 1×N×(5+C), offsets on the grids of the strides. */
export interface YoloxSpec {
  readonly kind: 'yolox';
  readonly strides: readonly number[];
}

/** Reads 1×N×(5+C): x, y (offset in cells), log w, log h (in cells), objectness, classes (Ge et al. 2021, arXiv:2107.08430). */
export function createYoloxDecoder(spec: YoloxSpec, input: Size, classes: number): Decoder {
  const grid = gridOf(spec.strides, input);
  const n = grid.stride.length;
  const row = 5 + classes;
  return {
    outputs: [{ name: null, dims: [1, n, row], meaning: '4 box numbers, objectness and one score per class' }],
    needsNms: true,
    decode([output], filter, minScore, into) {
      const data = floatsOf(output);
      for (let i = 0, at = 0; i < n; i++, at += row) {
        const objectness = data[at + 4] ?? 0;
        if (objectness <= minScore) continue;
        let best = minScore / objectness;
        let winner = -1;
        for (const wanted of filter.wanted) {
          const score = data[at + 5 + wanted] ?? 0;
          if (!(score <= best)) {
            if (Number.isNaN(score)) {
              into.nanScores++;
            } else {
              best = score;
              winner = wanted;
            }
          }
        }
        if (Number.isNaN(objectness)) into.nanScores++;
        if (winner < 0 || Number.isNaN(objectness)) continue;
        if (filter.wanted.length < classes && !isBest(data, at + 5, 1, classes, best)) continue;
        const stride = grid.stride[i] ?? 0;
        const x = ((data[at] ?? 0) + (grid.column[i] ?? 0)) * stride;
        const y = ((data[at + 1] ?? 0) + (grid.row[i] ?? 0)) * stride;
        const halfWidth = (Math.exp(data[at + 2] ?? 0) * stride) / 2;
        const halfHeight = (Math.exp(data[at + 3] ?? 0) * stride) / 2;
        addCandidate(into, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, best * objectness, winner);
      }
    },
  };
}

/** Column, row and stride of every place of the output, stride by stride, row by row. */
function gridOf(strides: readonly number[], input: Size) {
  const cells = strides.flatMap((stride) => {
    const columns = Math.floor(input.width / stride);
    const rows = Math.floor(input.height / stride);
    return Array.from({ length: rows * columns }, (_, i) => [i % columns, Math.floor(i / columns), stride] as const);
  });
  return {
    column: Float32Array.from(cells, ([column]) => column),
    row: Float32Array.from(cells, ([, row]) => row),
    stride: Float32Array.from(cells, ([, , stride]) => stride),
  };
}

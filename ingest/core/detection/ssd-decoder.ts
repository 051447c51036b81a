import { addCandidate } from './candidates.ts';
import type { Decoder } from './decoder.ts';
import { boxReader, type BoxForm } from './detr-decoder.ts';
import type { Size } from './letterbox.ts';
import { floatsOf, numberAt } from './tensor.ts';

/** SSD whose graph ends at decoded boxes 1×N×(1×)4 and class scores 1×N×C, without background: suppression is ours. */
export interface SsdScoresSpec {
  readonly kind: 'ssd';
  readonly boxes: string;
  readonly scores: string;
  readonly boxForm: BoxForm;
}

/** SSD with suppression in the graph: boxes 1×N×4, scores 1×N, labels 1×N, and often how many of N are filled. */
export interface SsdNmsSpec {
  readonly kind: 'ssd-nms';
  readonly boxes: string;
  readonly scores: string;
  readonly labels: string;
  readonly count?: string | undefined;
  readonly boxForm: BoxForm;
  /** The label of the first class: 1 where 0 is background. */
  readonly firstLabel: number;
}

export type SsdSpec = SsdScoresSpec | SsdNmsSpec;

/** Reads SSD models; boxes are fractions of the input. One place may carry several classes, as SSD is trained. */
export function createSsdDecoder(spec: SsdSpec, input: Size, classes: number): Decoder {
  const box = boxReader(spec.boxForm, input);
  if (spec.kind === 'ssd') {
    return {
      outputs: [
        { name: spec.boxes, dims: [1, null], meaning: 'one box per place' },
        { name: spec.scores, dims: [1, null, classes], meaning: 'one score per class, per place' },
      ],
      needsNms: true,
      decode([boxView, scoreView], filter, minScore, into) {
        const scores = floatsOf(scoreView);
        const corners = floatsOf(boxView);
        for (let i = 0; i * classes < scores.length; i++) {
          for (const wanted of filter.wanted) {
            const score = scores[i * classes + wanted] ?? 0;
            if (score <= minScore) continue;
            if (Number.isNaN(score)) {
              into.nanScores++;
              continue;
            }
            const [left, top, right, bottom] = box(corners, i * 4);
            addCandidate(into, left, top, right, bottom, score, wanted);
          }
        }
      },
    };
  }
  return {
    outputs: [
      { name: spec.boxes, dims: [1, null, 4], meaning: 'one box per detection' },
      { name: spec.scores, dims: [1, null], meaning: 'one score per detection' },
      { name: spec.labels, dims: [1, null], meaning: 'one class per detection' },
      ...(spec.count === undefined ? [] : [{ name: spec.count, dims: [1], meaning: 'number of detections' }]),
    ],
    needsNms: false,
    decode([boxView, scoreView, labelView, countView], filter, minScore, into) {
      const scores = floatsOf(scoreView);
      const corners = floatsOf(boxView);
      const wanted = new Set(filter.wanted);
      const filled = countView ? Math.min(scores.length, numberAt(countView, 0)) : scores.length;
      for (let i = 0; i < filled; i++) {
        const score = scores[i] ?? 0;
        if (Number.isNaN(score)) into.nanScores++;
        if (!(score > minScore)) continue;
        const label = numberAt(labelView, i) - spec.firstLabel;
        if (!wanted.has(label)) continue;
        const [left, top, right, bottom] = box(corners, i * 4);
        addCandidate(into, left, top, right, bottom, score, label);
      }
    },
  };
}

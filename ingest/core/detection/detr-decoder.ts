import { addCandidate } from './candidates.ts';
import type { Decoder } from './decoder.ts';
import type { Size } from './letterbox.ts';
import { floatsOf, isBest, logit, numberAt, sigmoid } from './tensor.ts';

/** Corners of a box as the model gives them. */
export type BoxForm = 'cxcywh' | 'xyxy' | 'yxyx';

/** DETR family before its own post-processing (RT-DETR, D-FINE, RF-DETR): boxes 1×Q×4 and class logits 1×Q×C. */
export interface DetrLogitsSpec {
  readonly kind: 'detr';
  readonly boxes: string;
  readonly scores: string;
  /** `none`: already 0..1. */
  readonly activation: 'sigmoid' | 'none';
  readonly boxForm: BoxForm;
  /** Fractions of the input, or its pixels. */
  readonly boxUnit: 'fraction' | 'pixel';
}

/** DETR family with its post-processing in the graph: labels 1×Q, boxes 1×Q×4, scores 1×Q. */
export interface DetrLabelsSpec {
  readonly kind: 'detr-labels';
  readonly boxes: string;
  readonly scores: string;
  readonly labels: string;
  readonly boxForm: BoxForm;
  readonly boxUnit: 'fraction' | 'pixel';
}

export type DetrSpec = DetrLogitsSpec | DetrLabelsSpec;

/** Reads query-based detectors: every query is one object or nothing, so nothing overlaps and no suppression is needed. */
export function createDetrDecoder(spec: DetrSpec, input: Size, classes: number): Decoder {
  const box = boxReader(spec.boxForm, spec.boxUnit === 'fraction' ? input : { width: 1, height: 1 });
  const boxes = { name: spec.boxes, dims: [1, null, 4], meaning: 'one box per query' };
  if (spec.kind === 'detr-labels') {
    return {
      outputs: [
        boxes,
        { name: spec.scores, dims: [1, null], meaning: 'one score per query' },
        { name: spec.labels, dims: [1, null], meaning: 'one class per query' },
      ],
      needsNms: false,
      decode([boxView, scoreView, labelView], filter, minScore, into) {
        const scores = floatsOf(scoreView);
        const corners = floatsOf(boxView);
        const wanted = new Set(filter.wanted);
        for (let q = 0; q < scores.length; q++) {
          const score = scores[q] ?? 0;
          if (Number.isNaN(score)) into.nanScores++;
          if (!(score > minScore)) continue;
          const label = numberAt(labelView, q);
          if (!wanted.has(label)) continue;
          const [left, top, right, bottom] = box(corners, q * 4);
          addCandidate(into, left, top, right, bottom, score, label);
        }
      },
    };
  }
  return {
    outputs: [boxes, { name: spec.scores, dims: [1, null, classes], meaning: 'one score per class, per query' }],
    needsNms: false,
    decode([boxView, scoreView], filter, minScore, into) {
      const scores = floatsOf(scoreView);
      const corners = floatsOf(boxView);
      const squash = spec.activation === 'sigmoid' ? sigmoid : (value: number) => value;
      const threshold = spec.activation === 'sigmoid' ? logit(minScore) : minScore;
      for (let q = 0; q * classes < scores.length; q++) {
        let best = threshold;
        let winner = -1;
        for (const wanted of filter.wanted) {
          const score = scores[q * classes + wanted] ?? 0;
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
        if (filter.wanted.length < classes && !isBest(scores, q * classes, 1, classes, best)) continue;
        const [left, top, right, bottom] = box(corners, q * 4);
        addCandidate(into, left, top, right, bottom, squash(best), winner);
      }
    },
  };
}

/** A function from four numbers at a place to left, top, right, bottom, multiplied by `unit`. */
export function boxReader(
  form: BoxForm,
  unit: Size,
): (data: Float32Array, at: number) => [number, number, number, number] {
  return (data, at) => {
    const a = data[at] ?? 0;
    const b = data[at + 1] ?? 0;
    const c = data[at + 2] ?? 0;
    const d = data[at + 3] ?? 0;
    const { width, height } = unit;
    switch (form) {
      case 'cxcywh':
        return [(a - c / 2) * width, (b - d / 2) * height, (a + c / 2) * width, (b + d / 2) * height];
      case 'xyxy':
        return [a * width, b * height, c * width, d * height];
      case 'yxyx':
        return [b * width, a * height, d * width, c * height];
    }
  };
}

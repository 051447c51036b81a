import type { TensorView } from './decoder.ts';

/** The numbers of a float output; decoders run over these. Throws when the model gives another kind of number. */
export function floatsOf(view: TensorView | undefined): Float32Array {
  if (view?.data instanceof Float32Array) return view.data;
  throw new TypeError('the model gave an output that is not float32');
}

/** One number of an output of any kind (labels come as int64 or float). */
export function numberAt(view: TensorView | undefined, at: number): number {
  return Number(view?.data[at] ?? NaN);
}

/** Whether `score` is the highest of `count` scores that lie `step` apart from `start` on: no class beats the wanted one. */
export function isBest(data: Float32Array, start: number, step: number, count: number, score: number): boolean {
  for (let c = 0, at = start; c < count; c++, at += step) {
    if ((data[at] ?? 0) > score) return false;
  }
  return true;
}

/** Logit of a probability, so that thresholds can be compared before the sigmoid is worked out. */
export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/** 0..1 from a logit. */
export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

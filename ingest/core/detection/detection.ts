import type { Box } from '../../../contracts/geometry.ts';

/** One object found in one picture. */
export interface Detection {
  /** The model's name for the class, e.g. `person`. */
  readonly className: string;
  /** Position of that name in the model's list of classes. */
  readonly classIndex: number;
  /** How sure the model is, 0..1. */
  readonly score: number;
  /** Where it is, as fractions of the picture that was handed in, clipped to it; width and height above 0. */
  readonly box: Box;
}

/** What had to be put right in a model's output. Counted, because a healthy model gives none of these. */
export interface Healed {
  /** Scores that were not a number: ignored. */
  readonly nanScores: number;
  /** Boxes without width or height, or wholly outside the picture: left out. */
  readonly emptyBoxes: number;
}

/** Where the time of one picture went, milliseconds. */
export interface DetectionTimings {
  /** Waiting: for a worker, and in the worker for the run before it to end. */
  readonly queueMs: number;
  /** What decoding added to the picture's way: near 0 where it went on beside the run of the picture before. */
  readonly decodeMs: number;
  /** Pixels to the model's input tensor. */
  readonly preprocessMs: number;
  /** `session.run`. */
  readonly inferMs: number;
  /** Output tensors to detections. */
  readonly postprocessMs: number;
  /** From the call of `detect` to its answer. */
  readonly totalMs: number;
}

/** What the detector says about one picture. */
export interface DetectionResult {
  /** By falling score. */
  readonly detections: readonly Detection[];
  /** Size of the picture as it was handed in, pixels. */
  readonly picture: { readonly width: number; readonly height: number };
  readonly healed: Healed;
  readonly timings: DetectionTimings;
}

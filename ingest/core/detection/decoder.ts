import type { Candidates } from './candidates.ts';
import type { ClassFilter } from './class-filter.ts';
import { createDetrDecoder, type DetrSpec } from './detr-decoder.ts';
import type { Size } from './letterbox.ts';
import { createPicodetDecoder, type PicodetSpec } from './picodet-decoder.ts';
import { createSsdDecoder, type SsdSpec } from './ssd-decoder.ts';
import { createYolov8Decoder, type Yolov8Spec } from './yolov8-decoder.ts';
import { createYolov8HeadsDecoder, type Yolov8HeadsSpec } from './yolov8-heads-decoder.ts';
import { createYoloxDecoder, type YoloxSpec } from './yolox-decoder.ts';

/** How to read a model's output, as its manifest says it. */
export type DecoderSpec = Yolov8Spec | Yolov8HeadsSpec | YoloxSpec | PicodetSpec | DetrSpec | SsdSpec;

/** An output tensor: row-major numbers and its shape. */
export interface TensorView {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/** What a decoder needs from the model; compared with what the model has when it is loaded. */
export interface ExpectedOutput {
  /** Null: whatever the model calls it, by position. */
  readonly name: string | null;
  /** Null stands for any length. */
  readonly dims: readonly (number | null)[];
  /** What the numbers are, for the sentence that refuses a foreign model. */
  readonly meaning: string;
}

/** Turns one model family's output tensors into candidates. */
export interface Decoder {
  readonly outputs: readonly ExpectedOutput[];
  /** Whether its candidates still overlap and need suppression. */
  readonly needsNms: boolean;
  /**
   * Adds every box of a wanted class whose score is above `minScore` (0..1). `outputs` come in the order of
   * `this.outputs`. Classes that are not wanted cost next to nothing: they are left out before suppression.
   */
  decode(outputs: readonly TensorView[], filter: ClassFilter, minScore: number, into: Candidates): void;
}

/** Makes the decoder for a model with this input size and number of classes. */
export function createDecoder(spec: DecoderSpec, input: Size, classes: number): Decoder {
  switch (spec.kind) {
    case 'yolov8':
      return createYolov8Decoder(spec, input, classes);
    case 'yolov8-heads':
      return createYolov8HeadsDecoder(spec, input, classes);
    case 'yolox':
      return createYoloxDecoder(spec, input, classes);
    case 'picodet':
      return createPicodetDecoder(spec, input, classes);
    case 'detr':
    case 'detr-labels':
      return createDetrDecoder(spec, input, classes);
    case 'ssd':
    case 'ssd-nms':
      return createSsdDecoder(spec, input, classes);
  }
}

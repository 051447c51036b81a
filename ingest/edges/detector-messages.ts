import type { DetectionResult } from '../core/detection/detection.ts';
import type { Mosaic } from '../core/regions/mosaic.ts';
import type { PartsFound } from '../core/regions/tile-detections.ts';
import type { PreparedModel } from '../core/detection/model-preparation.ts';
import type { DetectionFault } from './detector-errors.ts';
import type { SessionSettings } from './detector-session.ts';
import type { PictureLimits, RawPicture } from './jpeg-picture.ts';
import type { ModelManifest } from './model-manifest.ts';

/** What the pool tells a worker when it starts it. */
export interface WorkerSetup {
  readonly manifest: ModelManifest;
  readonly model: PreparedModel;
  readonly session: SessionSettings;
  readonly limits: PictureLimits;
}

/** A picture on its way to a worker. */
export interface DetectJob {
  readonly kind: 'detect';
  readonly id: number;
  readonly picture: Uint8Array | RawPicture;
  /** Positions of the wanted classes, rising. */
  readonly wanted: Int32Array;
  readonly minScore: number;
}

/** Parts of several pictures on their way to a worker, to be looked at in one run. */
export interface PartsJob {
  readonly kind: 'parts';
  readonly id: number;
  /** JPEG. */
  readonly pictures: readonly Uint8Array[];
  readonly mosaic: Mosaic;
  readonly wanted: Int32Array;
  readonly minScore: number;
}

/** What became of one picture of a mosaic: one that cannot be decoded does not take the others with it. */
export type PartsAnswer =
  | { readonly ok: true; readonly found: PartsFound }
  | { readonly ok: false; readonly code: DetectionFault; readonly message: string };

/** What a mosaic gave, by picture. */
export interface PartsResult {
  readonly pictures: readonly PartsAnswer[];
  readonly healed: DetectionResult['healed'];
  readonly timings: DetectionResult['timings'];
}

/** Pool to worker. */
export type ToWorker =
  | { readonly kind: 'open'; readonly setup: WorkerSetup }
  | DetectJob
  | PartsJob
  | { readonly kind: 'close' };

/** Worker to pool. Queue and total times are the pool's to fill in. */
export type FromWorker =
  | {
      readonly kind: 'ready';
      readonly provider: string;
      readonly refused: readonly { readonly provider: string; readonly reason: string }[];
      readonly loadMs: number;
    }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'done'; readonly id: number; readonly result: DetectionResult | PartsResult }
  | { readonly kind: 'failed'; readonly id: number; readonly code: DetectionFault; readonly message: string };

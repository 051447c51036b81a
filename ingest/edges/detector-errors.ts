/**
 * The model cannot be used: missing, not the file its manifest names, not ONNX, or of another shape. The operator must
 * act; the sentence says what was expected and what was found.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

/**
 * Why a picture got no answer.
 * - `too-large`, `not-jpeg`, `damaged`: the picture's own fault.
 * - `queue-full`: all workers are busy and as many pictures wait as may.
 * - `worker-crashed`, `worker-stuck`: the worker that had it is being replaced.
 * - `failed`: the model could not be run on it.
 * - `aborted`: the caller no longer wants it.
 * - `stopped`: the pool is stopping.
 */
export type DetectionFault =
  | 'too-large'
  | 'not-jpeg'
  | 'damaged'
  | 'queue-full'
  | 'worker-crashed'
  | 'worker-stuck'
  | 'failed'
  | 'aborted'
  | 'stopped';

/** One picture could not be looked at; the others go on. */
export class DetectionError extends Error {
  override readonly name = 'DetectionError';
  readonly code: DetectionFault;

  constructor(code: DetectionFault, message: string) {
    super(message);
    this.code = code;
  }
}

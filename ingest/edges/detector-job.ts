import type { DetectionResult } from '../core/detection/detection.ts';
import type { createDetectorCounters } from './detector-counters.ts';
import { DetectionError } from './detector-errors.ts';
import type { DetectJob, PartsJob, PartsResult } from './detector-messages.ts';
import type { RawPicture } from './jpeg-picture.ts';

/** A picture in the pool: what to send, and how it is answered (only the first answer counts). */
export interface PoolJob {
  readonly message: DetectJob | PartsJob;
  /** A worker answers each kind of message with its own kind of result. */
  done(result: DetectionResult | PartsResult): void;
  fail(error: DetectionError): void;
}

/** An own copy that can be handed over: a view of a larger buffer would take the whole buffer along. */
export function copyOf(picture: Uint8Array | RawPicture): Uint8Array | RawPicture {
  if (picture instanceof Uint8Array) return new Uint8Array(picture);
  return { width: picture.width, height: picture.height, rgb: new Uint8Array(picture.rgb) };
}

/** One message's way through the pool: answered once, whatever happens first. `forget` takes it out of the queue. */
export function createJob(
  message: PoolJob['message'],
  resolve: (result: DetectionResult | PartsResult) => void,
  reject: (error: DetectionError) => void,
  signal: AbortSignal | undefined,
  counters: ReturnType<typeof createDetectorCounters>,
  forget: () => void,
): PoolJob {
  const askedAt = performance.now();
  let open = true;
  const close = (): boolean => {
    if (!open) return false;
    open = false;
    signal?.removeEventListener('abort', abort);
    return true;
  };
  const fail = (error: DetectionError): void => {
    if (!close()) return;
    counters.count(error.code);
    reject(error);
  };
  const abort = (): void => {
    forget();
    fail(new DetectionError('aborted', 'no longer wanted'));
  };
  signal?.addEventListener('abort', abort);
  return {
    message,
    fail,
    done(result) {
      if (!close()) return;
      const totalMs = performance.now() - askedAt;
      const { decodeMs, preprocessMs, inferMs, postprocessMs } = result.timings;
      const queueMs = Math.max(0, totalMs - decodeMs - preprocessMs - inferMs - postprocessMs);
      counters.looked(result, 'pictures' in result ? result.pictures.filter(({ ok }) => ok).length : 1);
      resolve({ ...result, timings: { ...result.timings, queueMs, totalMs } });
    },
  };
}

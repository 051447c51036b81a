/** When a camera's silence means that nothing moves before it. */
export interface QuietTime {
  /** A frame of the camera was received. */
  readonly frame: (capturedAt: number, receivedAt: number) => void;
  /** Whether nothing had been received for so long before now that nothing moved. */
  readonly isFirstAfterSilence: (nowMs: number, pauseMs: number) => boolean;
  /** Capture time of the newest frame received; null before the first. */
  readonly lastCapturedAt: () => number | null;
  /**
   * The moment, on the camera's clock, up to which nothing moved; null while that cannot be said: a frame came just
   * now, or there never was one.
   *
   * @param pauseMs what the camera was asked to keep between two frames.
   */
  readonly quietAt: (nowMs: number, pauseMs: number) => number | null;
}

/** Frames of something that moves come several times a second; after this long without, nothing does. */
const SILENCE_MS = 1_500;
/** Stays behind the camera's clock, so that the next frame is never older than what was said before it. */
const BEHIND_MS = 500;

/** Starts without a frame. */
export function createQuietTime(): QuietTime {
  let last: { readonly capturedAt: number; readonly receivedAt: number } | null = null;

  function isSilent(nowMs: number, pauseMs: number): boolean {
    return !last || nowMs - last.receivedAt >= Math.max(SILENCE_MS, 2 * pauseMs);
  }

  return {
    frame(capturedAt, receivedAt) {
      last = { capturedAt, receivedAt };
    },
    isFirstAfterSilence: isSilent,
    lastCapturedAt: () => last?.capturedAt ?? null,
    quietAt(nowMs, pauseMs) {
      if (!last || !isSilent(nowMs, pauseMs)) return null;
      return last.capturedAt + (nowMs - last.receivedAt) - BEHIND_MS;
    },
  };
}

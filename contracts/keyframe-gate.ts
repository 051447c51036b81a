/** One picture on its way to somebody who may take less than comes. */
export type GatedPicture = {
  readonly isKey: boolean;
  readonly bytes: number;
  /** Seconds since the film's start. */
  readonly mediaS: number;
};

/** Keeps live video live at both ends of its way, agent to gateway and gateway to console: what cannot be sent in time is not sent. */
export type KeyframeGate = {
  /**
   * Whether the picture is sent. Once one is left out, all are up to a keyframe: they build on each other.
   * @param waitingBytes what was sent before and has not left yet
   */
  readonly passes: (picture: GatedPicture, waitingBytes: number) => boolean;
  /** How many pictures were left out since this was asked last. */
  readonly takeSkipped: () => number;
};

/** As much may wait as a second of the film is large, within these bounds. */
const LEAST_WAITING = 128 * 1024;
const MOST_WAITING = 2 * 1024 * 1024;
/** How fast the measured size of a second follows the film. */
const FOLLOW = 0.1;

/** Closed until a keyframe comes. */
export function createKeyframeGate(): KeyframeGate {
  let isOpen = false;
  let began = false;
  let skipped = 0;
  let bytesPerS = 0;
  let lastS: number | undefined;

  const measure = ({ bytes, mediaS }: GatedPicture): void => {
    const elapsed = lastS === undefined ? 0 : mediaS - lastS;
    lastS = mediaS;
    if (elapsed > 0.001 && elapsed < 10) bytesPerS += FOLLOW * (bytes / elapsed - bytesPerS);
  };

  return {
    passes(picture, waitingBytes) {
      measure(picture);
      const most = Math.min(MOST_WAITING, Math.max(LEAST_WAITING, bytesPerS));
      // Not just below the bound again, or it would be crossed with the next picture.
      if (!isOpen && picture.isKey && waitingBytes < most / 2) isOpen = true;
      if (isOpen && waitingBytes > most) isOpen = false;
      if (isOpen) began = true;
      else if (began) skipped++;
      return isOpen;
    },
    takeSkipped() {
      const count = skipped;
      skipped = 0;
      return count;
    },
  };
}

/**
 * Which of a stream's pictures are wanted: the first in each slot of a sampling interval. Slots begin a quarter of their length before
 * the even multiples, so that pictures which come in time with them do not fall now on this side, now on that.
 */
export type Sampler = {
  /** @param atMs the picture's own time */
  readonly wants: (atMs: number) => boolean;
};

/** Of all pictures of a stream, told in their order. @param sampleFps slots per second */
export function createSampler(sampleFps: number): Sampler {
  let last = -Infinity;
  return {
    wants(atMs) {
      const slot = Math.floor((atMs / 1000) * sampleFps + PHASE);
      if (slot <= last) return false;
      last = slot;
      return true;
    },
  };
}

const PHASE = 0.25;

/** The same as an expression of ffmpeg's `select` filter. */
export function samplerExpression(sampleFps: number): string {
  const slot = (time: string): string => `floor(${time}*${sampleFps}+${PHASE})`;
  return `gt(${slot('t')}\\,${slot('prev_selected_t')})`;
}

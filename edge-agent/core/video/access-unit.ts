/** Codecs that the agent can take apart by itself. */
export type VideoCodec = 'h264' | 'h265';

/** One coded picture as the camera sent it. */
export type AccessUnit = {
  readonly codec: VideoCodec;
  /** NAL units in coded order, without start codes. A keyframe's parameter sets come first, whether they were sent in it or described before. */
  readonly nals: readonly Uint8Array[];
  /** Can be decoded without any picture before it. */
  readonly isKey: boolean;
  /** Capture time, epoch ms: by the camera's own clock where its sender reports tell it, else arrival of the first packet. */
  readonly takenMs: number;
  /** The stream's own time in its 90 kHz clock, counted on over its 32-bit turns; grows by 90,000 a second. */
  readonly mediaTime: number;
};

/** Who wants a camera's coded pictures as they come: the recording, the live view, the decoder. */
export type AccessUnitListener = (unit: AccessUnit) => void;

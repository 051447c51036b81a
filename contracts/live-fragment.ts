/**
 * Head of each binary message of live video (see live-video.ts): before the `moof` and `mdat` of one picture stand a byte of
 * flags (1: keyframe), its capture time in epoch ms and its time in the film in seconds, both as 64-bit floats, big-endian.
 * No zod here: the console reads it too.
 */
export type FragmentHead = {
  readonly isKey: boolean;
  /** Epoch ms by the camera's clock, or of arrival at the agent. */
  readonly takenMs: number;
  /** When the picture is shown, seconds since the film's start. */
  readonly mediaS: number;
};

export const FRAGMENT_HEAD_BYTES = 17;
/** One picture is never larger; what is longer is no live video. */
export const FRAGMENT_MAX_BYTES = 4 * 1024 * 1024;

/** Writes the head of a message. */
export function writeFragmentHead({ isKey, takenMs, mediaS }: FragmentHead): Uint8Array {
  const view = new DataView(new ArrayBuffer(FRAGMENT_HEAD_BYTES));
  view.setUint8(0, isKey ? 1 : 0);
  view.setFloat64(1, takenMs);
  view.setFloat64(9, mediaS);
  return new Uint8Array(view.buffer);
}

/** Reads it; undefined where the message is no fragment of live video. */
export function readFragmentHead(message: Uint8Array): FragmentHead | undefined {
  if (message.byteLength <= FRAGMENT_HEAD_BYTES || message.byteLength > FRAGMENT_MAX_BYTES) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, FRAGMENT_HEAD_BYTES);
  const [flags, takenMs, mediaS] = [view.getUint8(0), view.getFloat64(1), view.getFloat64(9)];
  if (flags > 1 || !(takenMs >= 0 && mediaS >= 0 && takenMs < 1e14 && mediaS < 1e9)) return undefined;
  return { isKey: flags === 1, takenMs, mediaS };
}

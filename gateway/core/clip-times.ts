/** What a clip shows before and after the moment that raised the alert, milliseconds. */
export const PRE_ROLL_MS = 10_000;
export const POST_ROLL_MS = 10_000;

/** Alerts older than this have no clip to be had: agents keep some minutes of video. */
export const CLIP_POSSIBLE_MS = 4 * 60_000;
/** An agent that has not answered for so long since it was asked is asked again, so often in all. */
export const ASK_AGAIN_MS = 60_000;
export const MOST_TRIES = 3;

/** What a clip of an alert shows, epoch milliseconds. */
export function clipSpan(capturedAtMs: number): { readonly from: number; readonly to: number } {
  return { from: capturedAtMs - PRE_ROLL_MS, to: capturedAtMs + POST_ROLL_MS };
}

/** Whether bytes begin as an MP4 file does (ISO/IEC 14496-12: a box `ftyp` first). */
export function beginsAsMp4(bytes: Uint8Array): boolean {
  return bytes.length > 16 && bytes[4] === 0x66 && bytes[5] === 0x74 && bytes[6] === 0x79 && bytes[7] === 0x70;
}

/** Whether bytes begin and end as a JPEG does (SOI and EOI). */
export function isWholeJpeg(bytes: Uint8Array): boolean {
  return bytes.length > 4 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;
}

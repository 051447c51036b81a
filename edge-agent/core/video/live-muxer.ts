import type { AccessUnit } from './access-unit.ts';
import { type CodedFormat, formatOf, isSampleNal } from './coded-format.ts';
import { fragment, initSegment, TIMESCALE } from './fmp4.ts';

/** What goes out for one coded picture. */
export type LivePiece = {
  /** Players begin anew with this: the first picture, another format, or another clock of the camera. */
  readonly start: { readonly format: CodedFormat; readonly init: Uint8Array } | undefined;
  /** One `moof` and `mdat`. */
  readonly fragment: Uint8Array;
  readonly isKey: boolean;
  /** Epoch ms. */
  readonly takenMs: number;
  /** When it is shown by the fragments' own clock, seconds since the start. */
  readonly mediaS: number;
};

/** Turns coded pictures into fragmented MP4, one fragment a picture. */
export type LiveMuxer = {
  /** undefined: nothing can be shown of it yet, as no keyframe has come. */
  readonly add: (unit: AccessUnit) => LivePiece | undefined;
};

/**
 * Said of every picture, as nobody knows when the next will come. Long on purpose: a player drops everything up to the next
 * keyframe after a gap of more than twice what was said (Media Source Extensions, coded frame processing), and cameras slow down
 * to a picture a second when nothing moves.
 */
const SAID_DURATION = TIMESCALE;
/** Beyond this the camera's clock was set anew. */
const LONGEST_GAP = 10 * TIMESCALE;

/** Waits for a keyframe. */
export function createLiveMuxer(): LiveMuxer {
  let format: { readonly configuration: string; readonly value: CodedFormat } | undefined;
  let zero = 0;
  let sequence = 0;
  let decodeTime = -1;
  let shownTime = 0;

  const begin = (unit: AccessUnit): LivePiece['start'] => {
    const gap = unit.mediaTime - zero - shownTime;
    const goesOn = format !== undefined && Math.abs(gap) < LONGEST_GAP;
    const told = unit.isKey ? formatOf(unit) : undefined;
    if (told === undefined) {
      if (!goesOn) format = undefined;
      return undefined;
    }
    const configuration = `${told.codec} ${told.width} ${told.height} ${told.configuration.bytes.join()}`;
    if (goesOn && format?.configuration === configuration) return undefined;
    format = { configuration, value: told };
    zero = unit.mediaTime;
    decodeTime = -1;
    return { format: told, init: initSegment(told) };
  };

  return {
    add(unit) {
      const start = begin(unit);
      if (format === undefined) return undefined;
      shownTime = unit.mediaTime - zero;
      // Pictures come in the order in which they are decoded; where they are shown in another, only the offset knows.
      decodeTime = Math.max(decodeTime + 1, shownTime);
      const bytes = fragment(++sequence, {
        nals: unit.nals.filter((nal) => isSampleNal(unit.codec, nal)),
        isKey: unit.isKey,
        decodeTime,
        offset: shownTime - decodeTime,
        duration: SAID_DURATION,
      });
      return {
        start,
        fragment: bytes,
        isKey: unit.isKey,
        takenMs: unit.takenMs,
        mediaS: shownTime / TIMESCALE,
      };
    },
  };
}

import { crc32 } from '../crc32.ts';
import type { AccessUnit } from './access-unit.ts';
import { type CodedFormat, formatOf, isSampleNal } from './coded-format.ts';
import { fragment, initSegment } from './fmp4.ts';

/** What goes to disk next. */
export type SegmentPiece =
  /** A new file. @param format names how its pictures are coded: files of one name can be joined without encoding again */
  | { readonly kind: 'begin'; readonly fromMs: number; readonly format: string; readonly bytes: Uint8Array }
  | { readonly kind: 'more'; readonly bytes: Uint8Array };

/** Cuts coded pictures into files of some seconds that each begin with a keyframe: fragmented MP4, so that one not finished can be read. */
export type Segmenter = {
  readonly add: (unit: AccessUnit) => SegmentPiece[];
  /** The stream ends or is interrupted: what is held back comes out, and the next keyframe begins a file. */
  readonly end: () => SegmentPiece[];
};

/** For the last picture of a file, whose end nobody knows. */
const USUAL_DURATION = 3600;
const LONGEST_DURATION = 5 * 90_000;

/** @param segmentMs a file ends at the first keyframe after so long */
export function createSegmenter(segmentMs: number): Segmenter {
  let format: { readonly value: CodedFormat; readonly name: string } | undefined;
  let zero = 0;
  let decodeTime = -1;
  let sequence = 0;
  /** Held back until the next one tells how long it is shown. */
  let last: AccessUnit | undefined;

  const shown = (unit: AccessUnit): number => unit.mediaTime - zero;

  const giveLast = (nextTime: number | undefined): SegmentPiece[] => {
    if (last === undefined) return [];
    const unit = last;
    last = undefined;
    // Pictures come in coding order; where they are shown in another, only the offset knows.
    const time = Math.max(decodeTime + 1, shown(unit));
    decodeTime = time;
    const duration = nextTime === undefined ? USUAL_DURATION : Math.max(1, nextTime - time);
    const bytes = fragment(++sequence, {
      nals: unit.nals.filter((nal) => isSampleNal(unit.codec, nal)),
      isKey: unit.isKey,
      decodeTime: time,
      offset: shown(unit) - time,
      duration: Math.min(duration, LONGEST_DURATION),
    });
    return [{ kind: 'more', bytes }];
  };

  const begin = (unit: AccessUnit, value: CodedFormat, name: string): SegmentPiece => {
    format = { value, name };
    zero = unit.mediaTime;
    decodeTime = -1;
    sequence = 0;
    return { kind: 'begin', fromMs: unit.takenMs, format: name, bytes: initSegment(value) };
  };

  return {
    add(unit) {
      const pieces = format === undefined ? [] : giveLast(shown(unit));
      if (unit.isKey) {
        const told = formatOf(unit);
        const name = told === undefined ? undefined : nameOf(told);
        if (told === undefined || name === undefined) format = undefined;
        else if (name !== format?.name || shown(unit) >= segmentMs * 90) pieces.push(begin(unit, told, name));
      }
      if (format !== undefined) last = unit;
      return pieces;
    },
    end() {
      const pieces = giveLast(undefined);
      format = undefined;
      return pieces;
    },
  };
}

function nameOf({ codec, width, height, configuration }: CodedFormat): string {
  return crc32(`${codec} ${width}x${height} ${configuration.bytes.join()}`).toString(16).padStart(8, '0');
}

import type { StreamFault } from '../../contracts/telemetry.ts';

/** Who reads a camera: this process itself, or ffmpeg, which knows more kinds of streams but tells less of them. */
export type ReaderKind = 'own' | 'ffmpeg';

/** How one attempt ended. */
export type ReaderEnd = {
  readonly fault: StreamFault;
  /** The stream may be in order but is of a kind that is not read here; with what it is. */
  readonly foreign: string | undefined;
  readonly hadPictures: boolean;
};

/** Chooses who makes the next attempt. */
export type ReaderChoice = {
  readonly next: () => ReaderKind;
  readonly ended: (end: ReaderEnd) => void;
  /** Why ffmpeg reads, in words for the log; undefined: it does not. */
  readonly reason: () => string | undefined;
};

/**
 * Our own client first. What it cannot read, or finds senseless, ffmpeg gets to try; what ffmpeg cannot read either, or what was only
 * senseless once, we try again.
 */
export function createReaderChoice(): ReaderChoice {
  let kind: ReaderKind = 'own';
  let foreign: string | undefined;
  return {
    next: () => kind,
    reason: () => (kind === 'own' ? undefined : (foreign ?? 'it could not be understood')),
    ended(end) {
      if (kind === 'own') {
        foreign = end.foreign;
        if (foreign !== undefined || end.fault === 'bad-stream') kind = 'ffmpeg';
      } else if (foreign === undefined || !end.hadPictures) {
        kind = 'own';
      }
    },
  };
}

/** A picture on its way through the gateway, as it came. */
export type RelayedPicture = {
  readonly isKey: boolean;
  /** Seconds since the film's start. */
  readonly mediaS: number;
  /** The whole message: head and fragment. */
  readonly message: Buffer;
};

/** The pictures since the last keyframe, with which whoever begins to watch can begin at once. */
export type PictureHistory = {
  readonly add: (picture: RelayedPicture) => void;
  /** Begins with a keyframe, or is empty. */
  readonly list: () => readonly RelayedPicture[];
  readonly clear: () => void;
};

/** Keeps at most `maxBytes`: of a longer group nothing, until the next keyframe. */
export function createPictureHistory(maxBytes: number): PictureHistory {
  let kept: RelayedPicture[] = [];
  let bytes = 0;
  return {
    add(picture) {
      if (picture.isKey) [kept, bytes] = [[], 0];
      else if (kept.length === 0) return;
      kept.push(picture);
      bytes += picture.message.length;
      if (bytes > maxBytes) kept = [];
    },
    list: () => kept,
    clear() {
      kept = [];
    },
  };
}

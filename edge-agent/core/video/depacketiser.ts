/** Takes NAL units out of RTP payloads, which must come in order. */
export type Depacketiser = {
  /**
   * @param onNal gets each whole NAL unit, in bytes of its own
   * @returns false when something of the picture is missing or not what it claims to be
   */
  readonly push: (payload: Uint8Array, onNal: (nal: Uint8Array) => void) => boolean;
  /** Packets are missing: a NAL unit under way is given up. @returns whether there was one */
  readonly gap: () => boolean;
};

/** One NAL unit that comes in fragments. */
export type Fragments = {
  readonly begin: (header: Uint8Array) => void;
  /** @returns false when there was no beginning, or the unit became too large */
  readonly add: (bytes: Uint8Array, isEnd: boolean, onNal: (nal: Uint8Array) => void) => boolean;
  /** @returns whether one was under way */
  readonly giveUp: () => boolean;
};

/** No picture of a camera is nearly so large: 8K keyframes are around 4 MB. */
const MOST_BYTES = 16 * 1024 * 1024;

export function createFragments(): Fragments {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const giveUp = (): boolean => {
    const had = parts.length > 0;
    parts = [];
    bytes = 0;
    return had;
  };
  const addPart = (part: Uint8Array): void => {
    parts.push(part);
    bytes += part.length;
  };
  return {
    giveUp,
    begin(header) {
      giveUp();
      addPart(header);
    },
    add(part, isEnd, onNal) {
      if (parts.length === 0) return false;
      addPart(part);
      if (bytes > MOST_BYTES) {
        giveUp();
        return false;
      }
      if (!isEnd) return true;
      const nal = new Uint8Array(bytes);
      let at = 0;
      for (const piece of parts) {
        nal.set(piece, at);
        at += piece.length;
      }
      giveUp();
      onNal(nal);
      return true;
    },
  };
}

/** A queue that gives up its oldest entries when it is full, and counts them. */
export type BoundedQueue<T> = {
  readonly push: (entry: T) => void;
  /** The oldest entry, which stays until `shift`. */
  readonly peek: () => T | undefined;
  readonly shift: () => void;
  readonly length: () => number;
  readonly dropped: () => number;
};

/** @param most entries, 1 or more */
export function createBoundedQueue<T>(most: number): BoundedQueue<T> {
  const entries: T[] = [];
  let dropped = 0;
  return {
    push(entry) {
      entries.push(entry);
      if (entries.length <= most) return;
      entries.shift();
      dropped++;
    },
    peek: () => entries[0],
    shift: () => void entries.shift(),
    length: () => entries.length,
    dropped: () => dropped,
  };
}

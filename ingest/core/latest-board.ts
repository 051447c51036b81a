/**
 * Newest word on each of many things, on its way to somewhere slower: what is overtaken is never sent. News goes at
 * once, the rest when its time has come.
 */
export interface LatestBoard<T> {
  /** Puts the newest word on a thing in the place of the one before. */
  readonly put: (key: string, value: T, isNews: boolean, nowMs: number) => void;
  /** Takes what is due: news, and the rest once it has lain for the board's time. */
  readonly take: (nowMs: number) => readonly (readonly [string, T])[];
  /** Puts back what could not be sent, unless newer words have come; it is due again at once. */
  readonly putBack: (entries: readonly (readonly [string, T])[]) => void;
  /** Whether anything is due. */
  readonly isDue: (nowMs: number) => boolean;
  readonly size: () => number;
}

interface Note<T> {
  readonly value: T;
  readonly dueAt: number;
}

/** Makes an empty board on which what is not news lies for at most `restMs`. */
export function createLatestBoard<T>(restMs: number): LatestBoard<T> {
  const notes = new Map<string, Note<T>>();

  return {
    put(key, value, isNews, nowMs) {
      const before = notes.get(key);
      notes.set(key, { value, dueAt: isNews ? 0 : (before?.dueAt ?? nowMs + restMs) });
    },
    take(nowMs) {
      const taken: (readonly [string, T])[] = [];
      for (const [key, note] of notes) {
        if (note.dueAt > nowMs) continue;
        taken.push([key, note.value]);
        notes.delete(key);
      }
      return taken;
    },
    putBack(entries) {
      for (const [key, value] of entries) {
        const newer = notes.get(key);
        notes.set(key, { value: newer?.value ?? value, dueAt: 0 });
      }
    },
    isDue(nowMs) {
      for (const note of notes.values()) if (note.dueAt <= nowMs) return true;
      return false;
    },
    size: () => notes.size,
  };
}

/** Notices those from whom nothing is heard any more: agents, or cameras in their agents' reports. Times are our own clock's. */
export interface SilenceWatch {
  /** Sets who is registered. A new one has the full time to make itself heard. */
  readonly expect: (ids: Iterable<string>, nowMs: number) => void;
  /** Something came from it. Returns whether it counted as silent until now. */
  readonly heard: (id: string, nowMs: number) => boolean;
  /** Its connection broke: its last will said so. Returns whether that is news. */
  readonly gone: (id: string) => boolean;
  /** Those that have become silent since the last sweep. */
  readonly sweep: (nowMs: number) => readonly string[];
  /** We could not hear anybody until now (our own link was down): everybody has the full time again. */
  readonly deafUntil: (nowMs: number) => void;
  readonly isSilent: (id: string) => boolean;
  /** How many are silent now. */
  readonly silent: () => number;
}

/** Makes a watch that expects nobody. */
export function createSilenceWatch(silentAfterMs: number): SilenceWatch {
  const heardAt = new Map<string, number>();
  const silent = new Set<string>();

  return {
    expect(ids, nowMs) {
      const registered = new Set(ids);
      for (const id of heardAt.keys()) {
        if (registered.has(id)) continue;
        heardAt.delete(id);
        silent.delete(id);
      }
      for (const id of registered) if (!heardAt.has(id)) heardAt.set(id, nowMs);
    },
    heard(id, nowMs) {
      if (!heardAt.has(id)) return false;
      heardAt.set(id, nowMs);
      return silent.delete(id);
    },
    gone(id) {
      if (!heardAt.has(id) || silent.has(id)) return false;
      silent.add(id);
      return true;
    },
    sweep(nowMs) {
      const news = [...heardAt].filter(([id, at]) => !silent.has(id) && nowMs - at >= silentAfterMs).map(([id]) => id);
      for (const id of news) silent.add(id);
      return news;
    },
    deafUntil(nowMs) {
      for (const id of heardAt.keys()) heardAt.set(id, nowMs);
    },
    isSilent: (id) => silent.has(id),
    silent: () => silent.size,
  };
}

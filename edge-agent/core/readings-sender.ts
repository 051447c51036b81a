/** Decides which readings of the store go out when: in order, a bounded number ahead of what ingest has confirmed. */
export type ReadingsSender = {
  /** The link to the broker is up: everything unconfirmed is sent again. */
  connected(nowMs: number): void;
  disconnected(): void;
  /** Ingest has stored all up to this number. Returns false when that is nothing new. */
  confirmed(upTo: number, nowMs: number): boolean;
  /** What to send now: readings after this number, at most so many; undefined: nothing, or wait. @param lastSeq newest on disk */
  next(lastSeq: number, nowMs: number): { readonly after: number; readonly limit: number } | undefined;
  /** These were handed to the link. */
  sent(upTo: number, nowMs: number): void;
};

/** How sending is paced. */
export type SenderLimits = {
  /** Readings in one message, at most 1000. */
  readonly batch: number;
  /** Readings under way without confirmation. */
  readonly window: number;
  /** Without any confirmation for so long, all unconfirmed are sent again. */
  readonly resendMs: number;
};

/** @param confirmedSeq what ingest had confirmed before this start */
export function createReadingsSender(confirmedSeq: number, limits: SenderLimits): ReadingsSender {
  let isConnected = false;
  let confirmed = confirmedSeq;
  let sentUpTo = confirmedSeq;
  let progressMs = 0;
  return {
    connected(nowMs) {
      isConnected = true;
      sentUpTo = confirmed;
      progressMs = nowMs;
    },
    disconnected() {
      isConnected = false;
    },
    confirmed(upTo, nowMs) {
      if (upTo <= confirmed) return false;
      confirmed = upTo;
      sentUpTo = Math.max(sentUpTo, upTo);
      progressMs = nowMs;
      return true;
    },
    next(lastSeq, nowMs) {
      if (!isConnected) return undefined;
      if (sentUpTo > confirmed && nowMs - progressMs >= limits.resendMs) {
        sentUpTo = confirmed;
        progressMs = nowMs;
      }
      if (sentUpTo >= lastSeq || sentUpTo - confirmed >= limits.window) return undefined;
      return { after: sentUpTo, limit: limits.batch };
    },
    sent(upTo, nowMs) {
      if (sentUpTo === confirmed) progressMs = nowMs;
      sentUpTo = Math.max(sentUpTo, upTo);
    },
  };
}

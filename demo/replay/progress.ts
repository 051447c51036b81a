/** Shows how far a film is. */
export interface Progress {
  readonly at: (filmMs: number) => void;
  readonly end: () => void;
}

const BAR = 30;
/** Of shorter films tenths of a second are shown. */
const SHORT_S = 20;

/**
 * A bar in a terminal, a line for every tenth elsewhere.
 *
 * @param durationS null when nobody knows: then only the time is shown
 * @param now milliseconds, for the speed
 */
export function showProgress(
  out: { readonly write: (text: string) => void; readonly isTty: boolean },
  durationS: number | null,
  now: () => number,
): Progress {
  const from = now();
  let tenths = 0;
  let shownAt = 0;
  const digits = durationS !== null && durationS < SHORT_S ? 1 : 0;
  return {
    at(filmMs) {
      const share = durationS === null || durationS <= 0 ? 0 : Math.min(1, filmMs / 1000 / durationS);
      const speed = `${(filmMs / Math.max(1, now() - from)).toFixed(1)} × real time`;
      const of = durationS === null ? '' : ` of ${durationS.toFixed(digits)} s`;
      const text = `${(filmMs / 1000).toFixed(digits)} s${of}, ${speed}`;
      if (out.isTty) {
        if (now() - shownAt < 100 && share < 1) return;
        shownAt = now();
        const filled = Math.round(share * BAR);
        out.write(`\r[${'█'.repeat(filled)}${'·'.repeat(BAR - filled)}] ${text}\x1b[K`);
        return;
      }
      if (Math.floor(share * 10) <= tenths) return;
      tenths = Math.floor(share * 10);
      out.write(`${tenths * 10} %: ${text}\n`);
    },
    end() {
      if (out.isTty) out.write('\n');
    },
  };
}

import type { Shown } from '../contracts/push.ts';
import { shownAlerts } from './core/alerts/shown-alerts.ts';
import type { State } from './core/state.ts';
import { afterPaint } from './edges/after-paint.ts';
import type { Live } from './edges/live.ts';
import { ROWS_SHOWN } from './views/alert-list.ts';

/** Tells the gateway once for each alert when it stood on this screen. */
export interface ShownReport {
  /** Call after each drawing with what the map shows. */
  readonly drawn: (state: State, onMap: readonly number[]) => void;
  /** Somebody else signs in: everything counts anew. */
  readonly forget: () => void;
}

/** An alert is reported once; more than this many remembered ids are forgotten, the gateway keeps the first report anyway. */
const REMEMBERED = 10_000;
const PER_MESSAGE = 500;

/**
 * Makes the report. What is drawn while the page is hidden, or while it looks into the past, was not seen.
 * `serverNow` corrects this machine's clock, which may be a day off; `told` hears what was reported.
 */
export function createShownReport(
  live: () => Live | null,
  serverNow: () => number,
  told: (alerts: Shown['alerts']) => void,
): ShownReport {
  const reported = new Set<number>();
  return {
    forget: () => reported.clear(),
    drawn: (state, onMap) => {
      // Told over a line that does not stand it would be lost, and never told again.
      if (state.link.is !== 'live' || state.view.replayAt !== null || document.visibilityState !== 'visible') return;
      const seen = [
        ...shownAlerts(state)
          .slice(0, ROWS_SHOWN)
          .map(({ id }) => id),
        ...onMap,
      ];
      const fresh = [...new Set(seen)].filter((id) => {
        const alert = state.alerts.get(id);
        return alert !== undefined && alert.clock.shownAt === null && !reported.has(id);
      });
      if (fresh.length === 0) return;
      if (reported.size > REMEMBERED) reported.clear();
      for (const id of fresh) reported.add(id);
      afterPaint(() => {
        const at = serverNow();
        const shown = fresh.map((id) => ({ id, at }));
        for (let i = 0; i < shown.length; i += PER_MESSAGE) live()?.reportShown(shown.slice(i, i + PER_MESSAGE));
        told(shown);
      });
    },
  };
}

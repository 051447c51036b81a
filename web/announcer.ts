import type { Alert } from '../contracts/alerts.ts';
import { GRAVITY } from './core/alerts/order.ts';
import type { State } from './core/state.ts';
import type { Dictionary } from './core/text/dictionary.ts';
import type { Sound } from './edges/sound.ts';
import { placeOf } from './views/alert-row.ts';

/** A critical alert nobody takes is sounded again this often. */
const REMIND_MS = 20_000;

/** Makes new alerts heard: a sound by the gravest, and a sentence for screen readers. */
export interface Announcer {
  readonly arrived: (news: readonly Alert[], state: State, t: Dictionary) => void;
  /** Call once a second. */
  readonly ticked: (state: State) => void;
}

/** Makes the announcer; `region` is the page's live region. */
export function createAnnouncer(sound: Sound, region: Element | null, monotonicMs: () => number): Announcer {
  let lastSounded = -REMIND_MS;
  const play = (alert: Alert) => {
    sound.play(alert.severity);
    lastSounded = monotonicMs();
  };
  return {
    arrived: (news, state, t) => {
      const [first, ...rest] = news;
      if (!first) return;
      const worst = rest.reduce((a, b) => (GRAVITY[b.severity] > GRAVITY[a.severity] ? b : a), first);
      if (region) region.textContent = t.alerts.arrived(t.severity[worst.severity], worst.ruleName, placeOf(worst));
      if (state.sound.mutedUntil === null) play(worst);
    },
    ticked: (state) => {
      if (state.sound.mutedUntil !== null || monotonicMs() - lastSounded < REMIND_MS) return;
      for (const alert of state.alerts.values()) {
        if (alert.state === 'raised' && alert.severity === 'critical') return play(alert);
      }
    },
  };
}

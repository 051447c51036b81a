import type { Alert } from '../contracts/alerts.ts';
import { GRAVITY } from './core/alerts/order.ts';
import type { State } from './core/state.ts';
import type { Dictionary } from './core/text/dictionary.ts';
import type { Sound } from './edges/sound.ts';
import { placeOf } from './views/alert-row.ts';

/** A critical alert nobody takes is sounded again this often. */
const REMIND_MS = 20_000;
/** Of many alerts in a row one is sounded, and again only for a graver one: tunes over each other are noise. */
const TUNE_MS = 3_000;

/** Makes new alerts heard: a sound by the gravest, and a sentence for screen readers. */
export interface Announcer {
  readonly arrived: (news: readonly Alert[], state: State, t: Dictionary) => void;
  /** Call once a second. */
  readonly ticked: (state: State) => void;
}

/** Makes the announcer; `region` is the page's live region. */
export function createAnnouncer(sound: Sound, region: Element | null, monotonicMs: () => number): Announcer {
  let lastSounded = -REMIND_MS;
  let lastGravity = 0;
  const play = (alert: Alert) => {
    sound.play(alert.severity);
    lastSounded = monotonicMs();
    lastGravity = GRAVITY[alert.severity];
  };
  return {
    arrived: (news, state, t) => {
      const [first, ...rest] = news;
      if (!first) return;
      const worst = rest.reduce((a, b) => (GRAVITY[b.severity] > GRAVITY[a.severity] ? b : a), first);
      if (region) {
        const sentence = t.alerts.arrived(t.severity[worst.severity], worst.ruleName, placeOf(worst));
        region.textContent = rest.length === 0 ? sentence : `${t.alerts.arrivedMany(String(news.length))} ${sentence}`;
      }
      const isHeard = monotonicMs() - lastSounded < TUNE_MS && GRAVITY[worst.severity] <= lastGravity;
      if (state.sound.mutedUntil === null && !isHeard) play(worst);
    },
    ticked: (state) => {
      if (state.sound.mutedUntil !== null || monotonicMs() - lastSounded < REMIND_MS) return;
      for (const alert of state.alerts.values()) {
        if (alert.state === 'raised' && alert.severity === 'critical') return play(alert);
      }
    },
  };
}

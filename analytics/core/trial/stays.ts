import type { ObservationFact } from '../facts.ts';

/** Turns comings and goings into the stays that a rule about presence asks for. Facts come in the order of their times. */
export type Stays = {
  /** Stays of `forS` that this fact brings to light, told as perception tells them live. */
  readonly take: (fact: ObservationFact) => readonly ObservationFact[];
  /** Stays of those who are still inside when the trial ends. */
  readonly end: (toMs: number) => readonly ObservationFact[];
};

type Stay = { readonly fact: ObservationFact; readonly enteredAt: number; told: boolean };

/** Somebody who came in so shortly before the end, and of whom nothing more is known, is taken to be still there. */
const STILL_THERE_MS = 10 * 60_000;

/**
 * Live, perception tells of a stay at the marks that rules ask for. A rule that is only tried has set no mark: its stays are
 * found from entering and leaving, both of which are always observed.
 */
export function createStays(forS: number): Stays {
  const inside = new Map<string, Stay>();

  const told = (stay: Stay): ObservationFact => {
    stay.told = true;
    const at = stay.enteredAt + forS * 1000;
    return { ...stay.fact, kind: 'dwelled', value: forS, capturedAt: at, receivedAt: at, perceivedAt: at };
  };
  return {
    take(fact) {
      if (fact.trackId === null || fact.zoneId === null) return [];
      const key = `${fact.cameraId} ${fact.zoneId} ${fact.trackId}`;
      if (fact.kind === 'entered') {
        inside.set(key, { fact, enteredAt: fact.capturedAt, told: false });
        return [];
      }
      if (fact.kind !== 'left' && fact.kind !== 'dwelled') return [];
      const seconds = fact.value ?? 0;
      // Somebody who came in before the trial began is known by what is said of the stay.
      const stay = inside.get(key) ?? { fact, enteredAt: fact.capturedAt - seconds * 1000, told: false };
      if (fact.kind === 'left') inside.delete(key);
      else inside.set(key, stay);
      return !stay.told && seconds >= forS ? [told(stay)] : [];
    },
    end(toMs) {
      const still = [...inside.values()].filter(
        (stay) =>
          !stay.told && toMs - stay.enteredAt >= forS * 1000 && toMs - stay.enteredAt < forS * 1000 + STILL_THERE_MS,
      );
      return still.map(told);
    },
  };
}

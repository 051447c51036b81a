import { describe, expect, it } from 'vitest';
import type { ScoredBox } from '../../../../ingest/core/tracking/scored-box.ts';
import { aPerson, aScene, aThing, EVERYWHERE, looks, play, words, type Look } from './staging.ts';

const gate = { id: 'gate', line: { from: [0.5, 1], to: [0.5, 0.1] } } as const;
const square = { id: 'square', polygon: EVERYWHERE, dwellS: [2] };

function aMotorbike(footX: number, footY = 0.8): ScoredBox {
  return aThing('motorcycle', footX, footY, { w: 0.1, h: 0.13 });
}

/** Who sits on a motorbike that stands there. */
function itsRider(footX: number, footY = 0.8, score = 0.8): ScoredBox {
  return aThing('person', footX - 0.005, footY - 0.03, { w: 0.06, h: 0.2, score });
}

function ofClass(film: readonly Look[]): (string | null)[] {
  return play(aScene({ lines: [gate] }), film).map(({ className }) => className);
}

describe('rider and motorbike', () => {
  it('are one road user on a counting line', () => {
    expect(ofClass(looks(40, (i) => [aMotorbike(0.1 + 0.02 * i), itsRider(0.1 + 0.02 * i)]))).toEqual(['motorcycle']);
  });

  it('are one road user with a passenger too', () => {
    const film = looks(40, (i) => {
      const x = 0.1 + 0.02 * i;
      return [aMotorbike(x), itsRider(x), itsRider(x - 0.05)];
    });
    expect(ofClass(film)).toEqual(['motorcycle']);
  });

  it('are one road user in a zone, entered once and by one name', () => {
    const film = looks(40, (i) => [aMotorbike(0.1 + 0.02 * i), itsRider(0.1 + 0.02 * i)]);
    const said = play(aScene({ zones: [square] }), film);
    expect(said.map(({ kind, className }) => `${kind} ${className}`)).toEqual([
      'entered motorcycle',
      'dwelled motorcycle',
    ]);
  });

  it('are counted when the motorbike itself is missed on the line', () => {
    const film = looks(40, (i) => {
      const x = 0.1 + 0.02 * i;
      return i > 17 && i < 25 ? [itsRider(x)] : [aMotorbike(x), itsRider(x)];
    });
    expect(ofClass(film)).toEqual(['motorcycle']);
  });

  it('are counted when the motorbike is hidden from before the line on, and one of two riders too', () => {
    const film = looks(30, (i) => {
      const x = 0.1 + 0.02 * i;
      return i > 15 ? [itsRider(x)] : [aMotorbike(x), itsRider(x), itsRider(x - 0.05)];
    });
    expect(ofClass(film)).toEqual(['motorcycle']);
  });

  it('stay one while they wait at a red light', () => {
    const film = looks(100, (i) => {
      const x = 0.1 + 0.02 * (Math.min(i, 15) + Math.max(0, i - 70));
      return [aMotorbike(x), itsRider(x)];
    });
    expect(ofClass(film)).toEqual(['motorcycle']);
  });

  it('are two when the rider gets off and walks away', () => {
    const film = looks(100, (i) => {
      const x = 0.1 + 0.02 * Math.min(i, 15);
      return [aMotorbike(x), i < 40 ? itsRider(x) : aPerson(x + 0.006 * (i - 40), 0.82)];
    });
    expect(ofClass(film)).toEqual(['person']);
  });

  it('do not come of a person who walks past a parked motorbike', () => {
    const film = looks(50, (i) => [aMotorbike(0.4), aPerson(0.2 + 0.012 * i, 0.8)]);
    expect(ofClass(film)).toEqual(['person']);
  });

  it('do not delay the report of a person beside a parked motorbike', () => {
    const film = looks(10, () => [aMotorbike(0.5), itsRider(0.5)]);
    const said = play(aScene({ zones: [square] }), film);
    expect(words(said).filter((word) => word === 'entered')).toHaveLength(2);
    expect(said.every(({ kind, look }) => kind !== 'entered' || look <= 2)).toBe(true);
  });
});

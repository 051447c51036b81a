import { expect, it } from 'vitest';
import { observationKind, type ObservationKind } from '../../../../contracts/observations.ts';
import type { SceneSettings } from '../../../../ingest/core/zones/scene.ts';
import { aCar, aPerson, aScene, aThing, EVERYWHERE, looks, play, RIGHT_HALF, words, type Look } from './staging.ts';

/** Seen from straight above: 40 m by 30 m. */
const calibration = {
  points: [
    { picture: [0, 0], groundM: [0, 30] },
    { picture: [1, 0], groundM: [40, 30] },
    { picture: [1, 1], groundM: [40, 0] },
    { picture: [0, 1], groundM: [0, 0] },
  ] as { picture: [number, number]; groundM: [number, number] }[],
};
const everywhere = { id: 'square', polygon: EVERYWHERE, dwellS: [] };
const right = { id: 'square', polygon: RIGHT_HALF, dwellS: [] };
const gate = { id: 'gate', line: { from: [0.5, 1], to: [0.5, 0.1] } } as const;
const bag = aThing('suitcase', 0.5, 0.7, { w: 0.05, h: 0.06 });
/** Share of the way down of somebody who falls within a second. */
const down = (look: number): number => Math.min(1, Math.max(0, look - 12) / 5);
const group = Array.from({ length: 6 }, (_, i) => aPerson(0.55 + 0.08 * i, 0.5 + 0.1 * (i % 3)));

type Staged = { readonly scene: Partial<SceneSettings>; readonly film: readonly Look[]; readonly said: string[] };

/** One scene for each thing that can be observed, with all that is to be said about it. */
const STAGED: Readonly<Record<Exclude<ObservationKind, 'deviation'>, Staged>> = {
  entered: { scene: { zones: [right] }, film: looks(40, (i) => [aPerson(0.2 + 0.015 * i)]), said: ['entered'] },
  left: {
    scene: { zones: [right] },
    film: looks(50, (i) => [aPerson(0.9 - 0.015 * i)]),
    said: ['entered', 'left 5.6'],
  },
  dwelled: {
    scene: { zones: [{ ...right, dwellS: [3] }] },
    film: looks(30, (i) => [aPerson(0.7 + 0.005 * i)]),
    said: ['entered', 'dwelled 3'],
  },
  crossed: { scene: { lines: [gate] }, film: looks(40, (i) => [aCar(0.15 + 0.018 * i)]), said: ['crossed forward'] },
  stopped: {
    scene: { zones: [{ ...everywhere, stoppedS: [4] }] },
    film: looks(60, (i) => [aCar(0.2 + 0.01 * Math.min(i, 20))]),
    said: ['entered', 'stopped 4'],
  },
  'wrong-way': {
    scene: { zones: [{ ...everywhere, way: { from: [0.1, 0.5], to: [0.9, 0.5] } }] },
    film: looks(35, (i) => [aCar(0.85 - 0.018 * i)]),
    said: ['entered', 'wrong-way'],
  },
  crowd: {
    scene: { zones: [{ ...right, crowdPeople: [6] }] },
    film: looks(40, () => group),
    said: [...Array<string>(6).fill('entered'), 'crowd 6'],
  },
  'crowd-density': {
    scene: { zones: [{ ...right, crowdDensity: [1] }], calibration },
    film: looks(40, () => group),
    said: [...Array<string>(6).fill('entered'), 'crowd-density 1.3'],
  },
  'left-behind': {
    scene: { zones: [{ ...everywhere, leftBehindS: [5] }] },
    film: looks(80, (i) => [bag, aPerson(0.54 + Math.max(0, i - 15) * 0.02)].slice(0, i < 34 ? 2 : 1)),
    said: ['entered', 'entered', 'left 6.6', 'left-behind 5'],
  },
  fallen: {
    scene: { zones: [{ ...everywhere, fallenS: [3] }] },
    film: looks(40, (i) => [aPerson(0.5, 0.72, { w: 0.06 + 0.09 * down(i), h: 0.2 - 0.12 * down(i) })]),
    said: ['entered', 'fallen 3'],
  },
  speed: {
    scene: { lines: [{ ...gate, speed: true }], calibration },
    // 0.01 of 40 m every 200 ms: 2 m/s.
    film: looks(60, (i) => [aCar(0.15 + 0.01 * i)]),
    said: ['crossed forward', 'speed forward 7.2'],
  },
};

// Deviations are told by analytics, from hours of counts.
it.each(observationKind.exclude(['deviation']).options)(
  '%s is observed in a scene made for it, and nothing else is',
  (kind) => {
    const { scene, film, said } = STAGED[kind];
    const observed = play(aScene(scene), film);
    const rounded = observed.map((one) => ({ ...one, value: one.value && Math.round(10 * one.value) / 10 }));
    expect(words(rounded).toSorted()).toEqual(said.toSorted());
    expect(observed.map((one) => one.kind)).toContain(kind);
  },
);

import { describe, expect, it } from 'vitest';
import type { Scene } from '../../../../ingest/core/zones/scene.ts';
import type { SceneZone } from '../../../../ingest/core/zones/scene-shapes.ts';
import { aCar, aPerson, aScene, aThing, EVERYWHERE, looks, play, RIGHT_HALF, type Look, type Said } from './staging.ts';

/** What a zone over the whole picture with these settings observes besides presence. */
function observed(settings: Partial<SceneZone>, film: readonly Look[]): Said[] {
  const scene = aScene({ zones: [{ id: 'square', polygon: EVERYWHERE, dwellS: [], ...settings }] });
  return play(scene, film).filter(({ kind }) => kind !== 'entered' && kind !== 'left');
}

describe('a vehicle that stops', () => {
  it('is observed at each mark after it has come to stand, quiet time included', () => {
    const film = looks(120, (i) => (i < 30 ? [aCar(0.2 + 0.01 * Math.min(i, 20))] : null));
    const said = observed({ stoppedS: [5, 10] }, film);
    expect(said.map(({ kind, value }) => [kind, value])).toEqual([
      ['stopped', 5],
      ['stopped', 10],
    ]);
    expect((said[0]?.at ?? 0) - (said[0]?.since ?? 0)).toBeCloseTo(5000, -3);
  });

  it('is observed again only after it has driven on and stopped anew', () => {
    const film = looks(150, (i) => [aCar(0.15 + 0.01 * (Math.min(i, 10) + Math.max(0, Math.min(i - 60, 30))))]);
    expect(observed({ stoppedS: [5] }, film).map(({ kind }) => kind)).toEqual(['stopped', 'stopped']);
  });

  it('is not one that creeps in a queue, nor a person who waits', () => {
    const film = looks(100, (i) => [aCar(0.15 + 0.004 * i), aPerson(0.9)]);
    expect(observed({ stoppedS: [5] }, film)).toEqual([]);
  });
});

describe('a vehicle that goes the wrong way', () => {
  const way = { from: [0.1, 0.5], to: [0.9, 0.5] } as const;

  it('is observed once', () => {
    const film = looks(40, (i) => [aCar(0.85 - 0.018 * i)]);
    expect(observed({ way }, film).map(({ kind }) => kind)).toEqual(['wrong-way']);
  });

  it('is not one that goes along or across the way', () => {
    const film = looks(40, (i) => [aCar(0.15 + 0.018 * i, 0.9), aCar(0.8, 0.2 + 0.012 * i)]);
    expect(observed({ way }, film)).toEqual([]);
  });

  it('is not one that stands and trembles', () => {
    const film = looks(60, (i) => [aCar(0.5 + 0.006 * Math.sin(i * 2.1))]);
    expect(observed({ way }, film)).toEqual([]);
  });
});

describe('a crowd', () => {
  const people = (count: number): Look =>
    Array.from({ length: count }, (_, i) => aPerson(0.1 + 0.1 * i, 0.5 + 0.05 * (i % 3)));

  it('is observed with its size once the mark has been held for five seconds', () => {
    const said = observed(
      { crowdPeople: [5] },
      looks(60, () => people(6)),
    );
    expect(said.map(({ kind, value, trackId, className }) => [kind, value, trackId, className])).toEqual([
      ['crowd', 6, null, 'person'],
    ]);
    expect((said[0]?.at ?? 0) - (said[0]?.since ?? 0)).toBeGreaterThanOrEqual(5000);
    expect(said[0]?.box?.w).toBeGreaterThan(0.5);
  });

  it('is the same crowd when somebody is hidden for a moment, and a new one after it has dispersed', () => {
    const film = looks(260, (i) => people(i < 100 || i > 170 ? (i % 9 === 0 ? 5 : 6) : 2));
    expect(observed({ crowdPeople: [6] }, film).map(({ kind }) => kind)).toEqual(['crowd', 'crowd']);
  });

  it('does not begin anew when somebody is hidden for three seconds', () => {
    const film = looks(32, (i) => people(i > 5 && i < 21 ? 5 : 6));
    expect(observed({ crowdPeople: [6] }, film).map(({ kind }) => kind)).toEqual(['crowd']);
  });

  it('is not a group that passes', () => {
    const film = looks(60, (i) => (i < 20 ? people(8) : people(1)));
    expect(observed({ crowdPeople: [5] }, film)).toEqual([]);
  });
});

describe('a dense crowd', () => {
  /** Seen from straight above: 20 m by 15 m, 300 m². */
  const calibration = {
    points: [
      { picture: [0, 0], groundM: [0, 15] },
      { picture: [1, 0], groundM: [20, 15] },
      { picture: [1, 1], groundM: [20, 0] },
      { picture: [0, 1], groundM: [0, 0] },
    ] as { picture: [number, number]; groundM: [number, number] }[],
  };
  /** Half of it. */
  const square = { id: 'square', polygon: RIGHT_HALF.map(([x, y]) => [x, y === 0.2 ? 0 : y] as const), dwellS: [] };
  const people = (count: number): Look =>
    Array.from({ length: count }, (_, i) => aPerson(0.55 + 0.08 * (i % 6), 0.5 + 0.3 * Math.floor(i / 6)));
  const dense = (scene: Scene, film: readonly Look[]): Said[] =>
    play(scene, film).filter(({ kind }) => kind === 'crowd-density' || kind === 'crowd');
  const sixPeople = looks(60, () => people(6));

  it('is observed in people per 100 m² of the zone’s ground, with an error that holds the truth', () => {
    const said = dense(aScene({ zones: [{ ...square, crowdDensity: [3.5, 8] }], calibration }), sixPeople);
    expect(said.map(({ kind, trackId, className }) => [kind, trackId, className])).toEqual([
      ['crowd-density', null, 'person'],
    ]);
    expect(said[0]?.value).toBeCloseTo(4, 1);
    expect(said[0]?.uncertainty).toBeGreaterThan(0.5);
    expect(said[0]?.uncertainty).toBeLessThan(1.2);
    expect((said[0]?.at ?? 0) - (said[0]?.since ?? 0)).toBeGreaterThanOrEqual(5000);
  });

  it('is told beside the number of people, each by its own mark', () => {
    const zone = { ...square, crowdPeople: [5], crowdDensity: [3] };
    expect(dense(aScene({ zones: [zone], calibration }), sixPeople).map(({ kind }) => kind)).toEqual([
      'crowd',
      'crowd-density',
    ]);
  });

  it('is not told without a calibration, which is a fault; the number of people is', () => {
    const scene = aScene({ zones: [{ ...square, crowdPeople: [5], crowdDensity: [3] }] });
    expect(scene.faults).toEqual([{ id: 'square', reason: expect.stringContaining('ground') }]);
    expect(dense(scene, sixPeople).map(({ kind }) => kind)).toEqual(['crowd']);
  });

  it('is not one person, however small the zone', () => {
    const tiny = {
      ...square,
      polygon: [
        [0.6, 0.6],
        [0.7, 0.6],
        [0.7, 0.72],
        [0.6, 0.72],
      ] as [number, number][],
    };
    const alone = looks(60, () => [aPerson(0.65, 0.66)]);
    expect(dense(aScene({ zones: [{ ...tiny, crowdDensity: [10] }], calibration }), alone)).toEqual([]);
  });

  it('goes by the calibration of now', () => {
    const scene = aScene({ zones: [{ ...square, crowdDensity: [3] }] });
    scene.change({ zones: [{ ...square, crowdDensity: [3] }], lines: [], calibration });
    expect(scene.faults).toEqual([]);
    expect(dense(scene, sixPeople).map(({ kind }) => kind)).toEqual(['crowd-density']);
  });
});

describe('baggage left behind', () => {
  const bag = aThing('suitcase', 0.5, 0.7, { w: 0.05, h: 0.06 });

  it('is observed when its owner has been away for the time, counted from when they left', () => {
    const film = looks(80, (i) => [bag, aPerson(0.54 + Math.max(0, i - 15) * 0.02)].slice(0, i < 34 ? 2 : 1));
    const said = observed({ leftBehindS: [5] }, film);
    expect(said.map(({ kind, className }) => [kind, className])).toEqual([['left-behind', 'suitcase']]);
    expect((said[0]?.at ?? 0) - (said[0]?.since ?? 0)).toBeGreaterThanOrEqual(5000);
  });

  it('is not baggage whose owner stands by, however many pass', () => {
    const film = looks(100, (i) => [bag, aPerson(0.54), aPerson(0.02 + ((i * 0.02) % 0.96), 0.75)]);
    expect(observed({ leftBehindS: [5] }, film)).toEqual([]);
  });

  it('begins to be alone when it is put down, not when it was first seen', () => {
    const film = looks(60, (i) => [aThing('suitcase', 0.1 + 0.02 * Math.min(i, 20), 0.7, { w: 0.05, h: 0.06 })]);
    const said = observed({ leftBehindS: [5] }, film);
    expect(said).toHaveLength(1);
    expect(said[0]?.since).toBeGreaterThan(10_000 + 15 * 200);
  });

  it('passes to who stays with it', () => {
    const film = looks(120, (i) => [
      bag,
      ...(i < 25 ? [aPerson(0.54 + Math.max(0, i - 5) * 0.02)] : []),
      ...(i > 20 ? [aPerson(Math.min(0.46, 0.1 + (i - 20) * 0.02))] : []),
    ]);
    expect(observed({ leftBehindS: [6] }, film)).toEqual([]);
  });

  it('is observed although people pass it', () => {
    const film = looks(100, (i) => [
      bag,
      ...(i < 25 ? [aPerson(0.54 + Math.max(0, i - 5) * 0.02)] : []),
      ...(i > 30 && i < 78 ? [aPerson(0.02 + (i - 30) * 0.02, 0.75)] : []),
    ]);
    expect(observed({ leftBehindS: [8] }, film).map(({ kind }) => kind)).toEqual(['left-behind']);
  });

  it('is not baggage that is carried', () => {
    const film = looks(60, (i) => [
      aThing('backpack', 0.1 + 0.013 * i, 0.62, { w: 0.04, h: 0.06 }),
      aPerson(0.1 + 0.013 * i),
    ]);
    expect(observed({ leftBehindS: [2] }, film)).toEqual([]);
  });
});

describe('a fallen person', () => {
  const lying = aThing('person', 0.5, 0.72, { w: 0.15, h: 0.08 });

  it('is somebody who was upright and now lies for the time', () => {
    const film = looks(40, (i) => [i < 12 ? aPerson(0.38 + 0.01 * i) : lying]);
    const said = observed({ fallenS: [3] }, film);
    expect(said.map(({ kind, value }) => [kind, value])).toEqual([['fallen', 3]]);
  });

  it('is not somebody who bends down for a moment', () => {
    // down and up again within three seconds, as slowly as a tracker can follow
    const down = (i: number): number => Math.min(1, Math.max(0, i - 12) / 4, Math.max(0, 30 - i) / 4);
    const film = looks(60, (i) => [aPerson(0.5, 0.72, { w: 0.06 + 0.09 * down(i), h: 0.2 - 0.12 * down(i) })]);
    expect(observed({ fallenS: [1, 3] }, film).map(({ value }) => value)).toEqual([1]);
    expect(observed({ fallenS: [3] }, film)).toEqual([]);
  });

  it('is not somebody who was never seen upright', () => {
    expect(
      observed(
        { fallenS: [3] },
        looks(40, () => [lying]),
      ),
    ).toEqual([]);
  });

  it('is not somebody whose box was high at two looks only', () => {
    const film = looks(40, (i) => [i < 2 ? aPerson(0.5, 0.72) : lying]);
    expect(observed({ fallenS: [3] }, film)).toEqual([]);
  });

  it('is not somebody whose box is cut off by the edge of the picture', () => {
    const cut = aThing('person', 0.5, 1, { w: 0.15, h: 0.08 });
    const film = looks(40, (i) => [i < 12 ? aPerson(0.5, 0.95) : cut]);
    expect(observed({ fallenS: [3] }, film)).toEqual([]);
  });
});

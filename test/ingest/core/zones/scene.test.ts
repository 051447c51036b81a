import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTracker } from '../../../../ingest/core/tracking/tracker.ts';
import { aPerson, ASPECT, aScene, looks, play, RIGHT_HALF, words } from './staging.ts';

const yard = { id: 'yard', polygon: RIGHT_HALF, dwellS: [] };

describe('a scene with one zone', () => {
  it('reports a person walking in within two looks of the step over the edge', () => {
    const film = looks(40, (i) => [aPerson(0.2 + i * 0.015)]);
    const said = play(aScene({ zones: [yard] }), film);
    expect(said.map(({ kind, how }) => [kind, how])).toEqual([['entered', 'walked-in']]);
    const firstInside = Math.ceil((0.5 - 0.2) / 0.015);
    expect((said[0]?.look ?? 99) - firstInside).toBeLessThanOrEqual(2);
    expect(said[0]?.since).toBeLessThanOrEqual(said[0]?.at ?? 0);
  });

  it('reports a person who is first seen inside as appeared', () => {
    const said = play(
      aScene({ zones: [yard] }),
      looks(5, () => [aPerson(0.8)]),
    );
    expect(said.map(({ kind, how }) => [kind, how])).toEqual([['entered', 'appeared']]);
  });

  it('reports leaving with the length of the stay', () => {
    const film = looks(60, (i) => [aPerson(0.2 + 0.6 * Math.sin((Math.PI * i) / 60))]);
    const [entered, left] = play(aScene({ zones: [yard] }), film);
    expect([entered?.kind, left?.kind, left?.how]).toEqual(['entered', 'left', 'walked-out']);
    expect(left?.value).toBeCloseTo(((left?.since ?? 0) - (entered?.since ?? 0)) / 1000, 6);
  });

  it('says of a person lost inside for good that they vanished when they were last seen', () => {
    const film = looks(40, (i) => (i < 20 ? [aPerson(0.6 + 0.01 * i)] : []));
    const said = play(aScene({ zones: [yard] }), film);
    expect(said.map(({ kind, how }) => [kind, how])).toEqual([
      ['entered', 'appeared'],
      ['left', 'vanished'],
    ]);
    expect(said[1]?.since).toBe(10_000 + 19 * 200);
  });

  it('counts a person who trembles on the edge once', () => {
    const film = looks(60, (i) => [aPerson(0.5 + (i % 2 === 0 ? 0.003 : -0.003))]);
    expect(play(aScene({ zones: [yard] }), film).length).toBeLessThanOrEqual(1);
  });

  it('does not take one misplaced box for coming in or going out', () => {
    // the margin of a box of this height is 0.008 heights
    const outside = looks(30, (i) => [aPerson(i === 12 ? 0.512 : 0.48)]);
    expect(play(aScene({ zones: [yard] }), outside)).toEqual([]);
    const inside = looks(30, (i) => [aPerson(i === 12 ? 0.48 : 0.512)]);
    expect(words(play(aScene({ zones: [yard] }), inside))).toEqual(['entered']);
  });

  it('keeps somebody inside who leans over the edge by less than the margin', () => {
    const film = looks(40, (i) => [aPerson(i < 10 ? 0.52 : 0.4975)]);
    expect(words(play(aScene({ zones: [yard] }), film))).toEqual(['entered']);
  });

  it('counts quiet time as part of the stay', () => {
    const film = looks(80, (i) => (i < 10 ? [aPerson(0.55)] : i < 60 ? null : []));
    const left = play(aScene({ zones: [yard] }), [...film, ...looks(80, () => [])]).at(-1);
    expect([left?.kind, left?.value]).toEqual(['left', 59 * 0.2]);
  });

  it('says the dwell marks anew when somebody has been away', () => {
    const film = looks(90, (i) => [aPerson(0.5 - 0.2 * Math.cos((2 * Math.PI * i) / 45))]);
    const said = words(play(aScene({ zones: [{ ...yard, dwellS: [1] }] }), film));
    expect(said.filter((word) => word === 'dwelled 1')).toHaveLength(2);
  });

  it('reports each dwell mark once, quiet time included', () => {
    const film = looks(60, (i) => (i < 10 ? [aPerson(0.8)] : null));
    const said = play(aScene({ zones: [{ ...yard, dwellS: [5, 1, 1] }] }), film);
    expect(said.filter(({ kind }) => kind === 'dwelled').map(({ value, look }) => [value, look])).toEqual([
      [1, 5],
      [5, 25],
    ]);
  });

  it('does not let time run for somebody who is looked for and not found', () => {
    const film = looks(12, (i) => (i < 4 ? [aPerson(0.8)] : []));
    expect(words(play(aScene({ zones: [{ ...yard, dwellS: [1] }] }), film))).toEqual(['entered']);
  });

  it('holds people whose feet are cut off by the edge of the picture', () => {
    const film = looks(5, () => [aPerson(0.8, 1)]);
    expect(words(play(aScene({ zones: [yard] }), film))).toEqual(['entered']);
  });

  it('sees somebody dash through a zone between two looks', () => {
    const door = {
      id: 'door',
      dwellS: [],
      polygon: [
        [0.5, 0],
        [0.54, 0],
        [0.54, 1],
        [0.5, 1],
      ] as const,
    };
    const film = looks(20, (i) => [aPerson(0.12 + i * 0.055)]);
    expect(words(play(aScene({ zones: [door] }), film)).map((word) => word.split(' ')[0])).toEqual(['entered', 'left']);
  });

  it('says nothing about a flash that is seen once', () => {
    const film = [[], [aPerson(0.8)], [], [], [], []];
    expect(play(aScene({ zones: [{ ...yard, dwellS: [0] }] }), film)).toEqual([]);
  });

  it('refuses a bad shape with its reason and goes on with the good ones', () => {
    const scene = aScene({
      zones: [
        {
          id: 'bowtie',
          polygon: [
            [0, 0],
            [1, 1],
            [1, 0],
            [0, 0.5],
          ],
          dwellS: [],
        },
        {
          id: 'two',
          polygon: [
            [0, 0],
            [1, 1],
          ],
          dwellS: [],
        },
        {
          id: 'nan',
          polygon: [
            [0, 0],
            [1, Number.NaN],
            [1, 0],
          ],
          dwellS: [],
        },
        { ...yard, dwellS: [Number.NaN], id: 'mark' },
        yard,
        yard,
      ],
      lines: [{ id: 'dot', line: { from: [0.5, 0.5], to: [0.5, 0.5] } }],
    });
    expect(scene.faults.map(({ id }) => id)).toEqual(['bowtie', 'two', 'nan', 'mark', 'yard', 'dot']);
    expect(scene.faults.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('crosses itself'),
      expect.stringContaining('at least 3 corners'),
      expect.stringContaining('not a number'),
      expect.stringContaining('mark'),
      expect.stringContaining('same id'),
      expect.stringContaining('shorter than'),
    ]);
    expect(
      words(
        play(
          scene,
          looks(5, () => [aPerson(0.8)]),
        ),
      ),
    ).toEqual(['entered']);
  });

  it('goes on with unchanged shapes when others change, and finds people inside new ones', () => {
    const dwelling = { ...yard, dwellS: [2] };
    const scene = aScene({ zones: [dwelling] });
    const tracker = createTracker({ picture: { aspect: ASPECT } });
    const said = Array.from({ length: 20 }, (_, look) => {
      if (look === 6) scene.change({ zones: [dwelling, { ...yard, id: 'gate' }], lines: [] });
      return scene
        .observe(look * 200, tracker.update(look * 200, [aPerson(0.8)]))
        .map(({ kind, zoneId }) => `${look} ${kind} ${zoneId}`);
    }).flat();
    expect(said).toEqual(['1 entered yard', '6 entered gate', '10 dwelled yard']);
  });

  it('tells entering and leaving in turn, with stays that fit, on any walk', () => {
    const step = fc.record({
      dx: fc.double({ min: -0.03, max: 0.03, noNaN: true }),
      seen: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 80 }), (walk) => {
        let x = 0.5;
        const film = walk.map(({ dx, seen }) => {
          x = Math.min(0.9, Math.max(0.1, x + dx));
          return seen === 0 ? [] : [aPerson(x)];
        });
        const inside = new Map<number, number>();
        for (const { kind, trackId, since, at, value } of play(aScene({ zones: [yard] }), film)) {
          expect(since).toBeLessThanOrEqual(at);
          const entered = inside.get(trackId ?? -1);
          expect(kind).toBe(entered === undefined ? 'entered' : 'left');
          if (entered === undefined) inside.set(trackId ?? -1, since);
          else {
            expect((value ?? -1) * 1000).toBeCloseTo(since - entered, 3);
            inside.delete(trackId ?? -1);
          }
        }
      }),
    );
  });
});

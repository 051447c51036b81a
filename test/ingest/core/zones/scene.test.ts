import { describe, expect, it } from 'vitest';
import { createScene, type Scene } from '../../../../ingest/core/zones/scene.ts';
import type { ObservationDraft } from '../../../../ingest/core/zones/observation-draft.ts';
import { createTracker } from '../../../../ingest/core/tracking/tracker.ts';
import type { ScoredBox } from '../../../../ingest/core/tracking/scored-box.ts';

const RIGHT_HALF = [
  [0.5, 0.2],
  [1, 0.2],
  [1, 1],
  [0.5, 1],
] as const;

/** A person of a fifth of the picture's height whose foot point is given. */
function aPerson(footX: number, footY = 0.7): ScoredBox {
  return { className: 'person', score: 0.8, box: { x: footX - 0.03, y: footY - 0.2, w: 0.06, h: 0.2 } };
}

/** One look every 200 ms; `null` is a quiet moment. Returns what was observed, each with the number of its look. */
function watch(scene: Scene, looks: readonly (readonly ScoredBox[] | null)[]): (ObservationDraft & { look: number })[] {
  const tracker = createTracker({ picture: { aspect: 4 / 3 } });
  const said: (ObservationDraft & { look: number })[] = [];
  for (const [look, detections] of looks.entries()) {
    const at = 10_000 + look * 200;
    const tracks = detections ? tracker.update(at, detections) : tracker.carry(at);
    said.push(...scene.observe(at, tracks).map((draft) => ({ ...draft, look })));
  }
  return said;
}

function aScene(dwellS: readonly number[] = []): Scene {
  return createScene({ aspect: 4 / 3, zones: [{ id: 'yard', polygon: RIGHT_HALF, dwellS }], lines: [] });
}

function kinds(said: readonly ObservationDraft[]): string[] {
  return said.map(({ kind }) => kind);
}

describe('a scene with one zone', () => {
  it('reports a person walking in within two looks of the step over the edge', () => {
    const looks = Array.from({ length: 40 }, (_, i) => [aPerson(0.2 + i * 0.015)]);
    const said = watch(aScene(), looks);
    expect(kinds(said)).toEqual(['entered']);
    expect(said[0]?.how).toBe('walked-in');
    const firstInside = looks.findIndex(([person]) => person && person.box.x + 0.03 > 0.5);
    expect((said[0]?.look ?? 99) - firstInside).toBeLessThanOrEqual(2);
  });

  it('reports a person who is first seen inside as appeared', () => {
    const said = watch(
      aScene(),
      Array.from({ length: 5 }, () => [aPerson(0.8)]),
    );
    expect(said.map(({ kind, how }) => [kind, how])).toEqual([['entered', 'appeared']]);
  });

  it('counts a person who trembles on the edge once', () => {
    const looks = Array.from({ length: 60 }, (_, i) => [aPerson(0.5 + (i % 2 === 0 ? 0.003 : -0.003))]);
    expect(kinds(watch(aScene(), looks)).length).toBeLessThanOrEqual(1);
  });

  it('reports each dwell mark once, quiet time included', () => {
    const looks = Array.from({ length: 60 }, (_, i) => (i < 10 ? [aPerson(0.8)] : null));
    const dwelled = watch(aScene([5, 1, 1]), looks).filter(({ kind }) => kind === 'dwelled');
    expect(dwelled.map(({ value, look }) => [value, look])).toEqual([
      [1, 5],
      [5, 25],
    ]);
  });

  it('holds people whose feet are cut off by the edge of the picture', () => {
    const said = watch(
      aScene(),
      Array.from({ length: 5 }, () => [aPerson(0.8, 1)]),
    );
    expect(kinds(said)).toEqual(['entered']);
  });

  it('says nothing about a flash that is seen once', () => {
    expect(watch(aScene([0]), [[], [aPerson(0.8)], [], [], [], []])).toEqual([]);
  });

  it('refuses a bad zone with its reason and goes on with the good ones', () => {
    const bowtie = [
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
    ] as const;
    const scene = createScene({
      aspect: 1,
      zones: [
        { id: 'bowtie', polygon: bowtie, dwellS: [] },
        {
          id: 'two',
          polygon: [
            [0, 0],
            [1, 1],
          ],
          dwellS: [],
        },
        { id: 'yard', polygon: RIGHT_HALF, dwellS: [] },
      ],
      lines: [{ id: 'dot', line: { from: [0.5, 0.5], to: [0.5, 0.5] } }],
    });
    expect(scene.faults.map(({ id }) => id)).toEqual(['bowtie', 'two', 'dot']);
    expect(
      kinds(
        watch(
          scene,
          Array.from({ length: 5 }, () => [aPerson(0.8)]),
        ),
      ),
    ).toEqual(['entered']);
  });
});

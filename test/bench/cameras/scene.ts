import type { CityZone } from '../../../ingest/core/city.ts';

/** What is watched in every camera's picture: where the clip's people walk. */
const ZONES = {
  crossing: [
    [0.6, 0.43],
    [0.8, 0.4],
    [0.97, 0.5],
    [0.97, 0.7],
    [0.72, 0.62],
  ],
  path: [
    [0, 0.33],
    [0.25, 0.36],
    [0.25, 0.47],
    [0, 0.43],
  ],
  middle: [
    [0.38, 0.36],
    [0.56, 0.34],
    [0.6, 0.5],
    [0.42, 0.5],
  ],
} as const;
const LINES = {
  across: { from: [0.3, 0.36], to: [0.36, 0.56] },
  road: { from: [0.62, 0.33], to: [0.92, 0.38] },
} as const;

/** The same as ingest has it for a camera. */
export function watchedShapes(): readonly CityZone[] {
  const zones = Object.entries(ZONES).map(([id, polygon]) => ({
    kind: 'zone' as const,
    id,
    polygon,
    dwellS: [10, 60, 300],
  }));
  const lines = Object.entries(LINES).map(([id, line]) => ({ kind: 'line' as const, id, line }));
  return [...zones, ...lines];
}

/** The same as a city file has it. */
export function zonesOf(cameraId: string) {
  const shapes = [
    ...Object.entries(ZONES).map(([name, polygon]) => ({ name, shape: { kind: 'zone' as const, polygon } })),
    ...Object.entries(LINES).map(([name, line]) => ({ name, shape: { kind: 'line' as const, line } })),
  ];
  return shapes.map(({ name, shape }) => ({ id: `${cameraId}-${name}`, cameraId, name, shape }));
}

import { toWorld, type WorldPoint } from './mercator.ts';

/** A base map ready to be drawn: GeoJSON features projected to the world plane, sorted by what they are. */
export interface Basemap {
  readonly fills: readonly BasemapFill[];
  readonly lines: readonly BasemapLine[];
  readonly points: readonly BasemapPoint[];
  readonly wards: readonly BasemapFill[];
}

export interface BasemapFill {
  readonly kind: string;
  readonly name: string | null;
  readonly rings: readonly (readonly WorldPoint[])[];
  readonly label: WorldPoint | null;
}

export interface BasemapLine {
  readonly kind: string;
  readonly name: string | null;
  readonly path: readonly WorldPoint[];
}

export interface BasemapPoint {
  readonly kind: string;
  readonly name: string;
  readonly at: WorldPoint;
  /** 0 is shown first, 4 last. */
  readonly rank: number;
}

type Position = readonly [number, number];
interface RawFeature {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly geometry?: { readonly type?: string; readonly coordinates?: unknown };
}

const project = ([lon, lat]: Position): WorldPoint => toWorld(lat, lon);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Reads the shipped GeoJSON (LineString, Polygon, Point with `kind`). Features it does not understand are left out. */
export function parseBasemap(collection: { readonly features?: readonly unknown[] }): Basemap {
  const fills: BasemapFill[] = [];
  const lines: BasemapLine[] = [];
  const points: BasemapPoint[] = [];
  const wards: BasemapFill[] = [];
  for (const feature of (collection.features ?? []) as readonly (RawFeature | null)[]) {
    const kind = text(feature?.properties?.['kind']);
    const name = text(feature?.properties?.['name']);
    const coordinates = feature?.geometry?.coordinates;
    if (!feature || kind === null || !Array.isArray(coordinates)) continue;
    switch (feature.geometry?.type) {
      case 'Polygon': {
        const rings = (coordinates as Position[][]).map((ring) => ring.map(project));
        const label = feature.properties?.['label'];
        const fill = { kind, name, rings, label: Array.isArray(label) ? project(label as unknown as Position) : null };
        (kind === 'ward' ? wards : fills).push(fill);
        break;
      }
      case 'LineString':
        lines.push({ kind, name, path: (coordinates as Position[]).map(project) });
        break;
      case 'Point': {
        const rank = feature.properties?.['rank'];
        if (name !== null) {
          points.push({
            kind,
            name,
            at: project(coordinates as unknown as Position),
            rank: typeof rank === 'number' ? rank : 4,
          });
        }
        break;
      }
      case undefined:
      default:
        break;
    }
  }
  return { fills, lines, points, wards };
}

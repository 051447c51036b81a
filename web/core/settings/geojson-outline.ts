import type { Outline } from '../../../contracts/geometry.ts';
import { tidy } from './outline-edit.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads what somebody pastes as a boundary: GeoJSON (RFC 7946) of any wrapping. All polygons in it become one outline;
 * heights are left out and rings that lack it get their last point. Null: there is no polygon in it.
 */
export function parseOutline(text: string): Outline | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  const coordinates = polygonsIn(read, 0);
  return coordinates === null || coordinates.length === 0 ? null : { type: 'MultiPolygon', coordinates };
}

/** A FeatureCollection holds Features, a GeometryCollection geometries; deeper nesting is no GeoJSON. */
const DEEPEST = 4;

function polygonsIn(value: unknown, depth: number): Outline['coordinates'] | null {
  if (!isObject(value) || depth > DEEPEST) return null;
  const all = (parts: unknown) => {
    if (!Array.isArray(parts)) return null;
    const found = parts.map((part) => polygonsIn(part, depth + 1));
    return found.flatMap((one) => one ?? []);
  };
  switch (value['type']) {
    case 'FeatureCollection':
      return all(value['features']);
    case 'GeometryCollection':
      return all(value['geometries']);
    case 'Feature':
      return polygonsIn(value['geometry'], depth + 1);
    case 'Polygon': {
      const polygon = ringsOf(value['coordinates']);
      return polygon && [polygon];
    }
    case 'MultiPolygon': {
      if (!Array.isArray(value['coordinates'])) return null;
      const polygons = value['coordinates'].map(ringsOf);
      return polygons.every((one) => one !== null) ? polygons : null;
    }
    default:
      return null;
  }
}

function ringsOf(value: unknown): [number, number][][] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const rings = value.map(ringOf);
  return rings.every((ring) => ring !== null) ? rings : null;
}

function ringOf(value: unknown): [number, number][] | null {
  if (!Array.isArray(value)) return null;
  const points = value.map((point) => {
    const [lon, lat] = Array.isArray(point) ? (point as readonly unknown[]) : [];
    return typeof lon === 'number' && typeof lat === 'number' ? tidy([lon, lat]) : null;
  });
  if (!points.every((point) => point !== null)) return null;
  const first = points[0];
  const last = points.at(-1);
  return first && last && (first[0] !== last[0] || first[1] !== last[1]) ? [...points, first] : points;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

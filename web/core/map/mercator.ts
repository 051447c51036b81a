/** A place in the spherical Mercator plane as fractions of the world, x to the east, y to the south, both 0..1. */
export interface WorldPoint {
  readonly x: number;
  readonly y: number;
}

/** Projects WGS 84 degrees to the world plane (EPSG:3857). */
export function toWorld(lat: number, lon: number): WorldPoint {
  const sin = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
  return { x: lon / 360 + 0.5, y: 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI) };
}

/** The inverse of {@link toWorld}, degrees. */
export function fromWorld({ x, y }: WorldPoint): { readonly lat: number; readonly lon: number } {
  return { lat: (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI, lon: (x - 0.5) * 360 };
}

/** Width of the world in CSS pixels at a zoom level (tiles of 256 px). */
export function worldSizePx(zoom: number): number {
  return 256 * 2 ** zoom;
}

/** CSS pixels per metre on the ground at a latitude and zoom level. */
export function pxPerMetre(lat: number, zoom: number): number {
  return worldSizePx(zoom) / (40_075_016.686 * Math.cos((lat * Math.PI) / 180));
}

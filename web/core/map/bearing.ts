const EARTH_M = 6_371_008.8;
const rad = (deg: number) => (deg * Math.PI) / 180;

/** A place, WGS 84 degrees. */
export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** Where one gets going so many metres in a direction (degrees clockwise from north), on a sphere. */
export function placeAt(from: Place, bearingDeg: number, distanceM: number): Place {
  const d = distanceM / EARTH_M;
  const lat1 = rad(from.lat);
  const lat2 = Math.asin(Math.sin(lat1) * Math.cos(d) + Math.cos(lat1) * Math.sin(d) * Math.cos(rad(bearingDeg)));
  const dLon = Math.atan2(
    Math.sin(rad(bearingDeg)) * Math.sin(d) * Math.cos(lat1),
    Math.cos(d) - Math.sin(lat1) * Math.sin(lat2),
  );
  return { lat: (lat2 * 180) / Math.PI, lon: from.lon + (dLon * 180) / Math.PI };
}

/** Direction from one place to another, degrees clockwise from north, 0 ≤ x < 360. */
export function bearingTo(from: Place, to: Place): number {
  const dLon = rad(to.lon - from.lon);
  const y = Math.sin(dLon) * Math.cos(rad(to.lat));
  const x =
    Math.cos(rad(from.lat)) * Math.sin(rad(to.lat)) - Math.sin(rad(from.lat)) * Math.cos(rad(to.lat)) * Math.cos(dLon);
  const bearing = ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
  return bearing >= 360 ? 0 : bearing;
}

/** Metres between two places on a sphere (haversine). */
export function distanceM(from: Place, to: Place): number {
  const a =
    Math.sin(rad(to.lat - from.lat) / 2) ** 2 +
    Math.cos(rad(from.lat)) * Math.cos(rad(to.lat)) * Math.sin(rad(to.lon - from.lon) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(a)));
}

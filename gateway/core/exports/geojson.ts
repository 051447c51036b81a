import type { Cell, FileOptions, RowPages } from './column.ts';
import { inSlices } from './short-lived.ts';

/**
 * Rows as a GeoJSON FeatureCollection (RFC 7946): the columns `lat` and `lon` are the point, all others its properties.
 * Rows without a place have a null geometry.
 */
export async function* geoJsonOf(pages: RowPages, options: FileOptions): AsyncGenerator<string> {
  const names = options.columns.map(({ name }) => name);
  const latAt = names.indexOf('lat');
  const lonAt = names.indexOf('lon');
  yield `{"type":"FeatureCollection","about":${JSON.stringify(options.about)},"features":[`;
  let before = '\n';
  const feature = (row: readonly Cell[]): string => {
    const [lat, lon] = [row[latAt] ?? null, row[lonAt] ?? null];
    const properties: Record<string, unknown> = {};
    for (const [at, name] of names.entries()) if (at !== latAt && at !== lonAt) properties[name] = row[at] ?? null;
    const geometry = lat === null || lon === null ? null : { type: 'Point', coordinates: [lon, lat] };
    return JSON.stringify({ type: 'Feature', geometry, properties });
  };
  for await (const rows of pages)
    for (const some of inSlices(rows)) {
      yield before + some.map(feature).join(',\n');
      before = ',\n';
    }
  yield '\n]}\n';
}

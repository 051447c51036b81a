import type { FileOptions, RowPages } from './column.ts';

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
  for await (const rows of pages) {
    let text = '';
    for (const row of rows) {
      const [lat, lon] = [row[latAt] ?? null, row[lonAt] ?? null];
      const properties: Record<string, unknown> = {};
      for (const [at, name] of names.entries()) if (at !== latAt && at !== lonAt) properties[name] = row[at] ?? null;
      const geometry = lat === null || lon === null ? null : { type: 'Point', coordinates: [lon, lat] };
      text += before + JSON.stringify({ type: 'Feature', geometry, properties });
      before = ',\n';
    }
    yield text;
  }
  yield '\n]}\n';
}

import type { ExportFormat } from '../../../contracts/exports.ts';
import { csvOf } from '../../core/exports/csv.ts';
import type { Column, FileOptions, RowPages } from '../../core/exports/column.ts';
import { geoJsonOf } from '../../core/exports/geojson.ts';
import { type FileLanguage, worded } from '../../core/exports/texts.ts';
import { parquetOf } from './parquet.ts';
import { xlsxOf } from './xlsx.ts';

/** Media type and ending of each format. */
export const FORMATS: Readonly<Record<ExportFormat, { readonly mime: string; readonly ending: string }>> = {
  csv: { mime: 'text/csv; charset=utf-8', ending: 'csv' },
  xlsx: { mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ending: 'xlsx' },
  geojson: { mime: 'application/geo+json', ending: 'geojson' },
  parquet: { mime: 'application/vnd.apache.parquet', ending: 'parquet' },
};

/** The file's parts in the order they are sent. Words stand for codes in the formats people read. */
export function fileParts(
  format: ExportFormat,
  pages: RowPages,
  options: FileOptions,
  language: FileLanguage,
): AsyncIterable<Uint8Array | string> {
  switch (format) {
    case 'csv':
      return csvOf(inWords(pages, options.columns, language), options);
    case 'xlsx':
      return xlsxOf(inWords(pages, options.columns, language), options);
    case 'geojson':
      return geoJsonOf(pages, options);
    case 'parquet':
      return parquetOf(pages, options);
  }
}

async function* inWords(pages: RowPages, columns: readonly Column[], language: FileLanguage): RowPages {
  const names = columns.map(({ name }) => name);
  for await (const rows of pages)
    yield rows.map((row) => row.map((cell, at) => worded(names[at] ?? '', cell, language)));
}

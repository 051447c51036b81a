import { z } from 'zod';
import { listOf } from './history.ts';
import { instant, slug } from './ids.ts';
import { observationKind } from './observations.ts';
import { objectClass } from './road-users.ts';

/** What can be taken out as a file. */
export const exportKind = z.enum(['events', 'flows', 'measurements', 'alerts', 'coverage', 'devices']);
export type ExportKind = z.infer<typeof exportKind>;

/** `csv` and `xlsx` for people, `geojson` for maps, `parquet` for data work. */
export const exportFormat = z.enum(['csv', 'xlsx', 'geojson', 'parquet']);
export type ExportFormat = z.infer<typeof exportFormat>;

/** How fine: `raw` (readings of measurements, minutes of coverage; nothing else has it), or sums of so long. */
export const exportStep = z.enum(['raw', '15min', 'hour', 'day']);
export type ExportStep = z.infer<typeof exportStep>;

/** Longest period of one file, days: ten years. */
export const EXPORT_LONGEST_DAYS = 3660;

/** GET /api/exports/:kind. `from` is part of the period, `to` is not. */
export const exportQuery = z.object({
  format: exportFormat,
  from: instant,
  to: instant,
  step: exportStep.default('hour'),
  areaId: slug.optional(),
  cameraId: slug.optional(),
  zoneId: slug.optional(),
  sensorId: slug.optional(),
  classes: listOf(objectClass, 14).optional(),
  event: observationKind.optional(),
  /** Titles of the columns in csv and xlsx. */
  language: z.enum(['vi', 'en']).default('vi'),
  /** csv: a mark at the beginning by which Excel knows that it is UTF-8. */
  bom: z.enum(['yes', 'no']).default('yes'),
  /** csv: what stands between fields; Excel in Vietnamese wants semicolons. */
  separator: z.enum(['comma', 'semicolon']).default('comma'),
  /** Made up by the client; by it GET /api/exports/progress/:ticket tells how far the file is. */
  ticket: z.uuid().optional(),
});
export type ExportQuery = z.infer<typeof exportQuery>;

/** GET /api/exports/progress/:ticket, of one's own exports, some minutes beyond their end. */
export const exportProgress = z.object({
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  rows: z.number().int(),
  /** Rows there will be about; null while they are not counted. */
  total: z.number().int().nullable(),
});
export type ExportProgress = z.infer<typeof exportProgress>;

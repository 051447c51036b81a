import { z } from 'zod';
import { boundaries, listOf } from './history.ts';
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
  /** Whose areas are meant, and told: those of the time, or those of today by where devices stand. */
  boundaries: boundaries.default('then'),
  /** Titles of the columns in csv and xlsx. */
  language: z.enum(['vi', 'en']).default('vi'),
  /** csv: a mark at the beginning by which Excel knows that it is UTF-8. */
  bom: z.enum(['yes', 'no']).default('yes'),
  /** csv: what stands between fields; Excel in Vietnamese wants semicolons. */
  separator: z.enum(['comma', 'semicolon']).default('comma'),
});
export type ExportQuery = z.infer<typeof exportQuery>;

/** Longest question that a file is asked by. */
const LONGEST_QUESTION = 8000;

/**
 * GET /api/history/file: the answer to a question as a file. `of` is the question as it is asked of `/api/history/…`,
 * without that beginning: `flows?from=2026-10-01&to=2026-11-01&by=hour-of-week`.
 */
export const questionFileQuery = exportQuery
  .pick({ format: true, language: true, bom: true, separator: true })
  .extend({ of: z.string().min(1).max(LONGEST_QUESTION) });
export type QuestionFileQuery = z.infer<typeof questionFileQuery>;

/** POST /api/exports: orders a file, which the same session then fetches once from /api/exports/orders/:id/file. */
export const exportOrder = exportQuery.extend({ kind: exportKind });
/** As it is sent. */
export type ExportOrder = z.input<typeof exportOrder>;

export const orderedExport = z.object({ id: z.uuid() });

/** GET /api/exports/orders/:id, of one's own, for a day. */
export const exportProgress = z.object({
  /** `waiting`: nobody has begun to fetch it. */
  state: z.enum(['waiting', 'running', 'done', 'cancelled', 'failed']),
  rows: z.number().int(),
  /** How much of the period has been read, 0..1. */
  share: z.number().min(0).max(1),
});
export type ExportProgress = z.infer<typeof exportProgress>;

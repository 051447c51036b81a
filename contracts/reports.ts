import { z } from 'zod';
import { boundaries } from './history.ts';
import { instant, slug } from './ids.ts';

/** A month of the city's calendar: `2026-10`. */
export const month = z.string().regex(/^(?:19|20)\d\d-(?:0[1-9]|1[0-2])$/, 'must be a month such as 2026-10');

/** POST /api/reports: asks for a report of a month; one that is there already, or being made, is not made again. */
export const reportOrder = z.object({
  month,
  /** null: the whole city. */
  areaId: slug.nullable(),
  language: z.enum(['vi', 'en']),
  /** The area as its boundaries were in that month, or as they are today. */
  boundaries: boundaries.default('then'),
  /** Make it anew although there is one: late data came. */
  again: z.boolean().default(false),
});
export type ReportOrder = z.infer<typeof reportOrder>;
/** As it is sent. */
export type SentReportOrder = z.input<typeof reportOrder>;

/** A report as it is listed. `share`: how far it is, 0..1. */
export const report = z.object({
  id: z.uuid(),
  month,
  areaId: slug.nullable(),
  areaName: z.string().nullable(),
  boundaries,
  language: z.enum(['vi', 'en']),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  share: z.number().min(0).max(1),
  /** Bytes of the PDF; null until it is there. */
  size: z.number().int().nullable(),
  /** Account that asked for it; null: the schedule did. */
  by: z.string().nullable(),
  orderedAt: instant,
  doneAt: instant.nullable(),
});
export type Report = z.infer<typeof report>;

/** GET, PUT /api/settings/reports: which reports are made by themselves on the first of each month, of the month before. */
export const reportSchedule = z.object({
  enabled: z.boolean(),
  languages: z
    .array(z.enum(['vi', 'en']))
    .min(1)
    .max(2),
  /** null in it: the whole city. */
  areaIds: z.array(slug.nullable()).max(200),
});
export type ReportSchedule = z.infer<typeof reportSchedule>;

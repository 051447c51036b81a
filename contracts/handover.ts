import { z } from 'zod';
import { alertState } from './alerts.ts';
import { alertId, instant, slug } from './ids.ts';
import { severity } from './rules.ts';

/** An alert that was open when a shift ended, as it stood then, with the last thing a person wrote about it. */
export const openAlert = z.object({
  alertId,
  severity,
  state: alertState,
  rule: z.string(),
  place: z.string(),
  raisedAt: instant,
  assignee: z.string().nullable(),
  note: z.string().nullable(),
  noteBy: z.string().nullable(),
});
export type OpenAlert = z.infer<typeof openAlert>;

/** The end of a shift: what was open, and what the next one should know. Kept; who took it over is written in once. */
export const handover = z.object({
  id: z.number().int().positive(),
  at: instant,
  by: slug,
  byName: z.string(),
  note: z.string(),
  open: z.array(openAlert),
  takenAt: instant.nullable(),
  takenByName: z.string().nullable(),
});
export type Handover = z.infer<typeof handover>;

/** GET /api/handovers: what would be handed over now, and the last ones made for what one may see. */
export const handoverPage = z.object({ open: z.array(openAlert), handovers: z.array(handover) });
export type HandoverPage = z.infer<typeof handoverPage>;

/** POST /api/handovers. POST /api/handovers/:id/taken takes it over: 409 `conflict` when somebody has. */
export const newHandover = z.object({ note: z.string().trim().max(4000) });

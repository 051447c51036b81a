import { z } from 'zod';
import { instant, slug } from './ids.ts';

/** A device that sends readings by MQTT and is not registered. */
export const unknownDevice = z.object({
  id: slug,
  /** Messages that were refused so far. */
  count: z.number().int().min(0),
  lastAt: instant,
  /** Its newest value; null: what it sends is not understood. */
  value: z.number().nullable(),
});
export type UnknownDevice = z.infer<typeof unknownDevice>;

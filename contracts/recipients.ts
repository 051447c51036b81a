import { z } from 'zod';
import { slug } from './ids.ts';

/**
 * Whom a rule's alerts are for: a unit, the duty officers of a ward, or a role. Members of the unit and of the ward see
 * them wherever they happen; a role makes nobody see what is not in their area.
 */
export const recipient = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unit'), id: slug }),
  z.object({ kind: z.literal('ward'), id: slug }),
  z.object({ kind: z.literal('role'), id: z.enum(['operator', 'police']) }),
]);
export type Recipient = z.infer<typeof recipient>;

/** The same as an alert keeps it, with the name it had in Vietnamese; a role's is its id. */
export const namedRecipient = z.object({ kind: z.enum(['unit', 'ward', 'role']), id: slug, name: z.string() });

import { z } from 'zod';

/** Name of a device, zone, rule, agent or area: a lower-case slug of 1–64 characters, safe in topics, paths and URLs. */
export const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be a lower-case slug (a-z, 0-9, -), 1–64 long');

/** A moment on the wire: ISO 8601 in UTC with `Z`. */
export const instant = z.iso.datetime({ offset: false });

/** A moment inside hot messages: milliseconds since 1970-01-01T00:00:00Z. */
export const epochMs = z.number().int().min(0).max(8_640_000_000_000_000);

/** Number of an alert, counted up by the store. */
export const alertId = z.number().int().positive();

/** Position in a feed. Opaque to everybody but the store that made it. */
export const cursor = z.string().regex(/^\d{1,20}\.\d{1,20}$/, 'not a cursor');
export type Cursor = z.infer<typeof cursor>;

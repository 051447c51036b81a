import { z } from 'zod';
import { alertId, instant } from './ids.ts';
import { severity } from './rules.ts';

/** base64url of so many bytes, as `PushSubscription.toJSON()` gives them. */
const bytes = (length: number) =>
  z
    .string()
    .max(200)
    .regex(/^[\w-]+=*$/, 'must be base64url')
    .refine((text) => decodedLength(text) === length, `must be ${length} bytes`);

function decodedLength(text: string): number {
  return Math.floor((text.replace(/=+$/, '').length * 3) / 4);
}

/** GET /api/push: the key browsers subscribe with (base64url, uncompressed P-256 point); null: push is not offered here. */
export const pushOffer = z.object({ publicKey: z.string().nullable() });
export type PushOffer = z.infer<typeof pushOffer>;

/**
 * PUT /api/push/subscription: this browser wants to be told of alerts of at least this severity, of what is handed to its
 * account, and of what nobody acts on; `leastSeverity` null: not any more. Told again each time the console opens, it
 * lasts; else it is forgotten after 30 days.
 */
export const pushSubscription = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  keys: z.object({ p256dh: bytes(65), auth: bytes(16) }),
  leastSeverity: severity.nullable(),
});
export type PushSubscriptionRequest = z.infer<typeof pushSubscription>;

/** What a push message holds, encrypted for the one browser: enough for a notice, and nothing that needs a right to see. */
export const pushNotice = z.object({
  alertId,
  /** `dispatched`: it was handed to the reader; `escalated`: nobody acted in time. */
  kind: z.enum(['raised', 'escalated', 'dispatched']),
  severity,
  rule: z.string(),
  place: z.string(),
  at: instant,
  locale: z.enum(['vi', 'en']),
});
export type PushNotice = z.infer<typeof pushNotice>;

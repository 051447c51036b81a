/** What became of a message, by what the push service answered. */
export type PushOutcome =
  | { readonly is: 'sent' | 'expired' | 'refused' | 'given-up' }
  | { readonly is: 'retry'; readonly afterS: number };

const MOST_TRIES = 5;
/** Later than this an alert is no news. */
const MOST_AGE_S = 600;
const FIRST_PAUSE_S = 5;
const LONGEST_PAUSE_S = 300;

/**
 * Judges an answer (RFC 8030 5 and 8.4). `status` null: nothing answered. `retryAfter`: the header's seconds.
 * `expired`: the browser has gone; its subscription can be forgotten.
 */
export function judgePush({
  status,
  retryAfter,
  tries,
  ageS,
}: {
  readonly status: number | null;
  readonly retryAfter: string | null;
  readonly tries: number;
  readonly ageS: number;
}): PushOutcome {
  if (status !== null && status >= 200 && status < 300) return { is: 'sent' };
  if (status === 404 || status === 410) return { is: 'expired' };
  const later = status === null || status === 429 || status >= 500;
  if (!later) return { is: 'refused' };
  if (tries >= MOST_TRIES || ageS >= MOST_AGE_S) return { is: 'given-up' };
  const asked = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : 0;
  return { is: 'retry', afterS: Math.min(LONGEST_PAUSE_S, Math.max(asked, FIRST_PAUSE_S * 2 ** (tries - 1))) };
}

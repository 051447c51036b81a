/** A new token that nobody has used for so long never reached its browser. */
const LOST_MS = 60_000;

/**
 * Whether a session should get a new token: its own is old, or the browser comes with the one before because the answer
 * that told it the new one was lost.
 */
export function isRotationDue(
  { by, rotatedAt }: { readonly by: 'current' | 'unconfirmed' | 'late'; readonly rotatedAt: Date },
  nowMs: number,
  everyMs: number,
): boolean {
  const ageMs = nowMs - rotatedAt.getTime();
  switch (by) {
    case 'current':
      return ageMs > everyMs;
    case 'unconfirmed':
      return ageMs > LOST_MS;
    case 'late':
      return false;
  }
}

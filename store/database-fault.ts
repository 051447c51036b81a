/**
 * Whether a statement failed because the database cannot be reached or is starting, stopping or full, so that the same
 * may succeed later.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    /^(08|53|57P)/.test(code) ||
    /^(ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENOENT)/.test(code) ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client was closed|Query read timeout)/.test(
      error.message,
    )
  );
}

/** Whether the database still answers questions but takes no writing: its disk is full, or it was made read-only. */
export function takesNoWriting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '53100' || error.code === '25006');
}

/** Whether the server ended a statement because it took longer than it may. */
export function tookTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '57014';
}

/** Which kind of constraint a statement would have broken, or null when it failed for another reason. */
export function brokenConstraint(error: unknown): 'foreign-key' | 'unique' | 'check' | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  switch (error.code) {
    case '23503':
      return 'foreign-key';
    case '23505':
      return 'unique';
    case '23514':
      return 'check';
    default:
      return null;
  }
}

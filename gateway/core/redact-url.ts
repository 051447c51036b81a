const HIDDEN = '***';
/** Up to the end of the parameter; in addresses that separate by underscores what follows is hidden too. */
const SECRET_PARAMETER = /((?:pass(?:word|wd)?|pwd|token|secret|key|auth|sig(?:nature)?)\w*=)[^&/?#]*/gi;

/**
 * An address without its secrets, for screens and logs: user and password become `***`, and so do parameters that
 * look like a secret. The same address always gives the same text, so that one can tell an address sent back unchanged.
 */
export function redactUrl(address: string): string {
  return address
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, `$1${HIDDEN}:${HIDDEN}@`)
    .replace(SECRET_PARAMETER, `$1${HIDDEN}`);
}

/** What to store when an admin sends an address: the one there was, if its secrets were left masked. */
export function unredactUrl(sent: string, stored: string | null): string {
  return stored !== null && sent === redactUrl(stored) ? stored : sent;
}

/** Whether an address still has masked secrets, so that it cannot be one. */
export function isRedacted(address: string): boolean {
  return address.includes(HIDDEN);
}

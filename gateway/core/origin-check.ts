/** What a browser says about where a request comes from; null: nothing. */
export type RequestOrigin = {
  /** Header `Origin`. */
  readonly origin: string | null;
  /** Header `Sec-Fetch-Site`. */
  readonly fetchSite: string | null;
  /** Header `Host`. */
  readonly host: string | null;
};

/**
 * Whether a request that changes something, or opens a socket, comes from the console's own pages or from no browser at
 * all. Browsers name the origin of every such request; with the cookie being SameSite=Strict this is the second fence
 * against requests forged by other sites.
 *
 * @param publicOrigin e.g. `https://citywatch.example`; null: the host the request was sent to.
 */
export function isOwnOrigin({ origin, fetchSite, host }: RequestOrigin, publicOrigin: string | null): boolean {
  if (fetchSite !== null && fetchSite !== 'same-origin' && fetchSite !== 'none') return false;
  if (origin === null) return true;
  if (publicOrigin !== null) return origin === publicOrigin;
  return host !== null && (origin === `http://${host}` || origin === `https://${host}`);
}

/**
 * Spread into a statement: one that has no answer after this time (milliseconds) is given up together with its
 * connection, so that a server which vanished without a word does not hold its caller for ever. For statements that
 * may be tried again.
 */
export const WRITE_LIMIT = { query_timeout: 30_000 } as const;

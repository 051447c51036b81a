/**
 * Whether the server refused a statement because of what is in its rows (SQLSTATE classes 22 and 23), so that trying
 * again cannot help. Everything else — no connection, restart, disk full, lock — may pass.
 */
export function isRowFault(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^2[23][0-9A-Z]{3}$/.test(code);
}

import type { Health } from '../process/status-server.ts';

/** How ingest is. `degraded`: alive, but something it needs is missing; it goes on by itself when that is back. */
export interface Healthz {
  readonly status: 'ok' | 'degraded';
  /** In plain words, what is missing. */
  readonly faults: readonly string[];
}

/** What is missing, of its connections to the broker, its ear for settings, and its lines into the store. */
export function healthOf(parts: {
  readonly inboxes: readonly { readonly connected: () => boolean }[];
  readonly settings: { readonly listening: () => boolean };
  readonly lines: readonly { readonly failingSince: () => number | null }[];
}): Healthz {
  const faults = [
    ...parts.inboxes.filter((inbox) => !inbox.connected()).map(() => 'the broker cannot be reached'),
    ...(parts.settings.listening() ? [] : ['changes of settings are not heard of']),
    ...parts.lines.filter((line) => line.failingSince() !== null).map(() => 'the database cannot be written to'),
  ];
  return { status: faults.length === 0 ? 'ok' : 'degraded', faults: [...new Set(faults)] };
}

/** The same for whoever asks from outside. */
export function asHealth(answer: Healthz): Health {
  return { well: answer.status === 'ok', answer };
}

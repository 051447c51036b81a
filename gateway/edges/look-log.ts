import { recordAudit } from '../../store/audit.ts';
import type { Queryable } from '../../store/database.ts';
import type { Caller } from './http/route.ts';

/** Writes into the audit log who looked at video: once per person and subject in a while, not with every request. */
export type LookLog = {
  readonly looked: (look: {
    readonly caller: Caller;
    readonly address: string;
    readonly action: 'clip.look' | 'camera.look';
    readonly subject: string;
  }) => Promise<void>;
};

const AGAIN_AFTER_MS = 10 * 60_000;
const MOST_REMEMBERED = 10_000;

/** An empty log's memory. */
export function openLookLog(connection: Queryable, clock: () => number): LookLog {
  const last = new Map<string, number>();
  return {
    looked: async ({ caller, address, action, subject }) => {
      const { username } = caller.account;
      const key = JSON.stringify([username, action, subject]);
      const now = clock();
      const before = last.get(key);
      if (before !== undefined && now - before < AGAIN_AFTER_MS) return;
      // Before the picture goes out: what cannot be noted is not shown.
      await recordAudit(connection, { username, action, subject, detail: {}, address });
      last.delete(key);
      last.set(key, now);
      const [oldest] = last.keys();
      if (last.size > MOST_REMEMBERED && oldest !== undefined) last.delete(oldest);
    },
  };
}

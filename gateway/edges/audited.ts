import { recordAudit } from '../../store/audit.ts';
import { transaction, type Database, type Queryable } from '../../store/database.ts';
import type { Caller } from './http/route.ts';

/** Who does what to what. `detail` without secrets. */
export type Deed = {
  readonly caller: Caller;
  readonly address: string;
  /** Kind and verb: `camera.save`. */
  readonly action: string;
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
};

/** Does something in one transaction with its entry in the audit log: neither is there without the other. */
export async function audited<T>(
  database: Database,
  deed: Deed,
  work: (connection: Queryable) => Promise<T>,
): Promise<T> {
  return transaction(database, async (connection) => {
    const result = await work(connection);
    await recordAudit(connection, {
      username: deed.caller.account.username,
      action: deed.action,
      subject: deed.subject,
      detail: deed.detail ?? {},
      address: deed.address,
    });
    return result;
  });
}

import type { Queryable } from './database.ts';

/** One thing somebody did that others may have to answer for. */
export type AuditEntry = {
  readonly username: string | null;
  /** Verb with its subject's kind, e.g. `sign-in`, `camera.save`, `alert.step`. */
  readonly action: string;
  /** Id of what it was done to. */
  readonly subject: string | null;
  /** No secrets. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly address: string | null;
};

/** An entry as it is listed. */
export type StoredAuditEntry = AuditEntry & { readonly id: number; readonly at: string };

/** Writes one entry. Inside a transaction it stands or falls with what it tells of. */
export async function recordAudit(connection: Queryable, entry: AuditEntry): Promise<void> {
  await connection.query('insert into audit (username, action, subject, detail, address) values ($1, $2, $3, $4, $5)', [
    entry.username,
    entry.action,
    entry.subject,
    JSON.stringify(entry.detail),
    entry.address,
  ]);
}

/** Newest first. */
export async function readAudit(
  connection: Queryable,
  query: {
    readonly username?: string | undefined;
    /** One or several, by commas. */
    readonly action?: string | undefined;
    readonly subject?: string | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly beforeId?: number | undefined;
    readonly limit: number;
  },
): Promise<{ readonly entries: StoredAuditEntry[]; readonly more: boolean }> {
  const { rows } = await connection.query<Omit<StoredAuditEntry, 'at'> & { at: Date }>(
    `select id, at, username, action, subject, detail, address from audit
     where ($1::text is null or username = $1) and ($2::text[] is null or action = any($2))
       and ($3::text is null or subject = $3)
       and ($4::timestamptz is null or at >= $4) and ($5::timestamptz is null or at < $5)
       and ($6::bigint is null or id < $6)
     order by id desc limit $7`,
    [
      query.username ?? null,
      query.action?.split(',') ?? null,
      query.subject ?? null,
      query.from ?? null,
      query.to ?? null,
      query.beforeId ?? null,
      query.limit + 1,
    ],
  );
  return {
    entries: rows.slice(0, query.limit).map((row) => ({ ...row, at: row.at.toISOString() })),
    more: rows.length > query.limit,
  };
}

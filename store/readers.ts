import type { Queryable } from './database.ts';
import type { RollupName } from './rollup-definitions.ts';

/** Readers of facts: each has its own place in the feed, kept in the same transaction as what it made of the facts. */
export type ReaderName = 'observations' | 'measurements' | 'health' | `rollup-${RollupName}`;

/** Where a reader stands: every fact up to and including (xid, id) is judged. */
export type ReaderPosition = {
  readonly xid: string;
  readonly id: number;
  /** Counts its moves; whoever wants to move it must name the present one. */
  readonly turn: number;
  /** When it last moved, by the database's clock (epoch milliseconds). */
  readonly movedAt: number;
};

/** A batch of facts from a feed. */
export type FactPage<Fact> = {
  readonly facts: readonly Fact[];
  /** Position after these facts. */
  readonly to: { readonly xid: string; readonly id: number };
  /** The batch was full: read on at once. */
  readonly more: boolean;
  /** Facts are committed that an older open transaction keeps from being read: look again soon. */
  readonly held: boolean;
};

/** A batch as it comes from a query ordered by (xid, id), held rows (`settled` false) at its end. */
export function factPage<Row extends { xid: string; id: number; settled: boolean }, Fact>(
  rows: readonly Row[],
  from: { readonly xid: string; readonly id: number },
  limit: number,
  parse: (row: Row) => Fact | null,
): FactPage<Fact> {
  const settled = rows.filter((row) => row.settled);
  const last = settled.at(-1);
  return {
    facts: settled.map(parse).filter((fact) => fact !== null),
    to: last ? { xid: last.xid, id: last.id } : { xid: from.xid, id: from.id },
    more: settled.length === limit,
    held: settled.length < rows.length,
  };
}

/** Finds a reader's place; a new reader begins before the first fact. */
export async function readerPosition(connection: Queryable, name: ReaderName): Promise<ReaderPosition> {
  await connection.query('insert into reader (name) values ($1) on conflict do nothing', [name]);
  const { rows } = await connection.query<{ xid: string; id: number; turn: number; moved_at: Date }>(
    'select xid::text as xid, id, turn, moved_at from reader where name = $1',
    [name],
  );
  const row = rows[0];
  if (!row) throw new Error(`reader ${name} vanished`);
  return { xid: row.xid, id: row.id, turn: row.turn, movedAt: row.moved_at.getTime() };
}

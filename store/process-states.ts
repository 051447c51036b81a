import { processState, type ProcessState } from '../contracts/process-state.ts';
import type { Queryable } from './database.ts';

/** What a process tells; when it told it is the store's own clock. */
export type ToldState = Omit<ProcessState, 'at'>;

/** Writes what a process tells of itself; what nobody has told for a day is forgotten. */
export async function saveProcessState(connection: Queryable, state: ToldState): Promise<void> {
  await connection.query(
    `insert into process_state (process, instance, at, state) values ($1, $2, now(), $3)
     on conflict (process, instance) do update set at = now(), state = excluded.state`,
    [state.process, state.instance, JSON.stringify(state)],
  );
  await connection.query("delete from process_state where at < now() - interval '1 day'");
}

/** Forgets a process that stops in order. */
export async function forgetProcess(connection: Queryable, { process, instance }: ToldState): Promise<void> {
  await connection.query('delete from process_state where process = $1 and instance = $2', [process, instance]);
}

/** The processes that told of themselves in the last day, by name; what another version wrote and nobody can read is left out. */
export async function readProcessStates(connection: Queryable): Promise<ProcessState[]> {
  const { rows } = await connection.query<{ at: Date; state: object }>(
    'select at, state from process_state order by process, instance',
  );
  return rows.flatMap(({ at, state }) => {
    const parsed = processState.safeParse({ ...state, at: at.toISOString() });
    return parsed.success ? [parsed.data] : [];
  });
}

import { Client } from 'pg';

/** Held by the one analytics process that judges; the others wait for it. */
const JUDGING_LOCK = 0x43_57_02;

/** A held lock. It is lost when its connection breaks or {@link LeaderLock.release} is called. */
export type LeaderLock = {
  /** Resolves when the lock is lost, with what broke it; null when it was given back. */
  readonly lost: Promise<Error | null>;
  readonly release: () => Promise<void>;
};

/**
 * Tries for the lock under which one process judges, on a connection of its own.
 *
 * @param url postgres:// address; never logged.
 * @param probeEveryMs how often the connection is asked whether it still stands.
 * @returns null when another process holds it.
 * @throws when the database cannot be reached.
 */
export async function tryLead(url: string, name: string, probeEveryMs = 1_000): Promise<LeaderLock | null> {
  const client = new Client({
    connectionString: url,
    application_name: `citywatch-${name}-lead`,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    query_timeout: 5_000,
  });
  let timer: NodeJS.Timeout | undefined;
  let lose: (cause: Error | null) => void = () => undefined;
  const lost = new Promise<Error | null>((resolve) => (lose = resolve));
  client.on('error', (cause) => lose(cause));
  client.on('end', () => lose(new Error('the database closed the connection')));
  const release = async (): Promise<void> => {
    clearTimeout(timer);
    lose(null);
    await client.end().catch(() => undefined);
  };
  try {
    await client.connect();
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [JUDGING_LOCK]);
    if (!rows[0]?.held) {
      await release();
      return null;
    }
  } catch (error) {
    await release();
    throw error;
  }
  const probe = (): void => {
    client.query('select 1').then(
      () => (timer = setTimeout(probe, probeEveryMs)),
      (cause: unknown) => lose(cause instanceof Error ? cause : new Error(String(cause))),
    );
  };
  timer = setTimeout(probe, probeEveryMs);
  void lost.then(() => clearTimeout(timer));
  return { lost, release };
}

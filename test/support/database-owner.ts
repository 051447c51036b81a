import type { Client } from 'pg';

/** Whom the tests' databases belong to: no master of the server, as in a city, so that a right that is missing is seen. */
export const OWNER = 'citywatch_test';

/** Makes the role as deploy/database/roles.sh does, unless it is there. */
export async function makeOwner(client: Client, serverUrl: string): Promise<void> {
  const { rows } = await client.query('select 1 from pg_roles where rolname = $1', [OWNER]);
  if (rows.length > 0) return;
  await client.query(`create role ${OWNER} login password ${client.escapeLiteral(passwordOf(serverUrl))}`);
  await client.query(`grant pg_monitor to ${OWNER}`);
}

/** The address of a database on a server for its owner. */
export function ownersUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  url.username = OWNER;
  return url.href;
}

/** The owner has the password of the server's master. */
const passwordOf = (serverUrl: string): string => decodeURIComponent(new URL(serverUrl).password);

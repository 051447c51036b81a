import type { Account, Role } from '../contracts/api.ts';
import type { Queryable } from './database.ts';
import { hashPassword } from './password-hash.ts';

/** An account as an admin sees it. */
export type StoredAccount = Account & { readonly enabled: boolean; readonly createdAt: string };

/** What makes a new account; the password in clear, 1–200 characters. */
export type NewAccount = Account & { readonly password: string };

type AccountRow = {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly area_ids: string[] | null;
  readonly unit_id: string | null;
  readonly locale: 'vi' | 'en';
  readonly enabled: boolean;
  readonly created_at: Date;
};

const COLUMNS = 'username, name, role, area_ids, unit_id, locale, enabled, created_at';

/**
 * Creates an account, unless one of that name exists. Used by the API and by whoever sets up a city.
 *
 * @returns whether it was created.
 */
export async function createAccount(connection: Queryable, account: NewAccount): Promise<boolean> {
  const { rowCount } = await connection.query(
    `insert into account (username, name, role, area_ids, locale, password_hash, unit_id)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (username) do nothing`,
    [
      account.username,
      account.name,
      account.role,
      account.areaIds,
      account.locale,
      await hashPassword(account.password),
      account.unitId,
    ],
  );
  return rowCount === 1;
}

/** All accounts by name of sign-in. */
export async function listAccounts(connection: Queryable): Promise<StoredAccount[]> {
  const { rows } = await connection.query<AccountRow>(`select ${COLUMNS} from account order by username`);
  return rows.map(toAccount);
}

/** One account, or null. Locks its row when used inside a transaction with `forUpdate`. */
export async function findAccount(
  connection: Queryable,
  username: string,
  { forUpdate = false }: { readonly forUpdate?: boolean } = {},
): Promise<StoredAccount | null> {
  const { rows } = await connection.query<AccountRow>(
    `select ${COLUMNS} from account where username = $1${forUpdate ? ' for update' : ''}`,
    [username],
  );
  return rows[0] ? toAccount(rows[0]) : null;
}

/** The stored hash of an enabled account, or null when nobody of that name may sign in. */
export async function findPasswordHash(connection: Queryable, username: string): Promise<string | null> {
  const { rows } = await connection.query<{ password_hash: string }>(
    'select password_hash from account where username = $1 and enabled',
    [username],
  );
  return rows[0]?.password_hash ?? null;
}

/** Replaces everything but the password. */
export async function updateAccount(
  connection: Queryable,
  account: Account & { readonly enabled: boolean },
): Promise<void> {
  await connection.query(
    `update account set name = $2, role = $3, area_ids = $4, locale = $5, enabled = $6, unit_id = $7
     where username = $1`,
    [account.username, account.name, account.role, account.areaIds, account.locale, account.enabled, account.unitId],
  );
}

/** Sets the language an account reads. */
export async function setLocale(connection: Queryable, username: string, locale: 'vi' | 'en'): Promise<void> {
  await connection.query('update account set locale = $2 where username = $1', [username, locale]);
}

/** Sets a new password, given in clear. */
export async function setPassword(connection: Queryable, username: string, password: string): Promise<void> {
  await connection.query('update account set password_hash = $2 where username = $1', [
    username,
    await hashPassword(password),
  ]);
}

/** Removes an account with its sessions. What it did keeps its name. */
export async function deleteAccount(connection: Queryable, username: string): Promise<boolean> {
  const { rowCount } = await connection.query('delete from account where username = $1', [username]);
  return rowCount === 1;
}

/** Names of the enabled admins of the whole city, locked until the transaction ends: one must always be left. */
export async function lockAdmins(connection: Queryable): Promise<string[]> {
  const { rows } = await connection.query<{ username: string }>(
    "select username from account where role = 'admin' and area_ids is null and enabled order by username for update",
  );
  return rows.map((row) => row.username);
}

function toAccount(row: AccountRow): StoredAccount {
  return {
    username: row.username,
    name: row.name,
    role: row.role,
    areaIds: row.area_ids,
    unitId: row.unit_id,
    locale: row.locale,
    enabled: row.enabled,
    createdAt: row.created_at.toISOString(),
  };
}

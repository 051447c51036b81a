import { z } from 'zod';
import { accountChange, newAccount, storedAccount } from '../../../contracts/api-admin.ts';
import { slug } from '../../../contracts/ids.ts';
import {
  createAccount,
  deleteAccount,
  findAccount,
  listAccounts,
  lockAdmins,
  setPassword,
  updateAccount,
} from '../../../store/accounts.ts';
import { readAreaVersions } from '../../../store/areas.ts';
import type { Database, Queryable } from '../../../store/database.ts';
import { endSessionsOf } from '../../../store/sessions.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { audited } from '../audited.ts';
import { badField, notFound } from '../http/fault-of.ts';
import { ADMINS, route, type Route } from '../http/route.ts';
import { findWorkingUnit } from './unit-routes.ts';

const params = z.object({ username: slug });

/** Accounts; only for admins. What one may change about oneself is in session-routes.ts. */
export function accountRoutes({ database }: { readonly database: Database }): Route[] {
  const find = async (connection: Queryable, username: string) => {
    const found = await findAccount(connection, username, { forUpdate: connection !== database });
    if (found === null) throw notFound('account');
    return found;
  };
  return [
    route({
      method: 'get',
      path: '/api/accounts',
      summary: 'All accounts',
      rights: ADMINS,
      answer: z.array(storedAccount),
      handle: async () => ({ body: await listAccounts(database) }),
    }),
    route({
      method: 'get',
      path: '/api/accounts/:username',
      summary: 'One account',
      rights: ADMINS,
      params,
      answer: storedAccount,
      handle: async ({ params }) => ({ body: await find(database, params.username) }),
    }),
    route({
      method: 'post',
      path: '/api/accounts',
      summary: 'Add an account',
      rights: ADMINS,
      body: newAccount,
      answer: storedAccount,
      status: 201,
      handle: async ({ body, caller, address }) => {
        const { password: _, ...detail } = body;
        const deed = { caller, address, action: 'account.add', subject: body.username, detail };
        return {
          body: await audited(database, deed, async (connection) => {
            await checkAreas(connection, body.role, body.areaIds);
            await checkUnit(connection, body.unitId, null);
            if (!(await createAccount(connection, body)))
              throw new ApiFault('conflict', `there is an account ${body.username} already`);
            return find(connection, body.username);
          }),
        };
      },
    }),
    route({
      method: 'put',
      path: '/api/accounts/:username',
      summary: 'Change an account; a new password, or switching it off, ends its sessions',
      rights: ADMINS,
      params,
      body: accountChange,
      answer: storedAccount,
      handle: async ({ params: { username }, body: { password, ...change }, caller, address }) => {
        const detail = { ...change, newPassword: password !== undefined };
        const deed = { caller, address, action: 'account.save', subject: username, detail };
        return {
          body: await audited(database, deed, async (connection) => {
            const admins = await lockAdmins(connection);
            const before = await find(connection, username);
            await checkUnit(connection, change.unitId, before.unitId);
            await checkAreas(connection, change.role, change.areaIds);
            if (change.role !== 'admin' || !change.enabled) keepAnAdmin(admins, username);
            await updateAccount(connection, { username, ...change });
            if (password !== undefined) await setPassword(connection, username, password);
            if (password !== undefined || !change.enabled) {
              // Whoever sets a password for oneself stays signed in here.
              const here = username === caller.account.username ? caller.sessionId : undefined;
              await endSessionsOf(connection, username, here);
            }
            return find(connection, username);
          }),
        };
      },
    }),
    route({
      method: 'delete',
      path: '/api/accounts/:username',
      summary: 'Remove an account; what it did stays under its name',
      rights: ADMINS,
      params,
      answer: null,
      handle: async ({ params: { username }, caller, address }) => {
        const deed = { caller, address, action: 'account.remove', subject: username };
        await audited(database, deed, async (connection) => {
          keepAnAdmin(await lockAdmins(connection), username);
          if (!(await deleteAccount(connection, username))) throw notFound('account');
        });
      },
    }),
  ];
}

/** Somebody must always be able to let others in. */
function keepAnAdmin(admins: readonly string[], leaving: string): void {
  if (admins.every((username) => username === leaving))
    throw new ApiFault('conflict', 'this is the last admin; make another one first');
}

/** Nobody joins a unit that has ended; who belongs to one stays. */
async function checkUnit(connection: Queryable, unitId: string | null, before: string | null): Promise<void> {
  if (unitId !== null && unitId !== before && !(await findWorkingUnit(connection, unitId)))
    throw badField('unitId', `there is no unit ${unitId}`, 'no-unit');
}

async function checkAreas(connection: Queryable, role: string, areaIds: readonly string[] | null): Promise<void> {
  if (role === 'admin' && areaIds !== null) throw badField('areaIds', 'an admin is for the whole city');
  for (const id of areaIds ?? [])
    if ((await readAreaVersions(connection, id)).length === 0)
      throw badField('areaIds', `there is no area ${id}`, 'no-area-there');
}

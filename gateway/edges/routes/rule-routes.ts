import { z } from 'zod';
import { newRule, storedRule } from '../../../contracts/api-admin.ts';
import { slug } from '../../../contracts/ids.ts';
import type { RuleSettings } from '../../../contracts/rules.ts';
import type { Database, Queryable } from '../../../store/database.ts';
import { currentRules, deleteRule, RuleChangedError, saveRule, type StoredRule } from '../../../store/rules.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { ruleFault } from '../../core/rule-fault.ts';
import { ruleInScope } from '../../core/rule-scope.ts';
import { audited } from '../audited.ts';
import { badField, notFound, sameId } from '../http/fault-of.ts';
import { ADMINS, ANYBODY, route, type Caller, type Route } from '../http/route.ts';
import { readNameable, readVisiblePlaces } from '../visible-places.ts';

const params = z.object({ id: slug });
const versionQuery = z.object({ ifVersion: z.coerce.number().int().min(0).optional() });

/** Rules: what of their places one may see; written by admins, each change a new version. */
export function ruleRoutes({ database }: { readonly database: Database }): Route[] {
  const save = async (
    connection: Queryable,
    { ifVersion, ...settings }: z.output<typeof newRule>,
    caller: Caller,
  ): Promise<StoredRule> => {
    const fault = ruleFault(settings, await readNameable(connection, caller.scope));
    if (fault) throw badField(fault.path, fault.message, fault.code);
    const version = await orChanged(saveRule(connection, settings, caller.account.username, ifVersion));
    return { ...settings, version };
  };
  return [
    route({
      method: 'get',
      path: '/api/rules',
      summary: 'The rules, with those of their places one may see',
      rights: ANYBODY,
      answer: z.array(storedRule),
      handle: async ({ caller }) => ({ body: await readRules(database, caller) }),
    }),
    route({
      method: 'post',
      path: '/api/rules',
      summary: 'Add a rule',
      rights: ADMINS,
      body: newRule,
      answer: storedRule,
      status: 201,
      handle: async ({ body, caller, address }) => {
        const deed = { caller, address, action: 'rule.add', subject: body.id, detail: body };
        return {
          body: await audited(database, deed, async (connection) => {
            if (await findRule(connection, body.id))
              throw new ApiFault('conflict', `there is a rule ${body.id} already`);
            return save(connection, body, caller);
          }),
        };
      },
    }),
    route({
      method: 'put',
      path: '/api/rules/:id',
      summary: 'Change a rule: a new version; with `ifVersion` only if nobody else changed it meanwhile',
      rights: ADMINS,
      params,
      body: newRule,
      answer: storedRule,
      handle: async ({ params, body, caller, address }) => {
        sameId(params.id, body.id);
        const deed = { caller, address, action: 'rule.save', subject: body.id, detail: body };
        return {
          body: await audited(database, deed, async (connection) => {
            if (!(await findRule(connection, body.id))) throw notFound('rule');
            return save(connection, body, caller);
          }),
        };
      },
    }),
    route({
      method: 'delete',
      path: '/api/rules/:id',
      summary: 'Take a rule out of use; its alerts stay',
      rights: ADMINS,
      params,
      query: versionQuery,
      answer: null,
      handle: async ({ params, query, caller, address }) => {
        const deed = { caller, address, action: 'rule.remove', subject: params.id };
        await audited(database, deed, async (connection) => {
          const { username } = caller.account;
          const version = await orChanged(deleteRule(connection, params.id, username, query.ifVersion));
          if (version === null) throw notFound('rule');
        });
      },
    }),
  ];
}

/** The rules as this caller may see them. */
export async function readRules(connection: Queryable, caller: Caller): Promise<StoredRule[]> {
  const { rules } = await currentRules(connection);
  if (caller.scope.areaIds === null) return [...rules];
  const visible = await readVisiblePlaces(connection, caller.scope);
  return rules.flatMap((rule) => ruleInScope(rule, visible) ?? []);
}

async function findRule(connection: Queryable, id: string): Promise<RuleSettings | undefined> {
  return (await currentRules(connection)).rules.find((rule) => rule.id === id);
}

async function orChanged<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw error instanceof RuleChangedError
      ? new ApiFault('changed', 'somebody else changed this rule meanwhile')
      : error;
  }
}

import { z } from 'zod';
import { assignees } from '../../../contracts/api-admin.ts';
import { alertDetail, alertPage, alertQuery, newStep, type NewStep } from '../../../contracts/api.ts';
import { alertId } from '../../../contracts/ids.ts';
import { findAccount, listAccounts } from '../../../store/accounts.ts';
import { takeStep } from '../../../store/alert-steps.ts';
import { findAlert, readAlertPage } from '../../../store/alerts.ts';
import { readAreas } from '../../../store/areas.ts';
import type { Database } from '../../../store/database.ts';
import { readUnits } from '../../../store/units.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { ANYBODY, RESPONDERS, route, type Route } from '../http/route.ts';
import { findWorkingUnit } from './unit-routes.ts';

const params = z.object({ id: z.coerce.number().pipe(alertId) });
const NO_ALERT = 'there is no such alert, or it is not yours to see';

/** Alerts and their steps. */
export function alertRoutes({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: () => number;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/alerts',
      summary: 'Alerts, newest first; go on with `beforeId`',
      rights: ANYBODY,
      query: alertQuery,
      answer: alertPage,
      handle: async ({ query, caller }) => ({ body: await readAlertPage(database, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/alerts/:id',
      summary: 'One alert with its life so far',
      rights: ANYBODY,
      params,
      answer: alertDetail,
      handle: async ({ params, caller }) => {
        const detail = await findAlert(database, params.id, caller.scope);
        if (detail === null) throw new ApiFault('not-found', NO_ALERT);
        return { body: detail };
      },
    }),
    route({
      method: 'post',
      path: '/api/alerts/:id/steps',
      summary: 'Take a step in the life of an alert',
      rights: RESPONDERS,
      params,
      body: newStep,
      answer: alertDetail,
      status: 201,
      handle: async ({ params, body, caller }) => {
        const step = await withKnownAssignee(database, body, clock());
        const result = await takeStep(database, {
          alertId: params.id,
          step,
          by: caller.account.username,
          scope: caller.scope,
        });
        switch (result.outcome) {
          case 'done':
            return { body: result.detail };
          case 'not-found':
            throw new ApiFault('not-found', NO_ALERT);
          case 'changed':
            throw new ApiFault('changed', 'somebody else changed this alert meanwhile', { detail: result.detail });
          case 'wrong-step':
            throw new ApiFault('wrong-step', `an alert that is ${result.detail.alert.state} cannot be ${step.kind}`, {
              detail: result.detail,
            });
          case 'other-active':
            throw new ApiFault('conflict', 'another alert of the same rule and place is active', {
              detail: result.detail,
            });
        }
      },
    }),
    route({
      method: 'get',
      path: '/api/assignees',
      summary: 'To whom an alert may be handed',
      rights: RESPONDERS,
      answer: assignees,
      handle: async () => {
        const [accounts, areas, units] = await Promise.all([
          listAccounts(database),
          readAreas(database, new Date(clock())),
          readUnits(database),
        ]);
        return {
          body: {
            accounts: accounts
              .filter((account) => account.enabled && RESPONDERS.includes(account.role))
              .map((account) => ({ id: account.username, name: account.name, role: account.role })),
            wards: areas.filter((area) => area.kind === 'ward').map((area) => ({ id: area.id, name: area.nameVi })),
            units: units.filter(({ endedAt }) => endedAt === null),
          },
        };
      },
    }),
  ];
}

/** Accounts, wards and units must exist, and are called what the store calls them, whatever the request says. */
async function withKnownAssignee(database: Database, step: NewStep, nowMs: number): Promise<NewStep> {
  const { assignee } = step;
  if (step.kind !== 'dispatched' && (assignee !== undefined || step.deadlineAt !== undefined))
    throw new ApiFault('bad-request', 'only a dispatched alert is handed to somebody, with a deadline', {
      fields: [{ path: 'kind', message: 'is not dispatched' }],
    });
  if (assignee === undefined) return step;
  const name = await nameOfAssignee(database, assignee, new Date(nowMs));
  if (name === undefined)
    throw new ApiFault('bad-request', 'the alert cannot be handed to them', {
      fields: [{ path: 'assignee.id', message: `no such ${assignee.kind}` }],
    });
  return { ...step, assignee: { ...assignee, name } };
}

async function nameOfAssignee(
  database: Database,
  { kind, id }: NonNullable<NewStep['assignee']>,
  at: Date,
): Promise<string | undefined> {
  switch (kind) {
    case 'ward':
      return (await readAreas(database, at)).find((area) => area.id === id)?.nameVi;
    case 'unit':
      return (await findWorkingUnit(database, id))?.nameVi;
    case 'account':
      return nameOfResponder(database, id);
  }
}

async function nameOfResponder(database: Database, username: string): Promise<string | undefined> {
  const account = await findAccount(database, username);
  return account?.enabled && RESPONDERS.includes(account.role) ? account.name : undefined;
}

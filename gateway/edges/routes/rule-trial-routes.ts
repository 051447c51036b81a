import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '../../../contracts/api.ts';
import { newRuleTrial, ruleTrial, type RuleTrial } from '../../../contracts/rule-trial.ts';
import type { Database } from '../../../store/database.ts';
import { askTrial, endTrial, findSnapshot, findTrial } from '../../../store/rule-trials.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { ruleFault } from '../../core/rule-fault.ts';
import { badField, notFound } from '../http/fault-of.ts';
import { route, type Caller, type Route } from '../http/route.ts';
import { readNameable } from '../visible-places.ts';

const params = z.object({ id: z.uuid() });
/** Those who write rules, and those who think about them. */
const RULE_THINKERS: readonly Role[] = ['planner', 'admin'];
/** A short trial is over before anybody could ask how it stands. */
const PATIENCE_MS = 500;
const LOOK_MS = 50;
const HOUR_MS = 3_600_000;

/** Trying a rule on what was seen. Analytics judges; here it is asked for, and only whoever asked sees what came of it. */
export function ruleTrialRoutes({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: () => number;
}): Route[] {
  const find = async (id: string, { account }: Caller): Promise<RuleTrial> => {
    const trial = await findTrial(database, id, account.username);
    if (trial === null) throw notFound('trial');
    return trial;
  };
  return [
    route({
      method: 'post',
      path: '/api/rules/trial',
      summary: 'Try a rule on what was seen in the last hours; it is not switched on. One trial an account at a time',
      rights: RULE_THINKERS,
      body: newRuleTrial,
      answer: ruleTrial,
      status: 201,
      handle: async ({ body: { rule, hours }, caller, signal }) => {
        const { areaIds } = caller.scope;
        const fault = ruleFault(rule, await readNameable(database, caller.scope));
        if (fault) throw badField(fault.path, fault.message, fault.code);
        const to = new Date(clock());
        const from = new Date(to.getTime() - hours * HOUR_MS);
        const id = randomUUID();
        if (!(await askTrial(database, { id, username: caller.account.username, areaIds, rule, from, to })))
          throw new ApiFault('too-many', 'too many rules are being tried', { retryAfterS: 10 });
        let trial = await find(id, caller);
        for (const until = performance.now() + PATIENCE_MS; performance.now() < until && !signal.aborted;) {
          if (trial.state === 'done' || trial.state === 'failed') break;
          await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
          trial = await find(id, caller);
        }
        return { body: trial };
      },
    }),
    route({
      method: 'get',
      path: '/api/rules/trials/:id',
      summary: 'How a trial of one’s own stands, and what came of it',
      rights: RULE_THINKERS,
      params,
      answer: ruleTrial,
      handle: async ({ params, caller }) => ({ body: await find(params.id, caller) }),
    }),
    route({
      method: 'delete',
      path: '/api/rules/trials/:id',
      summary: 'End a trial of one’s own',
      rights: RULE_THINKERS,
      params,
      answer: null,
      handle: async ({ params, caller }) => {
        if (!(await endTrial(database, params.id, caller.account.username))) throw notFound('trial');
      },
    }),
    route({
      method: 'get',
      path: '/api/rules/trials/:id/pictures/:number',
      summary: 'The picture of an alert that would have been raised, by its place in the list from 0',
      rights: RULE_THINKERS,
      params: params.extend({ number: z.coerce.number().int().min(0) }),
      answer: 'image/jpeg',
      handle: async ({ params, caller }) => {
        const { result } = await find(params.id, caller);
        const alert = result?.alerts[params.number];
        const jpeg = alert?.pictureAt ? await findSnapshot(database, alert.deviceId, new Date(alert.pictureAt)) : null;
        if (jpeg === null) throw notFound('picture');
        return {
          mime: 'image/jpeg',
          sha256: createHash('sha256').update(jpeg).digest(),
          size: jpeg.length,
          read: async (start, length) => jpeg.subarray(start, start + length),
        };
      },
    }),
  ];
}

import { systemState } from '../../../contracts/system-state.ts';
import type { Database } from '../../../store/database.ts';
import { ANYBODY, route, type Route } from '../http/route.ts';
import { readState, type OwnState } from '../read-state.ts';

/** The state of the system. */
export function stateRoutes({
  database,
  clock,
  own,
}: {
  readonly database: Database;
  readonly clock: () => number;
  readonly own: OwnState;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/state',
      summary: 'What is healthy and what is not, as far as one may see it',
      rights: ANYBODY,
      answer: systemState,
      handle: async ({ caller }) => ({ body: await readState(database, { scope: caller.scope, own, nowMs: clock() }) }),
    }),
  ];
}

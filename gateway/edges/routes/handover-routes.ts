import { z } from 'zod';
import { handoverPage, newHandover } from '../../../contracts/handover.ts';
import type { Database } from '../../../store/database.ts';
import { addHandover, readHandovers, readOpenAlerts, takeHandover } from '../../../store/handovers.ts';
import type { Scope } from '../../../store/scope.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { audited } from '../audited.ts';
import { notFound } from '../http/fault-of.ts';
import { RESPONDERS, route, type Route } from '../http/route.ts';

const SHOWN = 10;
const params = z.object({ id: z.coerce.number().int().positive() });

/** The end of a shift and the beginning of the next. */
export function handoverRoutes({ database }: { readonly database: Database }): Route[] {
  const page = async (scope: Scope) => {
    const [open, handovers] = await Promise.all([
      readOpenAlerts(database, scope),
      readHandovers(database, scope, SHOWN),
    ]);
    return { body: { open, handovers } };
  };
  return [
    route({
      method: 'get',
      path: '/api/handovers',
      summary: 'What would be handed over now, and the last handovers',
      rights: RESPONDERS,
      answer: handoverPage,
      handle: async ({ caller }) => page(caller.scope),
    }),
    route({
      method: 'post',
      path: '/api/handovers',
      summary: 'Hand the shift over: what is open is kept with a note',
      rights: RESPONDERS,
      body: newHandover,
      answer: handoverPage,
      status: 201,
      handle: async ({ body: { note }, caller, address }) => {
        const deed = { caller, address, action: 'handover.make', subject: caller.account.username };
        await audited(database, deed, async (connection) =>
          addHandover(connection, {
            by: caller.account.username,
            scope: caller.scope,
            note,
            open: await readOpenAlerts(connection, caller.scope),
          }),
        );
        return page(caller.scope);
      },
    }),
    route({
      method: 'post',
      path: '/api/handovers/:id/taken',
      summary: 'Take a shift over',
      rights: RESPONDERS,
      params,
      answer: handoverPage,
      handle: async ({ params: { id }, caller, address }) => {
        const deed = { caller, address, action: 'handover.take', subject: String(id) };
        await audited(database, deed, async (connection) => {
          const outcome = await takeHandover(connection, { id, by: caller.account.username, scope: caller.scope });
          if (outcome === 'not-found') throw notFound('handover');
          if (outcome === 'taken-before') throw new ApiFault('conflict', 'somebody took this shift over already');
        });
        return page(caller.scope);
      },
    }),
  ];
}

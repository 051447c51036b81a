import { z } from 'zod';
import { agentChange, agentToken, newAgent } from '../../../contracts/api-admin.ts';
import { agent } from '../../../contracts/api.ts';
import { slug } from '../../../contracts/ids.ts';
import { createAgent, deleteAgent, readAgents, updateAgent } from '../../../store/agents.ts';
import type { Database } from '../../../store/database.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { audited } from '../audited.ts';
import { toAgent } from '../device-answers.ts';
import { notFound, orWhenUnknown } from '../http/fault-of.ts';
import { ADMINS, ANYBODY, route, type Route } from '../http/route.ts';
import { newToken, tokenHash } from '../http/session-cookie.ts';

const params = z.object({ id: slug });

/** Agents beside the cameras. */
export function agentRoutes({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: () => number;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/agents',
      summary: 'The agents that serve a device one may see',
      rights: ANYBODY,
      answer: z.array(agent),
      handle: async ({ caller }) => ({
        body: (await readAgents(database, caller.scope)).map((stored) => toAgent(stored, clock())),
      }),
    }),
    route({
      method: 'post',
      path: '/api/agents',
      summary: 'Add an agent; its token is told this once',
      rights: ADMINS,
      body: newAgent,
      answer: agentToken,
      status: 201,
      handle: async ({ body, caller, address }) => {
        const token = newToken();
        const deed = { caller, address, action: 'agent.add', subject: body.id, detail: body };
        await audited(database, deed, async (connection) => {
          if (!(await createAgent(connection, { ...body, tokenHash: tokenHash(token) })))
            throw new ApiFault('conflict', `there is an agent ${body.id} already`);
        });
        return { body: { id: body.id, token } };
      },
    }),
    route({
      method: 'put',
      path: '/api/agents/:id',
      summary: 'Rename an agent',
      rights: ADMINS,
      params,
      body: agentChange,
      answer: null,
      handle: async ({ params, body, caller, address }) => {
        const deed = { caller, address, action: 'agent.save', subject: params.id, detail: body };
        await audited(database, deed, async (connection) => {
          if (!(await updateAgent(connection, params.id, { name: body.name }))) throw notFound('agent');
        });
      },
    }),
    route({
      method: 'post',
      path: '/api/agents/:id/token',
      summary: 'Give an agent a new token; the old one is worth nothing from then on',
      rights: ADMINS,
      params,
      answer: agentToken,
      handle: async ({ params, caller, address }) => {
        const token = newToken();
        const deed = { caller, address, action: 'agent.token', subject: params.id };
        await audited(database, deed, async (connection) => {
          if (!(await updateAgent(connection, params.id, { tokenHash: tokenHash(token) }))) throw notFound('agent');
        });
        return { body: { id: params.id, token } };
      },
    }),
    route({
      method: 'delete',
      path: '/api/agents/:id',
      summary: 'Remove an agent that serves no device',
      rights: ADMINS,
      params,
      answer: null,
      handle: async ({ params, caller, address }) => {
        const deed = { caller, address, action: 'agent.remove', subject: params.id };
        const inUse = new ApiFault('conflict', 'the agent still serves devices; give them to another first');
        await audited(database, deed, async (connection) => {
          if (!(await orWhenUnknown(deleteAgent(connection, params.id), inUse))) throw notFound('agent');
        });
      },
    }),
  ];
}

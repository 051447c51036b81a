import { z } from 'zod';
import {
  exportKind,
  exportOrder,
  exportProgress,
  exportQuery,
  orderedExport,
  questionFileQuery,
} from '../../../contracts/exports.ts';
import type { Database } from '../../../store/database.ts';
import {
  beginExport,
  cancelExport,
  endExport,
  findExport,
  noteExport,
  orderExport,
} from '../../../store/export-orders.ts';
import { ApiFault } from '../../core/api-fault.ts';
import type { ExportDesk } from '../exports/export-desk.ts';
import { exportFilter, makeExport } from '../exports/make-export.ts';
import { makeQuestionFile } from '../exports/question-file.ts';
import { notFound } from '../http/fault-of.ts';
import { ANYBODY, route, type Route } from '../http/route.ts';

const params = z.object({ id: z.uuid() });
const ORDER_AGAIN_S = 600;

/**
 * History as files. Other systems take one with a single request; consoles order it first, so that a refusal can be said before the
 * browser begins to save, and progress and an end can be asked for while it does.
 */
export function exportRoutes(parts: {
  readonly database: Database;
  readonly planning: Database;
  readonly exports: ExportDesk;
}): Route[] {
  const { database, exports } = parts;
  return [
    route({
      method: 'get',
      path: '/api/exports/:kind',
      summary: 'History as a file, made while it is sent. Noted in the audit log',
      rights: ANYBODY,
      params: z.object({ kind: exportKind }),
      query: exportQuery,
      answer: 'application/octet-stream',
      handle: ({ params: { kind }, query, caller, address, signal }) =>
        makeExport(parts, {
          kind,
          query,
          caller,
          address,
          signal,
          tell: async () => true,
          onEnd: async () => undefined,
        }),
    }),
    route({
      method: 'get',
      path: '/api/history/file',
      summary: 'The answer to a question about the past as a file. Noted in the audit log',
      rights: ANYBODY,
      query: questionFileQuery,
      answer: 'application/octet-stream',
      handle: (asked) => makeQuestionFile(parts, asked),
    }),
    route({
      method: 'post',
      path: '/api/exports',
      summary: 'Order a file of history; this session fetches it once, within two minutes',
      rights: ANYBODY,
      body: exportOrder,
      answer: orderedExport,
      status: 201,
      handle: async ({ body: { kind, ...query }, caller }) => {
        const { username } = caller.account;
        await exportFilter(database, query, caller.scope);
        exports.ask(username);
        const id = await orderExport(database, { username, sessionId: caller.sessionId, kind, query });
        if (id === null)
          throw new ApiFault('too-many', 'too many files within an hour', { retryAfterS: ORDER_AGAIN_S });
        return { body: { id } };
      },
    }),
    route({
      method: 'get',
      path: '/api/exports/orders/:id/file',
      summary: 'The file that was ordered, made while it is sent; once. Noted in the audit log',
      rights: ANYBODY,
      params,
      answer: 'application/octet-stream',
      handle: async ({ params: { id }, caller, address, signal }) => {
        const { username } = caller.account;
        const order = await beginExport(database, id, { username, sessionId: caller.sessionId });
        if (order === null) throw notFound('file waiting');
        try {
          return await makeExport(parts, {
            ...order,
            caller,
            address,
            signal,
            tell: (progress) => noteExport(database, id, progress),
            onEnd: (progress) => endExport(database, id, progress),
          });
        } catch (error) {
          await endExport(database, id, { state: 'failed', rows: 0 });
          throw error;
        }
      },
    }),
    route({
      method: 'get',
      path: '/api/exports/orders/:id',
      summary: 'How far a file of one’s own is',
      rights: ANYBODY,
      params,
      answer: exportProgress,
      handle: async ({ params: { id }, caller }) => {
        const progress = await findExport(database, id, caller.account.username);
        if (progress === null) throw notFound('export');
        return { body: progress };
      },
    }),
    route({
      method: 'delete',
      path: '/api/exports/orders/:id',
      summary: 'Stop a file of one’s own; what the browser has of it is cut off',
      rights: ANYBODY,
      params,
      answer: null,
      handle: async ({ params: { id }, caller }) => {
        const { username } = caller.account;
        if ((await findExport(database, id, username)) === null) throw notFound('export');
        if (!(await cancelExport(database, id, username)))
          throw new ApiFault('conflict', 'it is done, or was stopped before');
      },
    }),
  ];
}

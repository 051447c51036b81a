import { z } from 'zod';
import { heldMinutes } from '../../../contracts/retention.ts';
import { recordAudit } from '../../../store/audit.ts';
import type { Database } from '../../../store/database.ts';
import { findHeldMinute, readHeldMinutes, readHeldPart, type FootageReader } from '../../../store/held-footage.ts';
import { notFound } from '../http/fault-of.ts';
import { RESPONDERS, route, type Caller, type Route } from '../http/route.ts';
import type { LookLog } from '../look-log.ts';

const number = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const holdParams = z.object({ id: number });
const minuteParams = z.object({ id: number, minuteId: number });
/** `download=1`: to be kept as a file, which is noted each time. */
const query = z.object({ download: z.literal('1').optional() });

/** Video that was copied from the agents because it is held for a case. */
export function footageRoutes({ database, looks }: { readonly database: Database; readonly looks: LookLog }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/holds/:id/footage',
      summary: 'What became of each minute of video a hold covers; of a time at places for admins only',
      rights: RESPONDERS,
      params: holdParams,
      answer: heldMinutes,
      handle: async ({ params: { id }, caller }) => {
        const minutes = await readHeldMinutes(database, id, readerOf(caller));
        if (minutes === null) throw notFound('hold');
        return { body: { minutes } };
      },
    }),
    route({
      method: 'get',
      path: '/api/holds/:id/footage/:minuteId',
      summary: 'A minute of it; can be sought in. Noted in the audit log; with `download=1` as a file',
      rights: RESPONDERS,
      params: minuteParams,
      query,
      answer: 'video/mp4',
      handle: async ({ params: { id, minuteId }, query, caller, address, rangeStart }) => {
        const found = await findHeldMinute(database, { holdId: id, minuteId, reader: readerOf(caller) });
        if (found === null) throw notFound('clip');
        const { cameraId, ...minute } = found;
        const file = {
          ...minute,
          mime: 'video/mp4',
          read: (start: number, length: number) => readHeldPart(database, minuteId, start, length),
        };
        const subject = `hold ${id} ${cameraId}`;
        await looks.looked({ caller, address, action: 'clip.look', subject });
        if (query.download === undefined || rangeStart > 0) return file;
        const detail = { from: found.takenAt.toISOString() };
        const { username } = caller.account;
        await recordAudit(database, { username, action: 'clip.download', subject, detail, address });
        const at = found.takenAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
        return { ...file, saveAs: `citywatch-${cameraId}-${at}Z.mp4` };
      },
    }),
  ];
}

function readerOf({ account, scope }: Caller): FootageReader {
  return { scope, seesAll: account.role === 'admin' && scope.areaIds === null };
}

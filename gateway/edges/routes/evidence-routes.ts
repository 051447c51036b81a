import { createHash } from 'node:crypto';
import { z } from 'zod';
import { alertId, instant, slug } from '../../../contracts/ids.ts';
import { findEvidence, readEvidencePart } from '../../../store/alerts.ts';
import { recordAudit } from '../../../store/audit.ts';
import { findCamera } from '../../../store/cameras.ts';
import type { Database } from '../../../store/database.ts';
import { notFound } from '../http/fault-of.ts';
import { ANYBODY, RESPONDERS, route, type Caller, type FileReply, type Route } from '../http/route.ts';
import type { LookLog } from '../look-log.ts';
import type { Stills } from '../stills.ts';

const params = z.object({ id: z.coerce.number().pipe(alertId) });
/** `download=1`: to be kept as a file, which is noted each time. */
const query = z.object({ download: z.literal('1').optional() });
const capture = z.object({ takenAt: instant.nullable() });

/** Pictures and clips of alerts, and what a camera sees now. Who looks at video is noted. */
export function evidenceRoutes({
  database,
  stills,
  looks,
}: {
  readonly database: Database;
  readonly stills: Stills;
  readonly looks: LookLog;
}): Route[] {
  const evidence = async (id: number, kind: 'snapshot' | 'clip', caller: Caller): Promise<FileReply> => {
    const found = await findEvidence(database, { alertId: id, kind, scope: caller.scope });
    if (found === null) throw notFound(kind === 'clip' ? 'clip' : 'picture');
    return { ...found, read: (start, length) => readEvidencePart(database, { alertId: id, kind, start, length }) };
  };
  /** What leaves the system is noted before it does. */
  const kept = async (
    file: FileReply,
    { id, kind, caller, address }: { id: number; kind: 'snapshot' | 'clip'; caller: Caller; address: string },
  ): Promise<FileReply> => {
    const { username } = caller.account;
    await recordAudit(database, { username, action: `${kind}.download`, subject: String(id), detail: {}, address });
    return { ...file, saveAs: `citywatch-${id}.${kind === 'clip' ? 'mp4' : 'jpg'}` };
  };
  return [
    route({
      method: 'get',
      path: '/api/alerts/:id/snapshot',
      summary: 'The picture that raised the alert; with `download=1` as a file, noted in the audit log',
      rights: ANYBODY,
      params,
      query,
      answer: 'image/jpeg',
      handle: async ({ params: { id }, query, caller, address, rangeStart }) => {
        const picture = await evidence(id, 'snapshot', caller);
        // A browser that asks for the rest of a file it began to keep does not keep another.
        if (query.download === undefined || rangeStart > 0) return picture;
        return kept(picture, { id, kind: 'snapshot', caller, address });
      },
    }),
    route({
      method: 'get',
      path: '/api/alerts/:id/clip',
      summary: 'The clip of the alert; can be sought in. Noted in the audit log; with `download=1` as a file',
      rights: RESPONDERS,
      params,
      query,
      answer: 'video/mp4',
      handle: async ({ params: { id }, query, caller, address, rangeStart }) => {
        const clip = await evidence(id, 'clip', caller);
        await looks.looked({ caller, address, action: 'clip.look', subject: String(id) });
        if (query.download === undefined || rangeStart > 0) return clip;
        return kept(clip, { id, kind: 'clip', caller, address });
      },
    }),
    route({
      method: 'post',
      path: '/api/cameras/:id/captures',
      summary: 'A console saves what it shows of a camera as a picture: noted in the audit log before it does',
      rights: RESPONDERS,
      params: z.object({ id: slug }),
      body: capture,
      answer: null,
      handle: async ({ params: { id }, body, caller, address }) => {
        if ((await findCamera(database, id, caller.scope)) === null) throw notFound('camera');
        const { username } = caller.account;
        await recordAudit(database, { username, action: 'camera.capture', subject: id, detail: body, address });
      },
    }),
    route({
      method: 'get',
      path: '/api/cameras/:id/still',
      summary:
        'What the camera sees now, fetched from its agent; `x-citywatch-from` says when it was taken, epoch ms. Noted in the audit log',
      rights: RESPONDERS,
      params: z.object({ id: slug }),
      answer: 'image/jpeg',
      handle: async ({ params, caller, address }) => {
        const camera = await findCamera(database, params.id, caller.scope);
        if (camera === null) throw notFound('camera');
        await looks.looked({ caller, address, action: 'camera.look', subject: params.id });
        const { content: jpeg, takenAt } = await stills.take({ id: params.id, agentId: camera.settings.agentId });
        return {
          mime: 'image/jpeg',
          sha256: createHash('sha256').update(jpeg).digest(),
          size: jpeg.length,
          takenAt,
          read: async (start, length) => jpeg.subarray(start, start + length),
        };
      },
    }),
  ];
}

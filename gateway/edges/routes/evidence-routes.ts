import { createHash } from 'node:crypto';
import { z } from 'zod';
import { alertId, slug } from '../../../contracts/ids.ts';
import { findEvidence, readEvidencePart } from '../../../store/alerts.ts';
import { findCamera } from '../../../store/cameras.ts';
import type { Database } from '../../../store/database.ts';
import { notFound } from '../http/fault-of.ts';
import { ANYBODY, RESPONDERS, route, type Caller, type FileReply, type Route } from '../http/route.ts';
import type { LookLog } from '../look-log.ts';
import type { Stills } from '../stills.ts';

const params = z.object({ id: z.coerce.number().pipe(alertId) });

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
  return [
    route({
      method: 'get',
      path: '/api/alerts/:id/snapshot',
      summary: 'The picture that raised the alert',
      rights: ANYBODY,
      params,
      answer: 'image/jpeg',
      handle: async ({ params, caller }) => evidence(params.id, 'snapshot', caller),
    }),
    route({
      method: 'get',
      path: '/api/alerts/:id/clip',
      summary: 'The clip of the alert; can be sought in. Noted in the audit log',
      rights: RESPONDERS,
      params,
      answer: 'video/mp4',
      handle: async ({ params, caller, address }) => {
        const clip = await evidence(params.id, 'clip', caller);
        await looks.looked({ caller, address, action: 'clip.look', subject: String(params.id) });
        return clip;
      },
    }),
    route({
      method: 'get',
      path: '/api/cameras/:id/still',
      summary: 'What the camera sees now, fetched from its agent. Noted in the audit log',
      rights: RESPONDERS,
      params: z.object({ id: slug }),
      answer: 'image/jpeg',
      handle: async ({ params, caller, address }) => {
        const camera = await findCamera(database, params.id, caller.scope);
        if (camera === null) throw notFound('camera');
        await looks.looked({ caller, address, action: 'camera.look', subject: params.id });
        const jpeg = await stills.take({ id: params.id, agentId: camera.settings.agentId });
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

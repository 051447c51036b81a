import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { TAKEN_FROM_HEADER } from '../../../contracts/taken-from.ts';
import { CLIP_MAX_BYTES, STILL_MAX_BYTES, uploadRefusal } from '../../../contracts/uploads.ts';
import { epochMs } from '../../../contracts/ids.ts';
import type { Database } from '../../../store/database.ts';
import { refuseHeldMinute, storeHeldMinute } from '../../../store/held-footage.ts';
import { findUpload, refuseUpload, storeClip, storeStill, type OpenUpload } from '../../../store/uploads.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { beginsAsMp4, isWholeJpeg } from '../../core/clip-times.ts';
import { boundedTurns } from '../bounded-turns.ts';
import { publicRoute, type Route, type Upload } from '../http/route.ts';
import { tokenHash } from '../http/session-cookie.ts';

const params = z.object({ requestId: z.uuid() });
/** Clips held in memory while they are taken: a clip may be 64 MiB. */
const CLIPS_AT_ONCE = 4;
const CLIPS_WAITING = 32;
const REFUSAL_MAX_BYTES = 4096;

/** Where agents bring what they were asked for. */
export function uploadRoutes({
  database,
  wakeHolds,
}: {
  readonly database: Database;
  readonly wakeHolds: () => void;
}): Route[] {
  const turns = boundedTurns({ atOnce: CLIPS_AT_ONCE, waiting: CLIPS_WAITING });

  const takeClip = async (requestId: string, asked: OpenUpload, upload: Upload): Promise<boolean> => {
    const stored = await turns.take(async () => {
      const content = await upload.read(CLIP_MAX_BYTES);
      if (!beginsAsMp4(content)) throw new ApiFault('bad-request', 'this is not an MP4 file');
      const sha256 = createHash('sha256').update(content).digest();
      const from = takenFrom(upload);
      if (asked.kind === 'held') return storeHeldMinute(database, { requestId, takenFrom: from, sha256, content });
      return storeClip(database, { requestId, at: from ?? asked.askedAt, mime: 'video/mp4', sha256, content });
    });
    if (stored === null) throw new ApiFault('too-many', 'too many clips come at once', { retryAfterS: 10 });
    return stored.value;
  };
  const takeStill = async (requestId: string, upload: Upload): Promise<boolean> => {
    const content = await upload.read(STILL_MAX_BYTES);
    if (!isWholeJpeg(content)) throw new ApiFault('bad-request', 'this is not a whole JPEG');
    return storeStill(database, requestId, { content, takenAt: takenFrom(upload) });
  };
  const takeRefusal = async (requestId: string, kind: OpenUpload['kind'], upload: Upload): Promise<boolean> => {
    const text = (await upload.read(REFUSAL_MAX_BYTES)).toString('utf8');
    const parsed = uploadRefusal.safeParse(parseJson(text));
    if (!parsed.success) throw new ApiFault('bad-request', 'this is not a reason');
    const { code } = parsed.data.error;
    return kind === 'held' ? refuseHeldMinute(database, requestId, code) : refuseUpload(database, requestId, code);
  };

  return [
    publicRoute({
      method: 'put',
      path: '/api/uploads/:requestId',
      summary: 'An agent brings what it was asked for, or why it cannot; with the token of the request',
      params,
      uploads: ['video/mp4', 'image/jpeg', 'application/json'],
      answer: null,
      handle: async ({ params: { requestId }, upload }) => {
        const asked = await findUpload(database, requestId);
        const given = upload.bearer === null ? null : tokenHash(upload.bearer);
        // Before anything of the body is read; an unknown request looks like a wrong token.
        if (asked === null || given === null || !timingSafeEqual(given, asked.tokenHash))
          throw new ApiFault('not-signed-in', 'the token does not fit this request');
        if (asked.answered) throw new ApiFault('conflict', 'this request was answered before');
        const expected = { clip: 'video/mp4', held: 'video/mp4', still: 'image/jpeg' }[asked.kind];
        if (upload.type !== expected && upload.type !== 'application/json')
          throw new ApiFault('bad-request', `${expected} was asked for`);
        const first =
          upload.type === 'application/json'
            ? await takeRefusal(requestId, asked.kind, upload)
            : asked.kind === 'still'
              ? await takeStill(requestId, upload)
              : await takeClip(requestId, asked, upload);
        if (asked.kind === 'held') wakeHolds();
        if (!first) throw new ApiFault('conflict', 'this request was answered before');
      },
    }),
  ];
}

/** When the first picture was taken, as the agent says. */
function takenFrom(upload: Upload): Date | null {
  const from = epochMs.safeParse(Number(upload.header(TAKEN_FROM_HEADER) ?? Number.NaN));
  return from.success ? new Date(from.data) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

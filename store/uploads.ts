import { transaction, type Database, type Queryable } from './database.ts';

/** Something an agent is asked to send. */
export type UploadRequest = {
  readonly requestId: string;
  /** sha256 of the token the agent presents with its answer. */
  readonly tokenHash: Buffer;
  readonly askedAt: Date;
};

/** A clip that has to be asked for. */
export type ClipWish = {
  readonly alertId: number;
  readonly cameraId: string;
  readonly agentId: string;
  readonly capturedAt: Date;
};

/** A request whose token fits nobody else. */
export type OpenUpload = {
  readonly kind: 'clip' | 'still' | 'held';
  readonly tokenHash: Buffer;
  readonly cameraId: string;
  readonly alertId: number | null;
  readonly askedAt: Date;
  readonly answered: boolean;
};

/**
 * Alerts of cameras that happened since a moment and have no clip: never asked for, or asked for before `againBefore`
 * without an answer, at most `tries` times.
 */
export async function findClipWishes(
  connection: Queryable,
  {
    since,
    againBefore,
    tries,
    limit,
  }: { readonly since: Date; readonly againBefore: Date; readonly tries: number; readonly limit: number },
): Promise<ClipWish[]> {
  const { rows } = await connection.query<{ id: number; camera_id: string; agent_id: string; captured_at: Date }>(
    `select alert.id, camera.id as camera_id, camera.agent_id, alert.captured_at
     from alert join camera on camera.id = alert.device_id
     left join upload_request asked on asked.alert_id = alert.id and asked.kind = 'clip'
     where alert.device_kind = 'camera' and alert.raised_at >= $1 and alert.captured_at >= $1
       and (asked.request_id is null
         or asked.answered_at is null and asked.asked_at < $2 and asked.to_at < $2 and asked.tries < $3)
     order by alert.id limit $4`,
    [since, againBefore, tries, limit],
  );
  return rows.map((row) => ({
    alertId: row.id,
    cameraId: row.camera_id,
    agentId: row.agent_id,
    capturedAt: row.captured_at,
  }));
}

/**
 * Writes that an alert's clip is asked for now, unless somebody else did since `againBefore`. A request before it is
 * worth nothing any more.
 *
 * @returns whether it is this caller who asks.
 */
export async function claimClip(
  connection: Queryable,
  clip: UploadRequest & {
    readonly alertId: number;
    readonly cameraId: string;
    readonly from: Date;
    readonly to: Date;
    readonly againBefore: Date;
  },
): Promise<boolean> {
  const { rowCount } = await connection.query(
    `insert into upload_request as asked (request_id, kind, token_hash, camera_id, alert_id, from_at, to_at, asked_at)
     values ($1, 'clip', $2, $3, $4, $5, $6, $7)
     on conflict (alert_id) where kind = 'clip' do update set
       request_id = excluded.request_id, token_hash = excluded.token_hash, asked_at = excluded.asked_at,
       tries = asked.tries + 1
     where asked.answered_at is null and asked.asked_at < $8`,
    [clip.requestId, clip.tokenHash, clip.cameraId, clip.alertId, clip.from, clip.to, clip.askedAt, clip.againBefore],
  );
  return rowCount === 1;
}

/** Writes that a still of a camera is asked for. */
export async function requestStill(
  connection: Queryable,
  still: UploadRequest & { readonly cameraId: string },
): Promise<void> {
  await connection.query(
    `insert into upload_request (request_id, kind, token_hash, camera_id, asked_at) values ($1, 'still', $2, $3, $4)`,
    [still.requestId, still.tokenHash, still.cameraId, still.askedAt],
  );
}

/** A request by its id, or null. */
export async function findUpload(connection: Queryable, requestId: string): Promise<OpenUpload | null> {
  const { rows } = await connection.query<{
    kind: 'clip' | 'still' | 'held';
    token_hash: Buffer;
    camera_id: string;
    alert_id: number | null;
    asked_at: Date;
    answered: boolean;
  }>(
    `select kind, token_hash, camera_id, alert_id, asked_at, answered_at is not null as answered
     from upload_request where request_id = $1`,
    [requestId],
  );
  const row = rows[0];
  return row
    ? {
        kind: row.kind,
        tokenHash: row.token_hash,
        cameraId: row.camera_id,
        alertId: row.alert_id,
        askedAt: row.asked_at,
        answered: row.answered,
      }
    : null;
}

/**
 * Keeps a clip as evidence of its alert and announces it: the alert has one now. Only the first answer to a request
 * counts.
 *
 * @returns whether it was the first.
 */
export async function storeClip(
  database: Database,
  clip: {
    readonly requestId: string;
    readonly at: Date;
    readonly mime: string;
    readonly sha256: Buffer;
    readonly content: Buffer;
  },
): Promise<boolean> {
  return transaction(database, async (connection) => {
    const { rows } = await connection.query<{ alert_id: number }>(
      `update upload_request set answered_at = now() where request_id = $1 and kind = 'clip' and answered_at is null
       returning alert_id`,
      [clip.requestId],
    );
    const alertId = rows[0]?.alert_id;
    if (alertId === undefined) return false;
    await connection.query(
      `insert into evidence (alert_id, kind, at, mime, sha256, content) values ($1, 'clip', $2, $3, $4, $5)
       on conflict (alert_id, kind) do nothing`,
      [alertId, clip.at, clip.mime, clip.sha256, clip.content],
    );
    await connection.query(
      `update alert set version = version + 1, changed_xid = fact_xid(), changed_seq = nextval('alert_change')
       where id = $1`,
      [alertId],
    );
    return true;
  });
}

/** A picture of a camera, and when it was taken; null: its agent did not say. */
export type Still = { readonly content: Buffer; readonly takenAt: Date | null };

/** Keeps a still until it is fetched. @returns whether it was the first answer. */
export async function storeStill(
  connection: Queryable,
  requestId: string,
  { content, takenAt }: Still,
): Promise<boolean> {
  const { rowCount } = await connection.query(
    `update upload_request set answered_at = now(), content = $2, from_at = $3
     where request_id = $1 and kind = 'still' and answered_at is null`,
    [requestId, content, takenAt],
  );
  return rowCount === 1;
}

/** Notes that the agent has nothing to send. @returns whether it was the first answer. */
export async function refuseUpload(connection: Queryable, requestId: string, reason: string): Promise<boolean> {
  const { rowCount } = await connection.query(
    'update upload_request set answered_at = now(), refusal = $2 where request_id = $1 and answered_at is null',
    [requestId, reason],
  );
  return rowCount === 1;
}

/** Takes the answer to a request for a still: the picture or why there is none; null: not answered yet. */
export async function takeStill(
  connection: Queryable,
  requestId: string,
): Promise<Still | { readonly refusal: string } | null> {
  const { rows } = await connection.query<{ content: Buffer | null; from_at: Date | null; refusal: string | null }>(
    `delete from upload_request where request_id = $1 and kind = 'still' and answered_at is not null
     returning content, from_at, refusal`,
    [requestId],
  );
  const row = rows[0];
  if (!row) return null;
  return row.content ? { content: row.content, takenAt: row.from_at } : { refusal: row.refusal ?? 'nothing was sent' };
}

/** Forgets requests nobody waits for any more; run now and then. */
export async function purgeUploads(connection: Queryable, before: Date): Promise<void> {
  await connection.query('delete from upload_request where asked_at < $1', [before]);
}

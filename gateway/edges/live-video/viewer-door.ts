import type { IncomingMessage } from 'node:http';
import { slug } from '../../../contracts/ids.ts';
import { LIVE_CAMERAS_PATH } from '../../../contracts/live-video.ts';
import { findCamera } from '../../../store/cameras.ts';
import type { Database } from '../../../store/database.ts';
import { findSession } from '../../../store/sessions.ts';
import { createEventBudget, type EventBudget } from '../../core/live/event-budget.ts';
import { isOwnOrigin } from '../../core/origin-check.ts';
import { RESPONDERS, type Caller } from '../http/route.ts';
import { tokenHash, type SessionCookie } from '../http/session-cookie.ts';
import type { LookLog } from '../look-log.ts';
import type { Viewer } from './viewer.ts';

/** Why somebody may not watch, as the status of the answer. */
export type DoorStatus = 401 | 403 | 404 | 429 | 503;

/** Who may watch which camera. */
export type Admission = Pick<Viewer, 'caller' | 'address' | 'cameraId' | 'wantsVideo'> & { readonly agentId: string };

const MOST_VIEWERS = 1000;
/** A wall of sixteen in two tabs, and one more beside each. */
const MOST_PER_SESSION = 40;
const MOST_BUDGETS = 10_000;

/**
 * Decides about a console that wants to watch: origin, session, how much it opens, role, area; then it is noted in the audit
 * log, before anything is shown.
 */
export function viewerDoor({
  database,
  cookie,
  sessionIdleMs,
  publicOrigin,
  looks,
  clock,
  addressOf,
  viewers,
}: {
  readonly database: Database;
  readonly cookie: SessionCookie;
  readonly sessionIdleMs: number;
  readonly publicOrigin: string | null;
  readonly looks: LookLog;
  readonly clock: () => number;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly viewers: ReadonlySet<Viewer>;
}): (request: IncomingMessage, url: URL) => Promise<Admission | DoorStatus> {
  const budgets = new Map<string, EventBudget>();
  /** Opening and closing without end costs look-ups and the agents' lines. */
  const isTooFast = (hash: Buffer): boolean => {
    const key = hash.toString('hex');
    const budget = budgets.get(key) ?? createEventBudget();
    budgets.delete(key);
    budgets.set(key, budget);
    const [oldest] = budgets.keys();
    if (budgets.size > MOST_BUDGETS && oldest !== undefined) budgets.delete(oldest);
    return budget.spend(clock()) !== 'pass';
  };
  const isTooMuch = ({ sessionId }: Caller): boolean => {
    if (viewers.size >= MOST_VIEWERS) return true;
    const own = [...viewers].filter(({ caller }) => caller.sessionId === sessionId);
    return own.length >= MOST_PER_SESSION;
  };

  return async (request, url) => {
    const { origin, host } = request.headers;
    const site = request.headers['sec-fetch-site'];
    const from = {
      origin: origin ?? null,
      fetchSite: typeof site === 'string' ? site : null,
      host: host ?? null,
    };
    if (!isOwnOrigin(from, publicOrigin)) return 403;
    const token = cookie.read(request.headers.cookie);
    if (token === null) return 401;
    const hash = tokenHash(token);
    if (isTooFast(hash)) return 429;
    const at = new Date(clock());
    const session = await findSession(database, { tokenHash: hash, at, idleMs: sessionIdleMs, use: true });
    if (session === null) return 401;
    const caller = { account: session.account, scope: session.scope, sessionId: session.id };
    if (!RESPONDERS.includes(caller.account.role)) return 403;
    const cameraId = slug.safeParse(url.pathname.slice(LIVE_CAMERAS_PATH.length + 1));
    const camera = cameraId.success ? await findCamera(database, cameraId.data, caller.scope) : null;
    if (camera === null) return 404;
    if (isTooMuch(caller)) return 429;
    const address = addressOf(request);
    await looks.looked({ caller, address, action: 'camera.look', subject: camera.settings.id });
    return {
      caller,
      address,
      cameraId: camera.settings.id,
      agentId: camera.settings.agentId,
      wantsVideo: url.searchParams.get('video') !== 'no',
    };
  };
}

import type { Logger } from 'pino';
import type { Queryable } from '../../store/database.ts';
import { claimClip, findClipWishes, type ClipWish } from '../../store/uploads.ts';
import { ASK_AGAIN_MS, CLIP_POSSIBLE_MS, clipSpan, MOST_TRIES } from '../core/clip-times.ts';
import { startAskingTurns, type AskingTurns } from './asking-turns.ts';
import type { Broker } from './broker.ts';
import { newClipOrder } from './clip-order.ts';

/** Alerts asked for in one turn; more wait for the next. */
const AT_ONCE = 50;

/**
 * Starts to ask: for each alert of a camera once, by whichever gateway is first, again when the agent does not answer.
 *
 * @param uploadUrl where agents reach this or any other gateway, without a slash at its end.
 */
export function startClipRequests({
  connection,
  broker,
  uploadUrl,
  clock,
  log,
  count,
}: {
  readonly connection: Queryable;
  readonly broker: Broker;
  readonly uploadUrl: () => string;
  readonly clock: () => number;
  readonly log: Logger;
  readonly count: (outcome: 'asked' | 'failed') => void;
}): AskingTurns {
  const ask = async (wish: ClipWish, againBefore: Date): Promise<void> => {
    const { from, to } = clipSpan(wish.capturedAt.getTime());
    const order = newClipOrder(wish, { from, to }, uploadUrl());
    const claimed = await claimClip(connection, {
      requestId: order.requestId,
      tokenHash: order.tokenHash,
      alertId: wish.alertId,
      cameraId: wish.cameraId,
      from: new Date(from),
      to: new Date(to),
      askedAt: new Date(clock()),
      againBefore,
    });
    if (!claimed) return;
    await order.send(broker);
    count('asked');
  };
  const turn = async (signal: AbortSignal): Promise<void> => {
    if (!broker.connected()) return;
    const now = clock();
    const againBefore = new Date(now - ASK_AGAIN_MS);
    const wishes = await findClipWishes(connection, {
      since: new Date(now - CLIP_POSSIBLE_MS),
      againBefore,
      tries: MOST_TRIES,
      limit: AT_ONCE,
    });
    for (const wish of wishes) if (!signal.aborted) await ask(wish, againBefore);
    if (wishes.length === AT_ONCE) turns.wake();
  };
  const turns = startAskingTurns({
    broker,
    turn,
    failed: (error) => {
      count('failed');
      log.warn({ err: error }, 'clips could not be asked for; they are asked for later');
    },
  });
  return turns;
}

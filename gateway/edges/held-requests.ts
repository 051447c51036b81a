import type { Logger } from 'pino';
import type { Queryable } from '../../store/database.ts';
import { orderHeldMinutes, requestHeldMinute, takeHeldWishes, type HeldWish } from '../../store/held-footage.ts';
import { startAskingTurns, type AskingTurns } from './asking-turns.ts';
import type { Broker } from './broker.ts';
import { newClipOrder } from './clip-order.ts';

const MINUTE_MS = 60_000;
/** An agent brings so many at a time: alerts' clips come first. */
const PER_AGENT = 2;
/** A minute of video takes its time over a thin line. An agent that does not answer is asked until it does. */
const AGAIN_AFTER_MS = 3 * MINUTE_MS;

/**
 * Starts to order what holds cover, minute by minute, and to ask the agents for it; any gateway asks, each minute is asked
 * for by one. Until a minute has come or nobody has it, its agent is told to keep the recording (`changed`).
 *
 * @param uploadUrl where agents reach this or any other gateway, without a slash at its end.
 */
export function startHeldRequests({
  connection,
  broker,
  uploadUrl,
  changed,
  clock,
  log,
  count,
}: {
  readonly connection: Queryable;
  readonly broker: Broker;
  readonly uploadUrl: () => string;
  readonly changed: () => void;
  readonly clock: () => number;
  readonly log: Logger;
  readonly count: (outcome: 'asked' | 'failed') => void;
}): AskingTurns {
  const ask = async (wish: HeldWish): Promise<void> => {
    const from = wish.from.getTime();
    const to = from + MINUTE_MS;
    const order = newClipOrder(wish, { from, to }, uploadUrl());
    const { requestId, tokenHash } = order;
    await requestHeldMinute(connection, { requestId, tokenHash, wish, to: new Date(to), askedAt: new Date(clock()) });
    await order.send(broker);
    count('asked');
  };
  const turn = async (signal: AbortSignal): Promise<void> => {
    const now = clock();
    await orderHeldMinutes(connection, new Date(now));
    changed();
    if (!broker.connected()) return;
    const againBefore = new Date(now - AGAIN_AFTER_MS);
    const wishes = await takeHeldWishes(connection, { now: new Date(now), againBefore, perAgent: PER_AGENT });
    for (const wish of wishes) if (!signal.aborted) await ask(wish);
  };
  return startAskingTurns({
    broker,
    turn,
    failed: (error) => {
      count('failed');
      log.warn({ err: error }, 'video held for a case could not be asked for; it is asked for later');
    },
  });
}

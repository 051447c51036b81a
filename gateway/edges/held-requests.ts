import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { AgentCommand } from '../../contracts/telemetry.ts';
import { topics } from '../../contracts/topics.ts';
import type { Queryable } from '../../store/database.ts';
import { orderHeldMinutes, requestHeldMinute, takeHeldWishes, type HeldWish } from '../../store/held-footage.ts';
import type { Broker } from './broker.ts';
import { newToken, tokenHash } from './http/session-cookie.ts';

/** Has the video that is held for cases copied from the agents. */
export type HeldRequests = {
  /** A hold was put on or lifted, or a minute has come. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

const MINUTE_MS = 60_000;
/** An agent brings so many at a time: alerts' clips come first. */
const PER_AGENT = 2;
/** A minute of video takes its time over a thin line. An agent that is away is asked until it is there. */
const AGAIN_AFTER_MS = 3 * MINUTE_MS;
const PAUSE_MS = 250;
const LOOK_AGAIN_MS = 20_000;

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
}): HeldRequests {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const ask = async (wish: HeldWish): Promise<void> => {
    const requestId = randomUUID();
    const token = newToken();
    const from = wish.from.getTime();
    const to = from + MINUTE_MS;
    await requestHeldMinute(connection, {
      requestId,
      tokenHash: tokenHash(token),
      wish,
      to: new Date(to),
      askedAt: new Date(clock()),
    });
    const command: AgentCommand = {
      command: 'clip',
      requestId,
      cameraId: wish.cameraId,
      from,
      to,
      uploadUrl: `${uploadUrl()}/api/uploads/${requestId}`,
      uploadToken: token,
    };
    await broker.publish(topics.agentCommands(wish.agentId), JSON.stringify(command));
    count('asked');
  };
  const turn = async (): Promise<void> => {
    const now = clock();
    await orderHeldMinutes(connection, new Date(now));
    changed();
    if (!broker.connected()) return;
    const againBefore = new Date(now - AGAIN_AFTER_MS);
    const wishes = await takeHeldWishes(connection, { now: new Date(now), againBefore, perAgent: PER_AGENT });
    for (const wish of wishes) if (!stopped) await ask(wish);
  };
  const schedule = (): void => {
    if (stopped || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      running = running.then(turn).catch((error: unknown) => {
        count('failed');
        log.warn({ err: error }, 'video held for a case could not be asked for; it is asked for later');
      });
    }, PAUSE_MS);
  };
  const regularly = setInterval(schedule, LOOK_AGAIN_MS);
  broker.onConnect(schedule);

  return {
    wake: schedule,
    stop: async () => {
      stopped = true;
      clearInterval(regularly);
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}

import type { Logger } from 'pino';
import type { Severity } from '../../../contracts/rules.ts';
import type { Database } from '../../../store/database.ts';
import {
  claimPushMessages,
  delayPushMessage,
  endPushMessage,
  makePushMessages,
  type DuePush,
} from '../../../store/push-messages.ts';
import { dropPushSubscription, keepPushKeys } from '../../../store/push-subscriptions.ts';
import { judgePush, type PushOutcome } from '../../core/push-outcome.ts';
import { mayPushTo } from '../../core/push-services.ts';
import { encryptForBrowser } from './encrypt.ts';
import { createVapid, newPushKeys, type Vapid } from './vapid.ts';

/** Web push of this gateway. */
export type WebPush = {
  /** What browsers subscribe with, base64url; null: not offered. */
  readonly publicKey: string | null;
  readonly mayPushTo: (endpoint: string) => boolean;
  /** Alerts changed. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

/** How messages ended, as they are counted. */
export type PushCount = PushOutcome['is'] | 'overflow' | 'not-theirs';

const AT_ONCE = 16;
/** Longer than a batch can take. */
const LEASE_S = 60;
const PATIENCE_MS = 10_000;
/** Between two looks for messages to be tried again. */
const IDLE_MS = 5_000;
const TTL_S = 600;
const URGENCY: Readonly<Record<Severity, string>> = { critical: 'high', warning: 'normal', info: 'low' };

/** Nothing is offered: the city names no push service, as where there is no internet. */
export const NO_WEB_PUSH: WebPush = {
  publicKey: null,
  mayPushTo: () => false,
  wake: () => undefined,
  stop: async () => undefined,
};

/** Starts to tell subscribed browsers of alerts. Any number of gateways may do so on one store: each message is sent by one. */
export async function startWebPush({
  database,
  services,
  contact,
  clock,
  log,
  count,
}: {
  readonly database: Database;
  /** Origins messages may be sent to. */
  readonly services: readonly string[];
  readonly contact: string;
  readonly clock: () => number;
  readonly log: Logger;
  readonly count: (what: PushCount, n: number) => void;
}): Promise<WebPush> {
  if (services.length === 0) return NO_WEB_PUSH;
  const keys = await keepPushKeys(database, newPushKeys());
  const vapid = createVapid({ keys, contact, clock });
  const stopping = new AbortController();
  let woken = true;
  let endSleep: () => void = () => undefined;

  const send = async (push: DuePush): Promise<PushCount> => {
    if (push.notice === null) {
      await endPushMessage(database, push.id);
      return 'not-theirs';
    }
    const answer = mayPushTo(push.endpoint, services)
      ? await post(push, push.notice, vapid, stopping.signal)
      : { status: 403, retryAfter: null };
    const outcome = judgePush({ ...answer, tries: push.tries, ageS: push.ageS });
    if (outcome.is === 'retry') await delayPushMessage(database, push.id, outcome.afterS);
    else if (outcome.is === 'expired') await dropPushSubscription(database, push.subscriptionId);
    else await endPushMessage(database, push.id);
    if (outcome.is === 'refused')
      log.warn({ status: answer.status, service: new URL(push.endpoint).origin }, 'a push message was refused');
    return outcome.is;
  };
  const turn = async (): Promise<void> => {
    for (let more = true; more && !stopping.signal.aborted;) {
      const made = await makePushMessages(database);
      if (made.overflow > 0) count('overflow', made.overflow);
      ({ more } = made);
    }
    while (!stopping.signal.aborted) {
      const due = await claimPushMessages(database, { limit: AT_ONCE, leaseS: LEASE_S });
      for (const outcome of await Promise.all(due.map(send))) count(outcome, 1);
      if (due.length < AT_ONCE) return;
    }
  };
  const run = async (): Promise<void> => {
    let failing = false;
    while (!stopping.signal.aborted) {
      woken = false;
      try {
        await turn();
        failing = false;
      } catch (error) {
        if (!failing) log.warn({ err: error }, 'push messages cannot be sent; they wait');
        failing = true;
      }
      if (woken && !failing) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, IDLE_MS);
        endSleep = () => {
          clearTimeout(timer);
          resolve();
        };
        if (stopping.signal.aborted) endSleep();
      });
    }
  };
  const running = run();

  return {
    publicKey: keys.publicKey.toString('base64url'),
    mayPushTo: (endpoint) => mayPushTo(endpoint, services),
    wake: () => {
      woken = true;
      endSleep();
    },
    stop: async () => {
      stopping.abort();
      endSleep();
      await running;
    },
  };
}

async function post(
  { endpoint, p256dh, auth }: DuePush,
  notice: NonNullable<DuePush['notice']>,
  vapid: Vapid,
  stopping: AbortSignal,
): Promise<{ readonly status: number | null; readonly retryAfter: string | null }> {
  let body: Buffer;
  try {
    body = encryptForBrowser(JSON.stringify(notice), { p256dh, auth });
  } catch {
    // A key that is no point of the curve: nobody can read what would be sent.
    return { status: 410, retryAfter: null };
  }
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([stopping, AbortSignal.timeout(PATIENCE_MS)]),
      headers: {
        Authorization: vapid.authorization(endpoint),
        'Content-Encoding': 'aes128gcm',
        'Content-Type': 'application/octet-stream',
        TTL: String(TTL_S),
        Urgency: URGENCY[notice.severity],
        // A newer message about the same alert takes the place of one the browser has not fetched yet.
        Topic: `alert-${notice.alertId}`,
      },
      body: new Uint8Array(body),
    });
    await response.body?.cancel();
    return { status: response.status, retryAfter: response.headers.get('retry-after') };
  } catch {
    return { status: null, retryAfter: null };
  }
}

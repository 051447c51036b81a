import { pushOffer, pushSubscription } from '../../../contracts/web-push.ts';
import { recordAudit } from '../../../store/audit.ts';
import type { Database } from '../../../store/database.ts';
import { removePushSubscription, savePushSubscription } from '../../../store/push-subscriptions.ts';
import { badField } from '../http/fault-of.ts';
import { ANYBODY, route, type Route } from '../http/route.ts';
import type { WebPush } from '../web-push/web-push.ts';

/** Being told of alerts while the console is closed. */
export function pushRoutes({
  database,
  webPush,
}: {
  readonly database: Database;
  readonly webPush: Pick<WebPush, 'publicKey' | 'mayPushTo'>;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/push',
      summary: 'Whether browsers can be told of alerts while the console is closed, and the key for it',
      rights: ANYBODY,
      answer: pushOffer,
      handle: async () => ({ body: { publicKey: webPush.publicKey } }),
    }),
    route({
      method: 'put',
      path: '/api/push/subscription',
      summary: 'Tell this browser of alerts from a severity on, or not any more',
      rights: ANYBODY,
      body: pushSubscription,
      bodyLimitBytes: 8192,
      answer: null,
      handle: async ({ body: { endpoint, keys, leastSeverity }, caller, address }) => {
        const { username } = caller.account;
        const note = (action: string) =>
          recordAudit(database, { username, action, subject: new URL(endpoint).origin, detail: {}, address });
        if (leastSeverity === null) {
          if (await removePushSubscription(database, { endpoint, username })) await note('push.unsubscribe');
          return;
        }
        if (!webPush.mayPushTo(endpoint)) throw badField('endpoint', 'this push service is not allowed here');
        const isNew = await savePushSubscription(database, {
          endpoint,
          p256dh: Buffer.from(keys.p256dh, 'base64url'),
          auth: Buffer.from(keys.auth, 'base64url'),
          username,
          leastSeverity,
        });
        if (isNew) await note('push.subscribe');
      },
    }),
  ];
}

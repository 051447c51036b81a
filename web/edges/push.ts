import type { Severity } from '../../contracts/rules.ts';
import type { PushSubscriptionRequest } from '../../contracts/web-push.ts';
import type { PushState } from '../core/state.ts';
import type { Gateway } from './http.ts';

const KEY = 'citywatch.push';

/** Being told of alerts while the console is closed, as far as this browser and this city offer it. */
export interface PushLine {
  /** How it stands; a subscription that is on is renewed with the gateway. */
  readonly look: () => Promise<PushState>;
  /** Asks the person and the browser; never throws for what they refuse. */
  readonly turnOn: (leastSeverity: Severity) => Promise<PushState>;
  readonly turnOff: () => Promise<PushState>;
}

/** Opens the line. `storage` remembers which severity was chosen here. */
export function createPushLine(
  gateway: Pick<Gateway, 'pushOffer' | 'subscribePush'>,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): PushLine {
  const registration = async () => {
    const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
    if (!serviceWorker || !('PushManager' in window) || !('Notification' in window)) return null;
    return (await serviceWorker.getRegistration()) ?? null;
  };
  const chosen = (): Severity => {
    const saved = storage.getItem(KEY);
    return saved === 'critical' || saved === 'info' ? saved : 'warning';
  };
  const tell = async (subscription: PushSubscription, leastSeverity: Severity | null) => {
    const { endpoint, keys } = subscription.toJSON();
    await gateway.subscribePush({ endpoint, keys, leastSeverity } as PushSubscriptionRequest);
  };

  return {
    look: async () => {
      const worker = await registration();
      const { publicKey } = await gateway.pushOffer();
      if (worker === null || publicKey === null) return { is: 'none' };
      const leastSeverity = chosen();
      if (Notification.permission === 'denied') return { is: 'denied' };
      const subscription = await worker.pushManager.getSubscription();
      if (!subscription) return { is: 'off', leastSeverity, failed: false };
      await tell(subscription, leastSeverity);
      return { is: 'on', leastSeverity };
    },
    turnOn: async (leastSeverity) => {
      const worker = await registration();
      const { publicKey } = await gateway.pushOffer();
      if (worker === null || publicKey === null) return { is: 'none' };
      if ((await Notification.requestPermission()) === 'denied') return { is: 'denied' };
      try {
        const options = { userVisibleOnly: true, applicationServerKey: publicKey };
        const subscription = await worker.pushManager.subscribe(options);
        storage.setItem(KEY, leastSeverity);
        await tell(subscription, leastSeverity);
        return { is: 'on', leastSeverity };
      } catch {
        // The browser's push service cannot be reached, or the city does not send to it.
        await (await worker.pushManager.getSubscription())?.unsubscribe();
        return { is: 'off', leastSeverity, failed: true };
      }
    },
    turnOff: async () => {
      const subscription = await (await registration())?.pushManager.getSubscription();
      if (subscription) {
        await tell(subscription, null).catch(() => undefined);
        await subscription.unsubscribe();
      }
      return { is: 'off', leastSeverity: chosen(), failed: false };
    },
  };
}

/** As much of a service worker's surroundings as is used; the DOM's own types do not know them beside a page's. */
export interface WorkerScope {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    readonly claim: () => Promise<void>;
    readonly matchAll: (options: {
      type: 'window';
      includeUncontrolled: boolean;
    }) => Promise<readonly (Client & { focus: () => Promise<unknown> })[]>;
    readonly openWindow: (url: string) => Promise<unknown>;
  };
  readonly skipWaiting: () => Promise<void>;
  addEventListener<K extends keyof WorkerEvents>(type: K, listener: (event: WorkerEvents[K]) => void): void;
}

interface Client {
  readonly url: string;
  readonly postMessage: (message: unknown) => void;
}

interface Waiting {
  readonly waitUntil: (work: Promise<unknown>) => void;
}

interface WorkerEvents {
  readonly install: Waiting;
  readonly activate: Waiting;
  readonly fetch: Waiting & { readonly request: Request; readonly respondWith: (answer: Promise<Response>) => void };
  readonly push: Waiting & { readonly data: { readonly json: () => unknown } | null };
  readonly notificationclick: Waiting & {
    readonly notification: { readonly data: unknown; readonly close: () => void };
  };
}

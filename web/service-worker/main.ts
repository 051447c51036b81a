import type { PushNotice } from '../../contracts/web-push.ts';
import { oldShells, routeOf } from '../core/offline/route-of.ts';
import { noticeOf } from './notice.ts';
import type { WorkerScope } from './worker-scope.ts';

/** Put in by the build (vite.config.ts): its name, and its files. */
declare const SHELL_NAME: string;
declare const SHELL_FILES: readonly string[];

/** A gateway that takes longer to give its page is as good as away. */
const PAGE_PATIENCE_MS = 5_000;

// This file runs as a service worker, whatever the DOM's types say of `globalThis`.
const worker = globalThis as unknown as WorkerScope;

worker.addEventListener('install', (event) => {
  event.waitUntil(remember().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(forget().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { method, mode, url, headers } = event.request;
  switch (routeOf({ method, mode, url, hasRange: headers.has('range') }, worker.location.origin)) {
    case 'page':
      return event.respondWith(page(event.request));
    case 'file':
      return event.respondWith(file(event.request));
    case 'network':
  }
});

worker.addEventListener('push', (event) => {
  // Encrypted for this browser by the city's gateway, which made it of this contract.
  const { title, options } = noticeOf(event.data?.json() as PushNotice);
  event.waitUntil(worker.registration.showNotification(title, options));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { alertId } = event.notification.data as { readonly alertId: number };
  event.waitUntil(open(alertId));
});

async function remember(): Promise<void> {
  const shell = await caches.open(SHELL_NAME);
  await shell.addAll(['/', ...SHELL_FILES]);
}

async function forget(): Promise<void> {
  await Promise.all(oldShells(await caches.keys(), SHELL_NAME).map((name) => caches.delete(name)));
}

/** The gateway's page when it answers, so that an upgrade is seen at once; else the one that is remembered. */
async function page(request: Request): Promise<Response> {
  const remembered = async () => (await caches.open(SHELL_NAME)).match('/');
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PAGE_PATIENCE_MS) });
    // A proxy that stands before a gateway that is away.
    if (response.status < 500) return response;
    return (await remembered()) ?? response;
  } catch (error) {
    const known = await remembered();
    if (known) return known;
    throw error;
  }
}

/** Files of a build never change under their names. */
async function file(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

async function open(alertId: number): Promise<void> {
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const [first] = windows;
  if (!first) return void (await worker.clients.openWindow(`/#/map?alert=${alertId}`));
  first.postMessage({ open: alertId });
  await first.focus();
}

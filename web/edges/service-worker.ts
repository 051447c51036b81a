/**
 * Installs the service worker that keeps the console's files, so that it opens while the gateway is away. Browsers offer it
 * on https and on this machine only; elsewhere the console does without.
 */
export function installServiceWorker(openAlert: (id: number) => void): void {
  const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
  if (!serviceWorker) return;
  serviceWorker.register('/sw.js', { updateViaCache: 'none' }).catch(() => undefined);
  // Somebody clicked on a notice while this page is open.
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const id = typeof data === 'object' && data !== null && 'open' in data ? data.open : null;
    if (typeof id === 'number') openAlert(id);
  });
}

/** How the service worker answers a request: with its page, with a file of the build, or not at all. */
export type Answer = 'page' | 'file' | 'network';

/** Paths that are never the console itself. */
const NOT_THE_CONSOLE = /^\/(?:api|socket\.io|live|metrics|healthz)(?:\/|$)/;

/** Decides by what a browser says of a request. Only reads of the console's own files are ever answered from memory. */
export function routeOf(
  request: { readonly method: string; readonly mode: string; readonly url: string; readonly hasRange: boolean },
  ownOrigin: string,
): Answer {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== ownOrigin || request.hasRange || NOT_THE_CONSOLE.test(pathname))
    return 'network';
  if (request.mode === 'navigate') return /\.[^/]*$/.test(pathname) ? 'network' : 'page';
  return /^\/assets\/|^\/(?:icon|manifest)[\w.-]*$/.test(pathname) ? 'file' : 'network';
}

/** Which of the remembered builds to forget: all but this one and the one before it, which open tabs may still load from. */
export function oldShells(names: readonly string[], current: string): readonly string[] {
  const shells = names.filter((name) => name.startsWith('shell-') && name !== current);
  return shells.slice(0, -1);
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express, { Router, type RequestHandler } from 'express';

/** The built console. */
export type ConsoleFiles = {
  readonly router: Router;
  /** Changes with every build that differs; `none` when there is no build. */
  readonly version: () => Promise<string>;
};

/**
 * Serves the console as vite built it: hashed files for ever, everything else asked for each time, and its page for
 * every path that is not a file, so that a view's address can be opened.
 */
export function consoleFiles(directory: string): ConsoleFiles {
  const root = path.resolve(directory);
  const page = path.join(root, 'index.html');
  const router = Router();
  router.use(
    '/assets',
    express.static(path.join(root, 'assets'), {
      immutable: true,
      maxAge: '365d',
      index: false,
      redirect: false,
      fallthrough: false,
    }),
  );
  router.use(
    express.static(root, {
      index: false,
      redirect: false,
      setHeaders: (response) => response.set('Cache-Control', 'no-cache'),
    }),
  );
  router.get('/{*view}', sendPage(page));
  return {
    router,
    version: async () => {
      try {
        const html = await readFile(page, 'utf8');
        // The build says in its page which version it is, so that an open tab can tell that it is another.
        const said = /<meta name="citywatch-version" content="(\w{1,40})"/.exec(html)?.[1];
        return said ?? createHash('sha256').update(html).digest('hex').slice(0, 12);
      } catch {
        return 'none';
      }
    },
  };
}

function sendPage(page: string): RequestHandler {
  return (request, response, next) => {
    // A missing picture or script is not a view.
    if (/\.[^/]*$/.test(request.path) || !request.accepts('html')) return next();
    response.set('Cache-Control', 'no-cache');
    response.sendFile(page, { dotfiles: 'deny', cacheControl: false }, (error) => {
      if (error && !response.headersSent) next();
    });
  };
}

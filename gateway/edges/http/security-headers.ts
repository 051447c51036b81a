import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Headers that keep the console to itself: no code, style or connection but its own, no framing, no referrer. The tiles
 * of a base map of one's own are the one exception, by the city's settings.
 *
 * @param mapOrigins origins (`https://tiles.example`) the base map is loaded from.
 */
export function securityHeaders({
  secure,
  publicOrigin,
  mapOrigins,
}: {
  readonly secure: boolean;
  readonly publicOrigin: string | null;
  readonly mapOrigins: () => readonly string[];
}): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:', () => mapOrigins().join(' ')],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        // Not every browser takes 'self' for the same host's web sockets.
        connectSrc: ["'self'", (request) => ownSockets(request, publicOrigin), () => mapOrigins().join(' ')],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(secure && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: secure && { maxAge: 31_536_000, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
  });
}

function ownSockets(request: IncomingMessage, publicOrigin: string | null): string {
  if (publicOrigin !== null) return publicOrigin.replace(/^http/, 'ws');
  const host = request.headers.host ?? '';
  // A host name, IPv4 or [IPv6] with a port: nothing that could end the directive.
  return /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host) ? `ws://${host} wss://${host}` : '';
}

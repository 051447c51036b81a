import { timingSafeEqual, createHash } from 'node:crypto';
import { Router, type Request } from 'express';
import type { Database } from '../../../store/database.ts';
import { ApiFault } from '../../core/api-fault.ts';
import type { GatewayMetrics } from '../metrics.ts';

/** A database that takes longer to answer is as good as none, milliseconds. */
const PATIENCE_MS = 2000;

/** /healthz for whoever restarts or balances, /metrics for Prometheus. */
export function probes({
  database,
  metrics,
  metricsToken,
}: {
  readonly database: Database;
  readonly metrics: GatewayMetrics;
  readonly metricsToken: string | null;
}): Router {
  const router = Router();
  router.get('/healthz', async (_request, response) => {
    response.set('Cache-Control', 'no-store');
    const ok = await Promise.race([
      database.query('select 1').then(
        () => true,
        () => false,
      ),
      new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE_MS, false).unref()),
    ]);
    response.status(ok ? 200 : 503).json({ ok, database: ok });
  });
  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- express 5 passes rejections on
  router.get('/metrics', async (request, response) => {
    if (!mayReadMetrics(request, metricsToken))
      throw new ApiFault('not-allowed', 'metrics are for local requests, or with the metrics token');
    response.set('Content-Type', metrics.register.contentType).send(await metrics.register.metrics());
  });
  return router;
}

function mayReadMetrics(request: Request, token: string | null): boolean {
  if (token !== null) {
    const given = createHash('sha256').update(request.headers.authorization ?? '');
    return timingSafeEqual(given.digest(), createHash('sha256').update(`Bearer ${token}`).digest());
  }
  // A proxy speaks for anybody.
  if (request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined) return false;
  return /^(?:::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '');
}

import type { Database } from '../../../store/database.ts';
import type { Route } from '../http/route.ts';
import type { SessionCookie } from '../http/session-cookie.ts';
import type { SessionLimits, SignIn } from '../sign-in.ts';
import { alertRoutes } from './alert-routes.ts';
import { cityRoutes } from './city-routes.ts';
import { sessionRoutes } from './session-routes.ts';

/** What the handlers of routes work with. */
export type RouteParts = {
  readonly database: Database;
  readonly clock: () => number;
  readonly cookie: SessionCookie;
  readonly signIn: SignIn;
  readonly limits: SessionLimits;
  /** Version of TimescaleDB, or null on plain PostgreSQL. */
  readonly timescale: string | null;
};

/** The route table: everything the API can do. */
export function allRoutes(parts: RouteParts): Route[] {
  return [...sessionRoutes(parts), ...cityRoutes(parts), ...alertRoutes(parts)];
}

import { z } from 'zod';
import type { Database } from '../../../store/database.ts';
import { openApiDocument } from '../http/openapi.ts';
import { ANYBODY, route, type Route } from '../http/route.ts';
import type { SessionCookie } from '../http/session-cookie.ts';
import type { LookLog } from '../look-log.ts';
import type { OwnState } from '../read-state.ts';
import type { SessionLimits, SignIn } from '../sign-in.ts';
import type { Stills } from '../stills.ts';
import type { WebPush } from '../web-push/web-push.ts';
import type { ExportDesk } from '../exports/export-desk.ts';
import { accountRoutes } from './account-routes.ts';
import { adminRoutes } from './admin-routes.ts';
import { agentRoutes } from './agent-routes.ts';
import { alertRoutes } from './alert-routes.ts';
import { areaRoutes } from './area-routes.ts';
import type { Questions } from '../questions.ts';
import { cameraSetupRoutes } from './camera-setup-routes.ts';
import { cameraRoutes } from './camera-routes.ts';
import { cityRoutes } from './city-routes.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { footageRoutes } from './footage-routes.ts';
import { handoverRoutes } from './handover-routes.ts';
import { historyRoutes } from './history-routes.ts';
import { exportRoutes } from './export-routes.ts';
import { historyRecordRoutes } from './history-record-routes.ts';
import { retentionRoutes } from './retention-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { pushRoutes } from './push-routes.ts';
import { ruleTrialRoutes } from './rule-trial-routes.ts';
import { ruleRoutes } from './rule-routes.ts';
import { sensorRoutes } from './sensor-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { stateRoutes } from './state-routes.ts';
import { unitRoutes } from './unit-routes.ts';
import { uploadRoutes } from './upload-routes.ts';
import { zoneRoutes } from './zone-routes.ts';

/** What the handlers of routes work with. */
export type RouteParts = {
  readonly database: Database;
  /** The same for planners' questions: few connections, so that they do not crowd out what happens now. */
  readonly planning: Database;
  readonly clock: () => number;
  readonly cookie: SessionCookie;
  readonly signIn: SignIn;
  readonly limits: SessionLimits;
  readonly own: OwnState;
  readonly stills: Stills;
  readonly questions: Questions;
  readonly looks: LookLog;
  readonly exports: ExportDesk;
  /** A report was ordered. */
  readonly wakeReports: () => void;
  /** A hold was put on or lifted, or video that is held has come. */
  readonly wakeHolds: () => void;
  readonly webPush: WebPush;
};

/** The route table: everything the API can do. */
export function allRoutes(parts: RouteParts): Route[] {
  const routes = [
    ...sessionRoutes(parts),
    ...cityRoutes(parts),
    ...alertRoutes(parts),
    ...handoverRoutes(parts),
    ...evidenceRoutes(parts),
    ...footageRoutes(parts),
    ...cameraRoutes(parts),
    ...cameraSetupRoutes(parts),
    ...sensorRoutes(parts),
    ...zoneRoutes(parts),
    ...ruleRoutes(parts),
    ...ruleTrialRoutes(parts),
    ...areaRoutes(parts),
    ...unitRoutes(parts),
    ...agentRoutes(parts),
    ...accountRoutes(parts),
    ...adminRoutes(parts),
    ...retentionRoutes(parts),
    ...stateRoutes(parts),
    ...uploadRoutes(parts),
    ...historyRoutes({ database: parts.planning }),
    ...historyRecordRoutes({ ...parts, database: parts.planning }),
    ...exportRoutes(parts),
    ...reportRoutes(parts),
    ...pushRoutes(parts),
  ];
  const describing = route({
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This document',
    rights: ANYBODY,
    answer: z.record(z.string(), z.unknown()),
    handle: async () => ({ body: document }),
  });
  const document = openApiDocument([...routes, describing]);
  return [...routes, describing];
}

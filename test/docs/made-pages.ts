import { openApiDocument } from '../../gateway/edges/http/openapi.ts';
import { allRoutes, type RouteParts } from '../../gateway/edges/routes/all-routes.ts';
import { settingsPage } from './settings-page.ts';
import { topicsPage } from './topics-page.ts';

/** Everything in docs/ that is made from the code, by its path in the repository. */
export function madePages(): Readonly<Record<string, string>> {
  return {
    'docs/settings.md': settingsPage(),
    'docs/topics.md': topicsPage(),
    'docs/openapi.json': `${JSON.stringify(openApiDocument(allRoutes(noParts)), null, 2)}\n`,
  };
}

/** Routes are described, not called: what their handlers would work with is never touched. */
const noParts = {
  limits: { idleMs: 0, absoluteMs: 0 },
} as unknown as RouteParts;

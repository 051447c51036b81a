import { auditPage, auditQuery } from '../../../contracts/api-admin.ts';
import { citySettings } from '../../../contracts/api.ts';
import { readAudit } from '../../../store/audit.ts';
import type { Database } from '../../../store/database.ts';
import { saveSetting } from '../../../store/settings.ts';
import { audited } from '../audited.ts';
import { CITY_SETTING, readCitySettings } from '../city-settings.ts';
import { ADMINS, ANYBODY, route, type Route } from '../http/route.ts';

/** The city's own settings, and who did what. */
export function adminRoutes({ database }: { readonly database: Database }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/settings/city',
      summary: 'Name, place and base map of the city',
      rights: ANYBODY,
      answer: citySettings,
      handle: async () => ({ body: await readCitySettings(database) }),
    }),
    route({
      method: 'put',
      path: '/api/settings/city',
      summary: 'Change name, place or base map of the city',
      rights: ADMINS,
      body: citySettings,
      answer: citySettings,
      handle: async ({ body, caller, address }) => {
        const deed = { caller, address, action: 'city.save', subject: CITY_SETTING, detail: body };
        await audited(database, deed, (connection) => saveSetting(connection, CITY_SETTING, body));
        return { body };
      },
    }),
    route({
      method: 'get',
      path: '/api/audit',
      summary: 'Who did what, newest first; go on with `beforeId`',
      rights: ADMINS,
      query: auditQuery,
      answer: auditPage,
      handle: async ({ query }) => ({ body: await readAudit(database, query) }),
    }),
  ];
}

import { z } from 'zod';
import { areaChange } from '../../../contracts/api-admin.ts';
import { area, type Area } from '../../../contracts/devices.ts';
import { instant, slug } from '../../../contracts/ids.ts';
import { endArea, readAreas, readAreaVersions, restampDevices, saveArea } from '../../../store/areas.ts';
import type { Database, Queryable } from '../../../store/database.ts';
import { outlineFault } from '../../core/outline-fault.ts';
import { audited } from '../audited.ts';
import { badField, notFound } from '../http/fault-of.ts';
import { ADMINS, ANYBODY, route, type Route } from '../http/route.ts';

const params = z.object({ id: slug });
/** Boundaries have many corners. */
const AREA_BYTES = 2 * 1024 * 1024;

/** Administrative units. Their boundaries are public; their history is kept. */
export function areaRoutes({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: () => number;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/areas',
      summary: 'The areas as they are now, or were at a moment',
      rights: ANYBODY,
      query: z.object({ at: instant.optional() }),
      answer: z.array(area),
      handle: async ({ query }) => ({
        body: await readAreas(database, query.at === undefined ? new Date(clock()) : new Date(query.at)),
      }),
    }),
    route({
      method: 'get',
      path: '/api/areas/:id/versions',
      summary: 'All versions of an area, oldest first',
      rights: ANYBODY,
      params,
      answer: z.array(area),
      handle: async ({ params }) => {
        const versions = await readAreaVersions(database, params.id);
        if (versions.length === 0) throw notFound('area');
        return { body: versions };
      },
    }),
    route({
      method: 'put',
      path: '/api/areas/:id',
      summary: 'Add an area, or say what it is from a moment on; devices are stamped anew, facts are not',
      rights: ADMINS,
      params,
      body: areaChange,
      bodyLimitBytes: AREA_BYTES,
      answer: area,
      handle: async ({ params, body, caller, address }) => {
        const fault = body.outline && outlineFault(body.outline);
        if (fault) throw badField('outline', fault);
        const now = new Date(clock());
        const { outline: _, ...detail } = body;
        const deed = { caller, address, action: 'area.save', subject: params.id, detail };
        return {
          body: await audited(database, deed, async (connection) => {
            const validFrom = body.validFrom ?? now.toISOString();
            await checkParent(connection, params.id, body.parentId, new Date(validFrom));
            // Where the next version begins, this one ends.
            const next = (await readAreaVersions(connection, params.id)).find((one) => one.validFrom > validFrom);
            const version: Area = { ...body, id: params.id, validFrom, validTo: next?.validFrom ?? null };
            await saveArea(connection, version);
            await restampDevices(connection, now);
            return version;
          }),
        };
      },
    }),
    route({
      method: 'delete',
      path: '/api/areas/:id',
      summary: 'End an area now; its history stays',
      rights: ADMINS,
      params,
      answer: null,
      handle: async ({ params, caller, address }) => {
        const now = new Date(clock());
        const deed = { caller, address, action: 'area.end', subject: params.id };
        await audited(database, deed, async (connection) => {
          if (!(await endArea(connection, params.id, now))) throw notFound('area');
          await restampDevices(connection, now);
        });
      },
    }),
  ];
}

/** The parent must be there then, and not be the area itself or lie below it. */
async function checkParent(connection: Queryable, id: string, parentId: string | null, at: Date): Promise<void> {
  const areas = new Map((await readAreas(connection, at)).map((one) => [one.id, one]));
  const seen = new Set([id]);
  for (let above = parentId; above !== null; above = areas.get(above)?.parentId ?? null) {
    if (seen.has(above)) throw badField('parentId', 'an area cannot lie below itself');
    if (!areas.has(above)) throw badField('parentId', `there is no area ${above} then`, 'no-area-there');
    seen.add(above);
  }
}

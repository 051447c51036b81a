import { z } from 'zod';
import { areaChange, areaEnd, areasQuery, newArea } from '../../../contracts/api-admin.ts';
import { area, type Area } from '../../../contracts/devices.ts';
import { slug } from '../../../contracts/ids.ts';
import { endArea, readAllAreas, readAreas, readAreaVersions, restampDevices, saveArea } from '../../../store/areas.ts';
import type { Database, Queryable } from '../../../store/database.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { audited } from '../audited.ts';
import { badField, notFound } from '../http/fault-of.ts';
import { ADMINS, ANYBODY, route, type Route } from '../http/route.ts';
import { rulesFor } from './unit-routes.ts';

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
  const save = async (connection: Queryable, id: string, body: z.output<typeof areaChange>): Promise<Area> => {
    const now = new Date(clock());
    const validFrom = body.validFrom ?? now.toISOString();
    await checkParent(connection, id, body.parentId, new Date(validFrom));
    const versions = await readAreaVersions(connection, id);
    // Putting a version right neither lengthens nor shortens its time.
    const same = versions.find((one) => Date.parse(one.validFrom) === Date.parse(validFrom));
    // Where the next version begins, this one ends.
    const next = versions.find((one) => Date.parse(one.validFrom) > Date.parse(validFrom));
    const version: Area = {
      ...body,
      id,
      validFrom,
      validTo: same ? same.validTo : (next?.validFrom ?? null),
      successorId: same?.successorId ?? null,
    };
    await saveArea(connection, version);
    await restampDevices(connection, now);
    return version;
  };
  return [
    route({
      method: 'get',
      path: '/api/areas',
      summary: 'The areas as they are now, were at a moment, or in all their versions',
      rights: ANYBODY,
      query: areasQuery,
      answer: z.array(area),
      handle: async ({ query }) => ({
        body:
          query.history === 'true'
            ? await readAllAreas(database)
            : await readAreas(database, query.at === undefined ? new Date(clock()) : new Date(query.at)),
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
      method: 'post',
      path: '/api/areas',
      summary: 'Add an area; its id was never another’s',
      rights: ADMINS,
      body: newArea,
      bodyLimitBytes: AREA_BYTES,
      answer: area,
      status: 201,
      handle: async ({ body: { id, ...body }, caller, address }) => {
        const { outline: _, ...detail } = body;
        const deed = { caller, address, action: 'area.add', subject: id, detail };
        return {
          body: await audited(database, deed, async (connection) => {
            if ((await readAreaVersions(connection, id)).length > 0)
              throw new ApiFault('conflict', `there is or was an area ${id}`);
            return save(connection, id, body);
          }),
        };
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
        const { outline: _, ...detail } = body;
        const deed = { caller, address, action: 'area.save', subject: params.id, detail };
        return { body: await audited(database, deed, (connection) => save(connection, params.id, body)) };
      },
    }),
    route({
      method: 'delete',
      path: '/api/areas/:id',
      summary: 'End an area, now or at a moment, merged into another or not; its history stays',
      rights: ADMINS,
      params,
      query: areaEnd,
      answer: null,
      handle: async ({ params, query, caller, address }) => {
        const now = new Date(clock());
        const deed = { caller, address, action: 'area.end', subject: params.id, detail: query };
        await audited(database, deed, async (connection) => {
          const at = query.at === undefined ? now : new Date(query.at);
          await checkEnd(connection, params.id, { at, successorId: query.successorId ?? null });
          await restampDevices(connection, now);
        });
      },
    }),
  ];
}

/** Ends an area, unless somebody would be left without one. */
async function checkEnd(
  connection: Queryable,
  id: string,
  { at, successorId }: { readonly at: Date; readonly successorId: string | null },
): Promise<void> {
  const versions = await readAreaVersions(connection, id);
  if (versions.some((one) => Date.parse(one.validFrom) >= at.getTime()))
    throw badField('at', 'a later version begins then', 'later-version');
  if (successorId !== null) {
    const there = (await readAreas(connection, at)).some((one) => one.id === successorId);
    if (!there || successorId === id)
      throw badField('successorId', `there is no area ${successorId} then`, 'no-area-there');
  }
  const named = successorId === null ? await rulesFor(connection, 'ward', id) : [];
  if (named.length > 0) throw badField('successorId', `alerts would be for nobody: ${named.join(', ')}`, 'still-named');
  if (!(await endArea(connection, id, at, successorId))) throw notFound('area');
}

/** The parent must be there then, and not be the area itself or lie below it. */
async function checkParent(connection: Queryable, id: string, parentId: string | null, at: Date): Promise<void> {
  const areas = new Map((await readAreas(connection, at)).map((one) => [one.id, one]));
  const seen = new Set([id]);
  for (let above = parentId; above !== null; above = areas.get(above)?.parentId ?? null) {
    if (seen.has(above)) throw badField('parentId', 'an area cannot lie below itself', 'below-itself');
    if (!areas.has(above)) throw badField('parentId', `there is no area ${above} then`, 'no-area-there');
    seen.add(above);
  }
}

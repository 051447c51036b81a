import { z } from 'zod';
import { zoneSettings, type ZoneSettings } from '../../../contracts/devices.ts';
import { slug } from '../../../contracts/ids.ts';
import type { Database, Queryable } from '../../../store/database.ts';
import { deleteZone, findZone, readZones, saveZone } from '../../../store/zones.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { audited } from '../audited.ts';
import { badField, notFound, orWhenUnknown, sameId } from '../http/fault-of.ts';
import { ADMINS, ANYBODY, route, type Route } from '../http/route.ts';

const params = z.object({ id: slug });

/** Zones and lines on cameras' pictures. */
export function zoneRoutes({ database }: { readonly database: Database }): Route[] {
  const save = async (connection: Queryable, zone: ZoneSettings): Promise<ZoneSettings> => {
    await orWhenUnknown(saveZone(connection, zone), badField('cameraId', 'there is no such camera', 'no-camera'));
    return zone;
  };
  return [
    route({
      method: 'get',
      path: '/api/zones',
      summary: 'The zones and lines one may see',
      rights: ANYBODY,
      answer: z.array(zoneSettings),
      handle: async ({ caller }) => ({ body: await readZones(database, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/zones/:id',
      summary: 'One zone or line',
      rights: ANYBODY,
      params,
      answer: zoneSettings,
      handle: async ({ params, caller }) => {
        const zone = await findZone(database, params.id, caller.scope);
        if (zone === null) throw notFound('zone');
        return { body: zone };
      },
    }),
    route({
      method: 'post',
      path: '/api/zones',
      summary: 'Draw a zone or line',
      rights: ADMINS,
      body: zoneSettings,
      answer: zoneSettings,
      status: 201,
      handle: async ({ body, caller, address }) => {
        const deed = { caller, address, action: 'zone.add', subject: body.id, detail: body };
        return {
          body: await audited(database, deed, async (connection) => {
            if (await findZone(connection, body.id, caller.scope))
              throw new ApiFault('conflict', `there is a zone ${body.id} already`);
            return save(connection, body);
          }),
        };
      },
    }),
    route({
      method: 'put',
      path: '/api/zones/:id',
      summary: 'Redraw a zone or line',
      rights: ADMINS,
      params,
      body: zoneSettings,
      answer: zoneSettings,
      handle: async ({ params, body, caller, address }) => {
        sameId(params.id, body.id);
        const deed = { caller, address, action: 'zone.save', subject: body.id, detail: body };
        return {
          body: await audited(database, deed, async (connection) => {
            const before = await findZone(connection, body.id, caller.scope);
            if (before === null) throw notFound('zone');
            return save(connection, body);
          }),
        };
      },
    }),
    route({
      method: 'delete',
      path: '/api/zones/:id',
      summary: 'Remove a zone or line; rules that name it see nothing there any more',
      rights: ADMINS,
      params,
      answer: null,
      handle: async ({ params, caller, address }) => {
        const deed = { caller, address, action: 'zone.remove', subject: params.id };
        await audited(database, deed, async (connection) => {
          if (!(await deleteZone(connection, params.id))) throw notFound('zone');
        });
      },
    }),
  ];
}

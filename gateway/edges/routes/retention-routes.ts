import { z } from 'zod';
import { alertDetail } from '../../../contracts/api.ts';
import { alertId } from '../../../contracts/ids.ts';
import {
  hold,
  holdList,
  liftHold,
  newAlertHold,
  newHold,
  retentionAnswer,
  retentionSettings,
  type NewHold,
} from '../../../contracts/retention.ts';
import { findAlert } from '../../../store/alerts.ts';
import type { Database, Queryable } from '../../../store/database.ts';
import { readEdition } from '../../../store/edition.ts';
import { unknownAreas, unknownPlaces } from '../../../store/history/places.ts';
import { holdAlert, holdPlaces, liftHold as lift, readHolds } from '../../../store/holds.ts';
import { readRetentionSettings, RETENTION_SETTING } from '../../../store/retention-settings.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import { saveSetting } from '../../../store/settings.ts';
import { audited } from '../audited.ts';
import { badField, notFound } from '../http/fault-of.ts';
import { ADMINS, RESPONDERS, route, type Route } from '../http/route.ts';

const alertParams = z.object({ id: z.coerce.number().pipe(alertId) });
const holdParams = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });

/** For how long what is kept, and what is kept for a case whatever its age. */
export function retentionRoutes({
  database,
  wakeHolds,
}: {
  readonly database: Database;
  readonly wakeHolds: () => void;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/settings/retention',
      summary: 'For how many days what is kept, everywhere and by area',
      rights: ADMINS,
      answer: retentionAnswer,
      handle: async () => ({
        body: {
          ...((await readRetentionSettings(database)) ?? retentionSettings.parse({})),
          edition: await readEdition(database),
        },
      }),
    }),
    route({
      method: 'put',
      path: '/api/settings/retention',
      summary: 'Change for how long what is kept; takes effect within the hour',
      rights: ADMINS,
      body: retentionSettings,
      answer: retentionAnswer,
      handle: async ({ body, caller, address }) => {
        const areaIds = body.areas.map(({ areaId }) => areaId);
        const [unknown] = areaIds.length === 0 ? [] : await unknownAreas(database, areaIds);
        if (unknown !== undefined)
          throw badField(`areas.${areaIds.indexOf(unknown)}.areaId`, `there never was an area ${unknown}`);
        const deed = { caller, address, action: 'retention.save', subject: RETENTION_SETTING, detail: body };
        await audited(database, deed, (connection) => saveSetting(connection, RETENTION_SETTING, body));
        return { body: { ...body, edition: await readEdition(database) } };
      },
    }),
    route({
      method: 'get',
      path: '/api/holds',
      summary: 'What is kept for a case, and what was',
      rights: ADMINS,
      answer: holdList,
      handle: async () => ({ body: { holds: await readHolds(database) } }),
    }),
    route({
      method: 'post',
      path: '/api/holds',
      summary: 'Keep everything of a time at places, whatever its age',
      rights: ADMINS,
      body: newHold,
      answer: hold,
      status: 201,
      handle: async ({ body, caller, address }) => {
        await checkPlaces(database, body);
        const { username } = caller.account;
        const deed = { caller, address, action: 'hold.put', subject: placesOf(body), detail: body };
        const put = await audited(database, deed, (connection) => holdPlaces(connection, body, username));
        wakeHolds();
        return { body: put };
      },
    }),
    route({
      method: 'post',
      path: '/api/alerts/:id/hold',
      summary: 'Keep what belongs to an alert, whatever its age; a hold that stands already stays as it is',
      rights: RESPONDERS,
      params: alertParams,
      body: newAlertHold,
      answer: alertDetail,
      status: 201,
      handle: async ({ params: { id }, body, caller, address }) => {
        const wish = { alertId: id, reason: body.reason, by: caller.account.username, scope: caller.scope };
        const deed = { caller, address, action: 'hold.put', subject: String(id), detail: body };
        await audited(database, deed, async (connection) => {
          if ((await holdAlert(connection, wish)) === null) throw notFound('alert');
        });
        wakeHolds();
        const detail = await findAlert(database, id, caller.scope);
        if (detail === null) throw notFound('alert');
        return { body: detail };
      },
    }),
    route({
      method: 'post',
      path: '/api/holds/:id/lift',
      summary: 'Lift a hold: what it kept goes when its time has come',
      rights: ADMINS,
      params: holdParams,
      body: liftHold,
      answer: hold,
      handle: async ({ params: { id }, body, caller, address }) => {
        const wish = { id, reason: body.reason, by: caller.account.username };
        const deed = { caller, address, action: 'hold.lift', subject: String(id), detail: body };
        const lifted = await audited(database, deed, async (connection) => {
          const found = await lift(connection, wish);
          if (found === null) throw notFound('hold');
          return found;
        });
        wakeHolds();
        return { body: lifted };
      },
    }),
  ];
}

/** What an entry of the audit log is about. */
function placesOf({ cameraIds, sensorIds, areaIds }: NewHold): string {
  return [...cameraIds, ...sensorIds, ...areaIds].join(' ').slice(0, 200);
}

/** @throws ApiFault naming the first place that never was. */
async function checkPlaces(connection: Queryable, { cameraIds, sensorIds, areaIds }: NewHold): Promise<void> {
  const [camera] = cameraIds.length === 0 ? [] : await unknownPlaces(connection, cameraIds, ['camera'], WHOLE_CITY);
  if (camera !== undefined) throw badField('cameraIds', `there never was a camera ${camera}`);
  const [sensor] = sensorIds.length === 0 ? [] : await unknownPlaces(connection, sensorIds, ['sensor'], WHOLE_CITY);
  if (sensor !== undefined) throw badField('sensorIds', `there never was a sensor ${sensor}`);
  const [area] = areaIds.length === 0 ? [] : await unknownAreas(connection, areaIds);
  if (area !== undefined) throw badField('areaIds', `there never was an area ${area}`);
}

import { z } from 'zod';
import { measurementSeries, sensor, seriesQuery } from '../../../contracts/api.ts';
import { sensorSettings, type SensorSettings } from '../../../contracts/devices.ts';
import { slug } from '../../../contracts/ids.ts';
import { unknownDevice } from '../../../contracts/unknown-devices.ts';
import { readUnknownDevices } from '../../../store/unknown-devices.ts';
import type { Database, Queryable } from '../../../store/database.ts';
import { readMeasurementSeries } from '../../../store/measurement-series.ts';
import { deleteSensor, findSensor, readSensors, saveSensor } from '../../../store/sensors.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { isRedacted, redactUrl, unredactUrl } from '../../core/redact-url.ts';
import { audited } from '../audited.ts';
import { toSensor } from '../device-answers.ts';
import { badField, notFound, orWhenUnknown, sameId } from '../http/fault-of.ts';
import { ADMINS, ANYBODY, route, type Caller, type Route } from '../http/route.ts';

const params = z.object({ id: slug });
const DAY_MS = 24 * 3_600_000;
const LONGEST_SERIES_MS = 800 * DAY_MS;

/** Sensors and what they measured: seen by everybody as far as their areas go, set up by admins. */
export function sensorRoutes({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: () => number;
}): Route[] {
  const find = async (connection: Queryable, id: string, caller: Caller) => {
    const stored = await findSensor(connection, id, caller.scope);
    if (stored === null) throw notFound('sensor');
    return stored;
  };
  const save = async (connection: Queryable, settings: SensorSettings, caller: Caller) => {
    checkSource(settings);
    const unknown = badField('agentId', 'there is no such agent', 'no-agent');
    await orWhenUnknown(saveSensor(connection, settings, new Date(clock())), unknown);
    return toSensor(await find(connection, settings.id, caller), caller, clock());
  };

  return [
    route({
      method: 'get',
      path: '/api/sensors',
      summary: 'The sensors one may see',
      rights: ANYBODY,
      answer: z.array(sensor),
      handle: async ({ caller }) => ({
        body: (await readSensors(database, caller.scope)).map((stored) => toSensor(stored, caller, clock())),
      }),
    }),
    route({
      method: 'get',
      path: '/api/unknown-devices',
      summary: 'Devices that sent readings in the last day and are not registered',
      rights: ADMINS,
      answer: z.array(unknownDevice),
      handle: async () => ({ body: await readUnknownDevices(database, new Date(clock() - DAY_MS)) }),
    }),
    route({
      method: 'get',
      path: '/api/sensors/:id',
      summary: 'One sensor',
      rights: ANYBODY,
      params,
      answer: sensor,
      handle: async ({ params, caller }) => ({
        body: toSensor(await find(database, params.id, caller), caller, clock()),
      }),
    }),
    route({
      method: 'get',
      path: '/api/sensors/:id/measurements',
      summary: 'What a sensor measured, thinned to so many points',
      rights: ANYBODY,
      params,
      query: seriesQuery,
      answer: measurementSeries,
      handle: async ({ params, query, caller }) => {
        const { settings } = await find(database, params.id, caller);
        const to = query.to === undefined ? new Date(clock()) : new Date(query.to);
        const from = query.from === undefined ? new Date(to.getTime() - DAY_MS) : new Date(query.from);
        if (from >= to) throw badField('from', 'does not lie before `to`');
        if (to.getTime() - from.getTime() > LONGEST_SERIES_MS) throw badField('from', 'lies more than 800 days back');
        const series = await readMeasurementSeries(database, {
          sensorId: settings.id,
          from,
          to,
          everyS: settings.everyS,
          maxPoints: query.maxPoints,
        });
        return { body: { sensorId: settings.id, unit: settings.unit, ...series } };
      },
    }),
    route({
      method: 'post',
      path: '/api/sensors',
      summary: 'Add a sensor',
      rights: ADMINS,
      body: sensorSettings,
      answer: sensor,
      status: 201,
      handle: async ({ body, caller, address }) => {
        if (body.url !== null && isRedacted(body.url))
          throw badField('url', 'its password is masked', 'masked-password');
        const deed = { caller, address, action: 'sensor.add', subject: body.id, detail: told(body) };
        return {
          body: await audited(database, deed, async (connection) => {
            if (await findSensor(connection, body.id, caller.scope))
              throw new ApiFault('conflict', `there is a sensor ${body.id} already`);
            return save(connection, body, caller);
          }),
        };
      },
    }),
    route({
      method: 'put',
      path: '/api/sensors/:id',
      summary: 'Change a sensor; an address sent back masked as it was read keeps its password',
      rights: ADMINS,
      params,
      body: sensorSettings,
      answer: sensor,
      handle: async ({ params, body, caller, address }) => {
        sameId(params.id, body.id);
        const deed = { caller, address, action: 'sensor.save', subject: body.id, detail: told(body) };
        return {
          body: await audited(database, deed, async (connection) => {
            const before = await find(connection, body.id, caller);
            const url = body.url === null ? null : unredactUrl(body.url, before.settings.url);
            if (url !== null && isRedacted(url)) throw badField('url', 'its password is masked', 'masked-password');
            return save(connection, { ...body, url }, caller);
          }),
        };
      },
    }),
    route({
      method: 'delete',
      path: '/api/sensors/:id',
      summary: 'Remove a sensor; what it measured stays',
      rights: ADMINS,
      params,
      answer: null,
      handle: async ({ params, caller, address }) => {
        const deed = { caller, address, action: 'sensor.remove', subject: params.id };
        await audited(database, deed, async (connection) => {
          if (!(await deleteSensor(connection, params.id))) throw notFound('sensor');
        });
      },
    }),
  ];
}

/** Either an agent polls an address, or the sensor speaks for itself. */
function checkSource({ agentId, url, plausible }: SensorSettings): void {
  if (url !== null && agentId === null) throw badField('agentId', 'somebody must poll the address', 'nobody-polls');
  if (plausible !== null && plausible.min >= plausible.max)
    throw badField('plausible.min', 'is not below max', 'min-above-max');
}

function told(settings: SensorSettings): Record<string, unknown> {
  return { ...settings, url: settings.url === null ? null : redactUrl(settings.url) };
}

import { z } from 'zod';
import { camera } from '../../../contracts/api.ts';
import { cameraSettings, type CameraSettings } from '../../../contracts/devices.ts';
import { slug } from '../../../contracts/ids.ts';
import { deleteCamera, findCamera, readCameras, saveCamera } from '../../../store/cameras.ts';
import type { Database, Queryable } from '../../../store/database.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { isRedacted, redactUrl, unredactUrl } from '../../core/redact-url.ts';
import { audited } from '../audited.ts';
import { toCamera } from '../device-answers.ts';
import { badField, notFound, orWhenUnknown, sameId } from '../http/fault-of.ts';
import { ADMINS, ANYBODY, route, type Caller, type Route } from '../http/route.ts';

const params = z.object({ id: slug });
const NO_AGENT = 'there is no such agent';

/** Cameras: seen by everybody as far as their areas go, set up by admins. */
export function cameraRoutes({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: () => number;
}): Route[] {
  const answer = async (connection: Queryable, id: string, caller: Caller) => {
    const stored = await findCamera(connection, id, caller.scope);
    if (stored === null) throw notFound('camera');
    return toCamera(stored, caller, clock());
  };
  const save = async (connection: Queryable, settings: CameraSettings, caller: Caller) => {
    await orWhenUnknown(saveCamera(connection, settings, new Date(clock())), badField('agentId', NO_AGENT, 'no-agent'));
    return answer(connection, settings.id, caller);
  };

  return [
    route({
      method: 'get',
      path: '/api/cameras',
      summary: 'The cameras one may see',
      rights: ANYBODY,
      answer: z.array(camera),
      handle: async ({ caller }) => ({
        body: (await readCameras(database, caller.scope)).map((stored) => toCamera(stored, caller, clock())),
      }),
    }),
    route({
      method: 'get',
      path: '/api/cameras/:id',
      summary: 'One camera',
      rights: ANYBODY,
      params,
      answer: camera,
      handle: async ({ params, caller }) => ({ body: await answer(database, params.id, caller) }),
    }),
    route({
      method: 'post',
      path: '/api/cameras',
      summary: 'Add a camera',
      rights: ADMINS,
      body: cameraSettings,
      answer: camera,
      status: 201,
      handle: async ({ body, caller, address }) => {
        if (isRedacted(body.url)) throw badField('url', 'its password is masked', 'masked-password');
        const deed = { caller, address, action: 'camera.add', subject: body.id, detail: told(body) };
        return {
          body: await audited(database, deed, async (connection) => {
            if (await findCamera(connection, body.id, caller.scope))
              throw new ApiFault('conflict', `there is a camera ${body.id} already`);
            return save(connection, body, caller);
          }),
        };
      },
    }),
    route({
      method: 'put',
      path: '/api/cameras/:id',
      summary: 'Change a camera; an address sent back masked as it was read keeps its password',
      rights: ADMINS,
      params,
      body: cameraSettings,
      answer: camera,
      handle: async ({ params, body, caller, address }) => {
        sameId(params.id, body.id);
        const deed = { caller, address, action: 'camera.save', subject: body.id, detail: told(body) };
        return {
          body: await audited(database, deed, async (connection) => {
            const before = await findCamera(connection, body.id, caller.scope);
            if (before === null) throw notFound('camera');
            const url = unredactUrl(body.url, before.settings.url);
            if (isRedacted(url)) throw badField('url', 'its password is masked', 'masked-password');
            return save(connection, { ...body, url }, caller);
          }),
        };
      },
    }),
    route({
      method: 'delete',
      path: '/api/cameras/:id',
      summary: 'Remove a camera with its zones; what it saw stays',
      rights: ADMINS,
      params,
      answer: null,
      handle: async ({ params, caller, address }) => {
        const deed = { caller, address, action: 'camera.remove', subject: params.id };
        await audited(database, deed, async (connection) => {
          if (!(await deleteCamera(connection, params.id))) throw notFound('camera');
        });
      },
    }),
  ];
}

function told(settings: CameraSettings): Record<string, unknown> {
  return { ...settings, url: redactUrl(settings.url) };
}

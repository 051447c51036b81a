import { z } from 'zod';
import { slug } from '../../../contracts/ids.ts';
import { unit, type Unit } from '../../../contracts/units.ts';
import { findAreaOnce } from '../../../store/areas.ts';
import type { Database, Queryable } from '../../../store/database.ts';
import { currentRules } from '../../../store/rules.ts';
import { readUnits, saveUnit } from '../../../store/units.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { audited } from '../audited.ts';
import { badField, notFound, sameId } from '../http/fault-of.ts';
import { ADMINS, ANYBODY, route, type Route } from '../http/route.ts';

const params = z.object({ id: slug });

/** Units alerts are handed to. One that ends stays, for the alerts that were its own. */
export function unitRoutes({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: () => number;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/units',
      summary: 'The units alerts may be handed to, and those that were',
      rights: ANYBODY,
      answer: z.array(unit),
      handle: async () => ({ body: await readUnits(database) }),
    }),
    route({
      method: 'post',
      path: '/api/units',
      summary: 'Add a unit',
      rights: ADMINS,
      body: unit,
      answer: unit,
      status: 201,
      handle: async ({ body, caller, address }) => {
        const deed = { caller, address, action: 'unit.add', subject: body.id, detail: body };
        return {
          body: await audited(database, deed, async (connection) => {
            if (await findUnit(connection, body.id))
              throw new ApiFault('conflict', `there is a unit ${body.id} already`);
            return save(connection, body);
          }),
        };
      },
    }),
    route({
      method: 'put',
      path: '/api/units/:id',
      summary: 'Change a unit, end it, or let it begin again',
      rights: ADMINS,
      params,
      body: unit,
      answer: unit,
      handle: async ({ params, body, caller, address }) => {
        sameId(params.id, body.id);
        const deed = { caller, address, action: 'unit.save', subject: body.id, detail: body };
        return {
          body: await audited(database, deed, async (connection) => {
            if (!(await findUnit(connection, body.id))) throw notFound('unit');
            return save(connection, body);
          }),
        };
      },
    }),
    route({
      method: 'delete',
      path: '/api/units/:id',
      summary: 'End a unit now; its alerts stay',
      rights: ADMINS,
      params,
      answer: null,
      handle: async ({ params, caller, address }) => {
        const deed = { caller, address, action: 'unit.end', subject: params.id };
        await audited(database, deed, async (connection) => {
          const found = await findUnit(connection, params.id);
          if (!found) throw notFound('unit');
          await save(connection, { ...found, endedAt: found.endedAt ?? new Date(clock()).toISOString() });
        });
      },
    }),
  ];
}

/** The unit if there is one that has not ended. */
export async function findWorkingUnit(connection: Queryable, id: string): Promise<Unit | undefined> {
  const found = await findUnit(connection, id);
  return found?.endedAt === null ? found : undefined;
}

/** Names of the rules whose alerts are for this unit or ward. */
export async function rulesFor(connection: Queryable, kind: 'unit' | 'ward', id: string): Promise<string[]> {
  const { rules } = await currentRules(connection);
  return rules.filter(({ recipient }) => recipient?.kind === kind && recipient.id === id).map(({ name }) => name);
}

async function findUnit(connection: Queryable, id: string): Promise<Unit | undefined> {
  return (await readUnits(connection)).find((one) => one.id === id);
}

async function save(connection: Queryable, written: Unit): Promise<Unit> {
  const { areaId } = written;
  if (areaId !== null && !(await findAreaOnce(connection, areaId)))
    throw badField('areaId', `there is no area ${areaId}`, 'no-area-there');
  const named = written.endedAt === null ? [] : await rulesFor(connection, 'unit', written.id);
  if (named.length > 0) throw badField('endedAt', `its alerts would be for nobody: ${named.join(', ')}`, 'still-named');
  await saveUnit(connection, written);
  return written;
}

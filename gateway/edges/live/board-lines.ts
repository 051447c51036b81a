import { readAgents } from '../../../store/agents.ts';
import { readCameras } from '../../../store/cameras.ts';
import type { Queryable } from '../../../store/database.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import { readSensors } from '../../../store/sensors.ts';
import type { BoardLine } from '../../core/live/device-board.ts';

/** Reads all devices with their states for the board of the whole city. */
export async function readBoardLines(connection: Queryable): Promise<readonly BoardLine[]> {
  const [cameras, sensors, agents] = await Promise.all([
    readCameras(connection, WHOLE_CITY),
    readSensors(connection, WHOLE_CITY),
    readAgents(connection, WHOLE_CITY),
  ]);
  const served = new Map<string | null, Set<string>>(agents.map((agent) => [agent.id, new Set()]));
  for (const { settings, areaId } of [...cameras, ...sensors])
    if (areaId !== null) served.get(settings.agentId)?.add(areaId);
  return [
    ...cameras.map(({ settings, areaId, state, heardAtMs }): BoardLine => ({
      kind: 'camera',
      id: settings.id,
      areaId,
      state,
      heardAtMs,
    })),
    ...sensors.map(({ settings, areaId, state }): BoardLine => ({
      kind: 'sensor',
      id: settings.id,
      areaId,
      everyS: settings.everyS,
      state,
    })),
    ...agents.map(({ id, name, state, heardAtMs }): BoardLine => ({
      kind: 'agent',
      id,
      name,
      areaIds: served.get(id) ?? new Set(),
      state,
      heardAtMs,
    })),
  ];
}

import type { AgentConfig } from '../contracts/telemetry.ts';
import type { Queryable } from './database.ts';
import { HELD_OF_AGENT } from './held-footage.ts';
import type { AgentState } from './device-state.ts';
import type { Scope } from './scope.ts';

/** An agent with its last state. */
export type StoredAgent = {
  readonly id: string;
  readonly name: string;
  /** As ingest wrote it: state, heartbeat; or null before it was first heard. */
  readonly state: AgentState | null;
  readonly heardAtMs: number | null;
};

/** The agents that serve a device one may see; for the whole city all of them. */
export async function readAgents(connection: Queryable, scope: Scope): Promise<StoredAgent[]> {
  const { rows } = await connection.query<{
    id: string;
    name: string;
    state: AgentState | null;
    heard_at: Date | null;
  }>(
    `select agent.id, agent.name, device_state.state, device_state.heard_at
     from agent left join device_state on device_kind = 'agent' and device_id = agent.id
     where $1::text[] is null
       or exists (select from camera where agent_id = agent.id and area_id = any ($1))
       or exists (select from sensor where agent_id = agent.id and area_id = any ($1))
     order by agent.id`,
    [scope.areaIds],
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    state: row.state,
    heardAtMs: row.heard_at?.getTime() ?? null,
  }));
}

/** Creates an agent, unless one of that id exists. `tokenHash`: sha256 of the token it presents. */
export async function createAgent(
  connection: Queryable,
  agent: { readonly id: string; readonly name: string; readonly tokenHash: Buffer },
): Promise<boolean> {
  const { rowCount } = await connection.query(
    'insert into agent (id, name, token_hash) values ($1, $2, $3) on conflict (id) do nothing',
    [agent.id, agent.name, agent.tokenHash],
  );
  return rowCount === 1;
}

/** Renames an agent or gives it a new token. @returns whether there is one of that id. */
export async function updateAgent(
  connection: Queryable,
  id: string,
  change: { readonly name?: string; readonly tokenHash?: Buffer },
): Promise<boolean> {
  const { rowCount } = await connection.query(
    'update agent set name = coalesce($2, name), token_hash = coalesce($3, token_hash) where id = $1',
    [id, change.name ?? null, change.tokenHash ?? null],
  );
  return rowCount === 1;
}

/** Removes an agent that serves no device. @throws a foreign key violation (23503) while it serves one. */
export async function deleteAgent(connection: Queryable, id: string): Promise<boolean> {
  await connection.query("delete from device_state where device_kind = 'agent' and device_id = $1", [id]);
  const { rowCount } = await connection.query('delete from agent where id = $1', [id]);
  return rowCount === 1;
}

/** What every agent has to do, addresses with credentials included: for the agents' own topics only. */
export async function readAgentTasks(connection: Queryable): Promise<Omit<AgentConfig, 'version'>[]> {
  const { rows } = await connection.query<{
    id: string;
    cameras: AgentConfig['cameras'];
    sensors: AgentConfig['sensors'];
    held: AgentConfig['held'];
  }>(
    `select agent.id,
       coalesce((select json_agg(json_build_object('id', id, 'url', url, 'sampleFps', sample_fps, 'priority', priority,
           'masks', masks) order by id)
         from camera where agent_id = agent.id and enabled), '[]') as cameras,
       coalesce((select json_agg(json_build_object('id', id, 'everyS', every_s, 'url', url) order by id)
         from sensor where agent_id = agent.id and enabled and url is not null), '[]') as sensors,
       ${HELD_OF_AGENT} as held
     from agent order by agent.id`,
  );
  return rows.map((row) => ({ agentId: row.id, cameras: row.cameras, sensors: row.sensors, held: row.held }));
}

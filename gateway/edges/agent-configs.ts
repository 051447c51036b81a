import { createHash, randomUUID } from 'node:crypto';
import { connect } from 'mqtt';
import type { Logger } from 'pino';
import { agentConfig, TELEMETRY_MAX_BYTES, type AgentConfig } from '../../contracts/telemetry.ts';
import { topics } from '../../contracts/topics.ts';
import { readAgentTasks } from '../../store/agents.ts';
import type { Queryable } from '../../store/database.ts';

/** Tells agents what they have to do. */
export type AgentConfigs = {
  /** Settings may have changed: tell those agents whose tasks are others now. */
  readonly reload: () => void;
  readonly connected: () => boolean;
  readonly stop: () => Promise<void>;
};

/** Where the broker is and who the gateway is there. */
export type BrokerLogin = { readonly url: string; readonly username: string | null; readonly password: string | null };

const RECONNECT_MS = 2000;
/** Pause before settings are read, so that several saved in a row are one publication; and after a failed reading. */
const PAUSE_MS = 100;
const RETRY_MS = 5000;

/**
 * Starts to publish each agent's tasks, retained, on the agent's own topic: when the broker is (re)connected and whenever
 * they change. Addresses with credentials leave the store only here. The same tasks have the same version on every
 * gateway, so that several of them agree.
 */
export function startAgentConfigs({
  connection,
  broker,
  log,
  count,
}: {
  readonly connection: Queryable;
  readonly broker: BrokerLogin;
  readonly log: Logger;
  readonly count: (outcome: 'published' | 'refused' | 'failed') => void;
}): AgentConfigs {
  const client = connect(broker.url, {
    clientId: `citywatch-gateway-${randomUUID()}`,
    reconnectPeriod: RECONNECT_MS,
    connectTimeout: 10_000,
    ...(broker.username !== null && { username: broker.username }),
    ...(broker.password !== null && { password: broker.password }),
  });
  /** What the broker keeps of us: version by agent. */
  const published = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const publish = async (agentId: string, config: AgentConfig | null): Promise<void> => {
    const payload = config === null ? '' : JSON.stringify(config);
    if (Buffer.byteLength(payload) > TELEMETRY_MAX_BYTES) {
      count('refused');
      log.error({ agentId, bytes: Buffer.byteLength(payload) }, 'an agent has too many tasks to be told; split them');
      return;
    }
    await client.publishAsync(topics.agentConfig(agentId), payload, { qos: 1, retain: true });
    count('published');
    if (config === null) published.delete(agentId);
    else published.set(agentId, config.version);
  };
  const publishAll = async (): Promise<void> => {
    const agents = await readAgentTasks(connection);
    for (const tasks of agents) {
      const parsed = agentConfig.safeParse({ ...tasks, version: versionOf(tasks) });
      if (!parsed.success) {
        count('refused');
        const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
        log.error({ agentId: tasks.agentId, faults }, 'the tasks of an agent are not right; it is not told');
      } else if (published.get(tasks.agentId) !== parsed.data.version && client.connected) {
        await publish(tasks.agentId, parsed.data);
      }
    }
    const known = new Set(agents.map((agent) => agent.agentId));
    for (const agentId of published.keys()) if (!known.has(agentId) && client.connected) await publish(agentId, null);
  };
  const schedule = (pauseMs: number): void => {
    if (stopped || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      running = running.then(publishAll).catch((error: unknown) => {
        count('failed');
        log.warn({ err: error }, 'agents could not be told their tasks; trying again');
        schedule(RETRY_MS);
      });
    }, pauseMs);
  };

  let outage = false;
  client.on('connect', () => {
    outage = false;
    log.info('connected to the broker');
    // It may be another broker, or one that forgot.
    published.clear();
    schedule(0);
  });
  const broke = (error: Error | null): void => {
    // Once per outage: it tries again every two seconds.
    if (!outage && !stopped) log.warn({ err: error }, 'no connection to the broker; trying again');
    outage = true;
  };
  client.on('error', broke);
  client.on('offline', () => broke(null));

  return {
    reload: () => schedule(PAUSE_MS),
    connected: () => client.connected,
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      await client.endAsync(true);
      await running;
    },
  };
}

/** A number that names the content: 48 bits of its sha256. */
function versionOf(tasks: Omit<AgentConfig, 'version'>): number {
  return createHash('sha256').update(JSON.stringify(tasks)).digest().readUIntBE(0, 6);
}

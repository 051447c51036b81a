import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { agentConfig, TELEMETRY_MAX_BYTES, type AgentConfig } from '../../contracts/telemetry.ts';
import { topics } from '../../contracts/topics.ts';
import { readAgentTasks } from '../../store/agents.ts';
import type { Queryable } from '../../store/database.ts';
import type { Broker } from './broker.ts';

/** Tells agents what they have to do. */
export type AgentConfigs = {
  /** Settings may have changed: tell those agents whose tasks are others now. */
  readonly reload: () => void;
  readonly stop: () => Promise<void>;
};

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
  readonly broker: Broker;
  readonly log: Logger;
  readonly count: (outcome: 'published' | 'refused' | 'failed') => void;
}): AgentConfigs {
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
    await broker.publish(topics.agentConfig(agentId), payload, { retain: true });
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
      } else if (published.get(tasks.agentId) !== parsed.data.version && broker.connected()) {
        await publish(tasks.agentId, parsed.data);
      }
    }
    const known = new Set(agents.map((agent) => agent.agentId));
    for (const agentId of published.keys()) if (!known.has(agentId) && broker.connected()) await publish(agentId, null);
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

  broker.onConnect(() => {
    published.clear();
    schedule(0);
  });

  return {
    reload: () => schedule(PAUSE_MS),
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}

/** A number that names the content: 48 bits of its sha256. */
function versionOf(tasks: Omit<AgentConfig, 'version'>): number {
  return createHash('sha256').update(JSON.stringify(tasks)).digest().readUIntBE(0, 6);
}

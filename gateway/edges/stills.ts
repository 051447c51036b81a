import { randomUUID } from 'node:crypto';
import type { AgentCommand } from '../../contracts/telemetry.ts';
import { topics } from '../../contracts/topics.ts';
import type { Queryable } from '../../store/database.ts';
import { requestStill, takeStill, type Still } from '../../store/uploads.ts';
import { ApiFault } from '../core/api-fault.ts';
import type { Broker } from './broker.ts';
import { newToken, tokenHash } from './http/session-cookie.ts';

/** Brings the picture a camera sees now. */
export type Stills = {
  /** JPEG. However many look at a camera at the same moment, its agent is asked once. Throws the ApiFault to answer with. */
  readonly take: (camera: { readonly id: string; readonly agentId: string }) => Promise<Still>;
};

/** How long somebody waits for a picture, and how often it is looked whether it is there. */
const PATIENCE_MS = 5000;
const LOOK_MS = 100;
/** A picture this young serves again. */
const FRESH_MS = 1000;
/** Cameras asked at the same moment by this gateway. */
const AT_ONCE = 64;

/** Sets it up. The agent's answer may reach any gateway: it goes through the store. */
export function openStills({
  connection,
  broker,
  uploadUrl,
  clock,
}: {
  readonly connection: Queryable;
  readonly broker: Broker;
  readonly uploadUrl: () => string;
  readonly clock: () => number;
}): Stills {
  const underway = new Map<string, Promise<Still>>();

  const fetchStill = async (cameraId: string, agentId: string): Promise<Still> => {
    const requestId = randomUUID();
    const token = newToken();
    const askedAt = new Date(clock());
    await requestStill(connection, { requestId, tokenHash: tokenHash(token), cameraId, askedAt });
    const command: AgentCommand = {
      command: 'still',
      requestId,
      cameraId,
      uploadUrl: `${uploadUrl()}/api/uploads/${requestId}`,
      uploadToken: token,
    };
    try {
      await broker.publish(topics.agentCommands(agentId), JSON.stringify(command));
    } catch {
      throw new ApiFault('unavailable', 'the camera’s agent cannot be asked at the moment');
    }
    for (const until = performance.now() + PATIENCE_MS; performance.now() < until;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const answer = await takeStill(connection, requestId);
      if (answer === null) continue;
      if ('content' in answer) return answer;
      throw new ApiFault('unavailable', `the camera’s agent has no picture: ${answer.refusal}`);
    }
    throw new ApiFault('unavailable', 'the camera’s agent did not answer');
  };

  return {
    take: ({ id, agentId }) => {
      const known = underway.get(id);
      if (known) return known;
      if (underway.size >= AT_ONCE)
        throw new ApiFault('too-many', 'too many cameras are looked at', { retryAfterS: 2 });
      const still = fetchStill(id, agentId);
      underway.set(id, still);
      const forget = (): void => {
        if (underway.get(id) === still) underway.delete(id);
      };
      still.then(() => setTimeout(forget, FRESH_MS), forget);
      return still;
    },
  };
}

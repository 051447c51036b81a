import { randomUUID } from 'node:crypto';
import type { AgentCommand } from '../../contracts/telemetry.ts';
import { topics } from '../../contracts/topics.ts';
import type { Broker } from './broker.ts';
import { newToken, tokenHash } from './http/session-cookie.ts';

/** A span of film an agent is to bring, with what it shows when it comes. */
export type ClipOrder = {
  readonly requestId: string;
  readonly tokenHash: Buffer;
  /** Says it to the agent. Should it not arrive, it is asked again later. */
  readonly send: (broker: Broker) => Promise<void>;
};

/**
 * Makes an order under an id and a token of its own.
 *
 * @param span epoch milliseconds
 * @param uploadUrl where agents reach this or any other gateway, without a slash at its end.
 */
export function newClipOrder(
  { agentId, cameraId }: { readonly agentId: string; readonly cameraId: string },
  { from, to }: { readonly from: number; readonly to: number },
  uploadUrl: string,
): ClipOrder {
  const requestId = randomUUID();
  const uploadToken = newToken();
  const command: AgentCommand = {
    command: 'clip',
    requestId,
    cameraId,
    from,
    to,
    uploadUrl: `${uploadUrl}/api/uploads/${requestId}`,
    uploadToken,
  };
  return {
    requestId,
    tokenHash: tokenHash(uploadToken),
    send: (broker) => broker.publish(topics.agentCommands(agentId), JSON.stringify(command)),
  };
}

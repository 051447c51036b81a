import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LIVE_STREAMS_PATH } from '../../../contracts/live-video.ts';
import type { AgentCommand } from '../../../contracts/telemetry.ts';
import { topics } from '../../../contracts/topics.ts';
import type { Broker } from '../broker.ts';
import { newToken, tokenHash } from '../http/session-cookie.ts';

/** Streams that agents were asked for and have not brought yet. */
export type AgentStreams = {
  /** @returns why it cannot be asked for now; else it was */
  readonly ask: (camera: { readonly cameraId: string; readonly agentId: string }) => Promise<'asked' | 'agent-away'>;
  /** The camera a stream was asked for, if the token fits; it fits once. */
  readonly admit: (request: IncomingMessage, url: URL) => { readonly cameraId: string } | null;
};

/** An agent's clock may differ; later nobody waits any more. */
const COMMAND_VALID_MS = 120_000;
/** How long a token is worth something, by this gateway's own clock. */
const WAIT_MS = 30_000;
const MOST_WAITING = 1000;

/** Empty at first. Tokens live in this process only: the stream has to come to the gateway that asked. */
export function createAgentStreams({
  broker,
  liveUrl,
  clock,
}: {
  readonly broker: Broker;
  readonly liveUrl: () => string;
  readonly clock: () => number;
}): AgentStreams {
  const waiting = new Map<string, { readonly cameraId: string; readonly hash: Buffer; readonly until: number }>();
  return {
    async ask({ cameraId, agentId }) {
      if (!broker.connected()) return 'agent-away';
      const now = clock();
      for (const [id, { until }] of waiting) if (until < now || waiting.size >= MOST_WAITING) waiting.delete(id);
      const streamId = randomUUID();
      const token = newToken();
      waiting.set(streamId, { cameraId, hash: tokenHash(token), until: now + WAIT_MS });
      const command: AgentCommand = {
        command: 'live',
        streamId,
        cameraId,
        until: now + COMMAND_VALID_MS,
        uploadUrl: `${liveUrl().replace(/^http/, 'ws')}${LIVE_STREAMS_PATH}/${streamId}`,
        uploadToken: token,
      };
      await broker.publish(topics.agentCommands(agentId), JSON.stringify(command));
      return 'asked';
    },
    admit(request, url) {
      const streamId = url.pathname.slice(LIVE_STREAMS_PATH.length + 1);
      const asked = waiting.get(streamId);
      const bearer = /^Bearer ([\w-]{43})$/.exec(request.headers.authorization ?? '')?.[1];
      if (asked === undefined || bearer === undefined || asked.until < clock()) return null;
      if (!timingSafeEqual(tokenHash(bearer), asked.hash)) return null;
      waiting.delete(streamId);
      return { cameraId: asked.cameraId };
    },
  };
}

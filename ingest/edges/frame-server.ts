import { createHash, timingSafeEqual } from 'node:crypto';
import type { Server as NodeServer } from 'node:http';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import { FRAME_MAX_BYTES, frameAuth, FRAMES_NAMESPACE, type FrameAck } from '../../contracts/frames.ts';
import type { City } from '../core/city.ts';

/** Agents' frames, as they come. */
export interface FrameServer {
  /** Sockets open now, by agent. */
  readonly connections: (agentId: string) => number;
  /** Closes sockets of agents that may not connect any more. */
  readonly recheck: () => void;
  readonly stop: () => Promise<void>;
}

/** What the frame server tells. */
export interface FrameEvents {
  /** A frame came; nothing of it is checked yet. `acknowledge` does nothing when called twice. */
  readonly frame: (agentId: string, header: unknown, jpeg: unknown, acknowledge: (ack: FrameAck) => void) => void;
  /** A message so large that the socket was closed; which camera sent it is not known. */
  readonly tooLarge: (agentId: string) => void;
  readonly refusedLogin: (source: string, reason: string) => void;
}

/**
 * A message may be twice as large as the largest frame, so that a frame which is a little too large still gets its
 * answer. Beyond, the socket is closed before the message is in memory.
 */
const MESSAGE_MAX_BYTES = 2 * FRAME_MAX_BYTES;
const TOO_LARGE = /max payload size exceeded/i;

/** Attaches the namespace for agents to the process's port. */
export function attachFrameServer(options: {
  readonly server: NodeServer;
  readonly city: () => City;
  readonly events: FrameEvents;
  readonly log: Logger;
}): FrameServer {
  const { events, city, log } = options;
  const io = new Server(options.server, {
    serveClient: false,
    transports: ['websocket'],
    maxHttpBufferSize: MESSAGE_MAX_BYTES,
    connectTimeout: 5_000,
    pingInterval: 5_000,
    pingTimeout: 5_000,
    perMessageDeflate: false,
  });
  const agents = new Map<Socket, { readonly agentId: string; readonly tokenHash: Buffer }>();

  io.of('/').use((_, next) => next(new Error('nothing is here')));
  const namespace = io.of(FRAMES_NAMESPACE);
  namespace.use((socket, next) => {
    const presented = frameAuth.safeParse(socket.handshake.auth);
    if (!presented.success) {
      events.refusedLogin('socket:unnamed', 'bad-login');
      next(new Error('not an agent'));
      return;
    }
    const { agentId, token } = presented.data;
    const tokenHash = createHash('sha256').update(token).digest();
    if (!mayConnect(city(), agentId, tokenHash)) {
      events.refusedLogin(`agent:${agentId}`, 'bad-login');
      log.warn({ agentId, address: socket.handshake.address }, 'refused an agent: unknown, or wrong token');
      next(new Error('unknown agent or wrong token'));
      return;
    }
    agents.set(socket, { agentId, tokenHash });
    next();
  });

  namespace.on('connection', (socket) => {
    const agentId = agents.get(socket)?.agentId;
    if (agentId === undefined) {
      socket.disconnect(true);
      return;
    }
    log.info({ agentId }, 'agent connected for frames');
    socket.on('frame', (...args: unknown[]) => {
      const [header, jpeg] = args;
      const callback = args.at(-1);
      let open = typeof callback === 'function';
      events.frame(agentId, header, jpeg, (ack) => {
        if (!open || typeof callback !== 'function') return;
        open = false;
        callback(ack);
      });
    });
    socket.on('disconnect', (reason, description) => {
      agents.delete(socket);
      if (TOO_LARGE.test(textOf(description))) events.tooLarge(agentId);
      log.info({ agentId, reason }, 'agent disconnected');
    });
  });

  return {
    connections: (agentId) => [...agents.values()].filter((agent) => agent.agentId === agentId).length,
    recheck() {
      for (const [socket, { agentId, tokenHash }] of agents) {
        if (mayConnect(city(), agentId, tokenHash)) continue;
        log.warn({ agentId }, 'agent may not connect any more');
        socket.disconnect(true);
      }
    },
    stop: () => io.close(),
  };
}

function mayConnect(city: City, agentId: string, tokenHash: Buffer): boolean {
  // An unknown name costs the same time as a wrong token.
  const known = city.agents.get(agentId)?.tokenHash ?? Buffer.alloc(tokenHash.length);
  return known.length === tokenHash.length && timingSafeEqual(known, tokenHash) && city.agents.has(agentId);
}

/** Says everything a socket's end carries: engine.io wraps the error of the transport once or twice. */
function textOf(description: unknown): string {
  if (!(description instanceof Error)) return '';
  const inner = 'description' in description ? description.description : '';
  return `${description.message} ${inner instanceof Error ? inner.message : String(inner)}`;
}

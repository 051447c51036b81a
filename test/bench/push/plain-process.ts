import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { LIVE_NAMESPACE } from '../../../contracts/push.ts';
import { answerParent, usage } from './child.ts';

/** What it costs without a store, rights, sessions, order or memory: socket.io says each alert to everybody. */
const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
const live = io.of(LIVE_NAMESPACE);
live.on('connection', (socket) => {
  socket.on('hello', (_request, acknowledge: (answer: object) => void) => acknowledge({ caughtUp: true }));
});

answerParent({
  start: async () => {
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  },
  say: async ({ alert, perSecond, seconds }: { alert: object; perSecond: number; seconds: number }) => {
    const startedAt = performance.now();
    for (let id = 1; id <= perSecond * seconds; id++) {
      const wait = startedAt + (id * 1000) / perSecond - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const raisedAt = new Date().toISOString();
      live.emit('alerts', { cursor: `${id}.${id}`, alerts: [{ ...alert, id, clock: { raisedAt } }], steps: [] });
    }
  },
  usage,
});

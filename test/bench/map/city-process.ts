import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server } from 'socket.io';
import { LIVE_NAMESPACE } from '../../../contracts/push.ts';
import { answerParent, usage } from '../push/child.ts';
import { ACCOUNT, createTurns, makeAlerts, makeCity } from './made-city.ts';

/**
 * Serves the built console, the answers it asks for and the live push in the gateway's own message shapes, out of
 * memory: what is measured is the browser, not a database. `/naive/` is the page to compare with.
 */
const TURN_MS = 500;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.geojson': 'application/geo+json',
  '.webmanifest': 'application/manifest+json',
};
const packages = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
const here = fileURLToPath(new URL('./', import.meta.url));
const OTHER_FILES: Readonly<Record<string, string>> = {
  '/naive/': path.join(here, 'naive.html'),
  '/naive/naive.js': path.join(here, 'naive-page.js'),
  '/naive/leaflet.js': path.join(packages, 'leaflet/dist/leaflet.js'),
  '/naive/leaflet.css': path.join(packages, 'leaflet/dist/leaflet.css'),
  '/naive/socket.io.js': path.join(packages, 'socket.io-client/dist/socket.io.min.js'),
};

answerParent({
  start: async ({ webDir, devices, alerts }: { webDir: string; devices: number; alerts: number }) => {
    const whole = makeCity(devices);
    const answers: Readonly<Record<string, string>> = {
      '/api/session': JSON.stringify(ACCOUNT),
      '/api/city': JSON.stringify(whole),
      '/api/alerts': JSON.stringify({ alerts: makeAlerts(whole, alerts), cursor: '1.1', more: false }),
    };
    const http = createServer((request, response) => void answer(request, response, webDir, answers));
    const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
    const live = io.of(LIVE_NAMESPACE);
    live.on('connection', (socket) => {
      socket.on('hello', (_request, acknowledge: (answer: object) => void) => {
        acknowledge({ serverTime: Date.now(), version: 'bench', caughtUp: true });
      });
      socket.on('clock', (acknowledge: (at: number) => void) => acknowledge(Date.now()));
    });
    const nextTurn = createTurns(whole, 1000 / TURN_MS);
    setInterval(() => live.emit('devices', nextTurn()), TURN_MS);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  },
  usage,
});

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  webDir: string,
  answers: Readonly<Record<string, string>>,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://here');
  const json = answers[pathname];
  if (json !== undefined) return void response.setHeader('content-type', 'application/json').end(json);
  const file = OTHER_FILES[pathname] ?? path.join(webDir, pathname === '/' ? 'index.html' : path.normalize(pathname));
  try {
    const content = await readFile(file);
    response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream').end(content);
  } catch {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  }
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { SIMULATED_UNITS, type SimulatedQuantity, simulatedValue } from './signal.ts';

/** One simulated sensor. `seed` tells sensors of one quantity apart. */
export type SimulatedSensor = { readonly id: string; readonly quantity: SimulatedQuantity; readonly seed: number };

/** Running sensors. Ids that do not exist throw. */
export type SensorServer = {
  /** `http://host:port` */
  readonly url: string;
  readonly port: number;
  /** Where a sensor's reading is had: `GET` answers `{"value": 251.3, "unit": "cm", "at": "2026-…Z"}`. */
  readonly urlOf: (id: string) => string;
  /** Makes a sensor read this value for so many seconds. The same by `PUT {"value": …, "forS": …}` to its address. */
  readonly set: (id: string, value: number, forS: number) => void;
  readonly clear: (id: string) => void;
  readonly stop: () => Promise<void>;
};

/** Where to listen and what to simulate; port 0 takes a free one. */
export type SensorServerOptions = {
  readonly port: number;
  readonly host?: string;
  readonly sensors: readonly SimulatedSensor[];
  readonly now?: () => number;
};

const MAX_BODY_BYTES = 1024;

/** Starts the HTTP endpoints of simulated sensors. @throws the listen error when the port is in use */
export async function startSensorServer(options: SensorServerOptions): Promise<SensorServer> {
  const { host = '127.0.0.1', now = Date.now } = options;
  const sensors = new Map(options.sensors.map((sensor) => [sensor.id, sensor]));
  const forced = new Map<string, { value: number; untilMs: number }>();

  const sensor = (id: string): SimulatedSensor => {
    const found = sensors.get(id);
    if (found === undefined) throw new Error(`no simulated sensor ${id}`);
    return found;
  };
  const read = ({ id, quantity, seed }: SimulatedSensor): object => {
    const atMs = now();
    const force = forced.get(id);
    const value = force !== undefined && atMs < force.untilMs ? force.value : simulatedValue(quantity, seed, atMs);
    return { value, unit: SIMULATED_UNITS[quantity], at: new Date(atMs).toISOString() };
  };
  const set = (id: string, value: number, forS: number): void => {
    forced.set(sensor(id).id, { value, untilMs: now() + forS * 1000 });
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const found = sensors.get(/^\/sensors\/([^/?]+)$/.exec(request.url ?? '')?.[1] ?? '');
    if (found === undefined) return answer(response, 404, { error: 'no such sensor' });
    if (request.method === 'GET') return answer(response, 200, read(found));
    if (request.method !== 'PUT') return answer(response, 405, { error: 'GET or PUT' });
    const wanted = parseForce(await readBody(request));
    if (wanted === undefined) return answer(response, 400, { error: 'expected {"value": number, "forS": 0..86400}' });
    set(found.id, wanted.value, wanted.forS);
    answer(response, 200, read(found));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(options.port, host);
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : options.port;
  const url = `http://${host}:${port}`;

  return {
    url,
    port,
    urlOf: (id) => `${url}/sensors/${sensor(id).id}`,
    set,
    clear: (id) => void forced.delete(sensor(id).id),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The body as text; cut off (and so no JSON any more) when it is too large. */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk) || (bytes += chunk.length) > MAX_BODY_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parseForce(text: string): { value: number; forS: number } | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('value' in parsed) || !('forS' in parsed)) return undefined;
    const { value, forS } = parsed;
    if (typeof value !== 'number' || typeof forS !== 'number') return undefined;
    return Number.isFinite(value) && forS >= 0 && forS <= 86_400 ? { value, forS } : undefined;
  } catch {
    return undefined;
  }
}

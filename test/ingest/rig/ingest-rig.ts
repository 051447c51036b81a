import { pino } from 'pino';
import { vi } from 'vitest';
import { startIngest, type Ingest } from '../../../ingest/app.ts';
import type { Database } from '../../../store/database.ts';
import { migratedDatabase } from '../../support/database.ts';
import { anybody, startTestBroker } from '../../support/broker.ts';
import { undoLater } from '../../support/cleanup.ts';
import { startGate, type Gate } from '../../support/gate.ts';
import { registerCity } from './city.ts';
import { startAgent, type FakeAgent } from './fake-agent.ts';
import { scriptedDetector, type ScriptedDetector } from './scripted-detector.ts';

/** Ingest in this process with a real database, a real broker and a real socket. Only the detector follows a script. */
export interface IngestRig {
  /** The database past the gate: for looking into it while ingest cannot. */
  readonly database: Database;
  /** Between ingest and its database. */
  readonly databaseGate: Gate;
  /** Between ingest and the broker. */
  readonly brokerGate: Gate;
  readonly mqttUrl: string;
  readonly detector: ScriptedDetector;
  ingest: Ingest;
  /** Stops ingest and starts another with the same settings. */
  readonly restart: () => Promise<void>;
  readonly agent: (agentId?: string, will?: boolean) => Promise<FakeAgent>;
  readonly rows: (query: string) => Promise<readonly unknown[]>;
  /** Waits until a query gives what is expected of it. */
  readonly until: (query: string, check: (rows: readonly unknown[]) => void) => Promise<void>;
  /** The value of a counter or gauge, 0 when it has none yet. */
  readonly metric: (name: string) => Promise<number>;
}

/** Starts everything, with the city of registerCity. `clock` may run differently from the wall's. */
export async function startIngestRig({ workers = 2, clock = Date.now } = {}): Promise<IngestRig> {
  const { database, url } = await migratedDatabase();
  await registerCity(database);
  const broker = await startTestBroker();
  const databaseGate = await startGate(url);
  const brokerGate = await startGate(broker.urlFor(anybody));
  const detector = scriptedDetector({ workers });
  const start = (): Promise<Ingest> =>
    startIngest({
      config: {
        databaseUrl: databaseGate.url,
        mqtt: { url: brokerGate.url },
        host: '127.0.0.1',
        port: 0,
        replica: 'test',
      },
      detector,
      log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
      clock,
      flushCountsMs: 100,
    });
  const mqttUrl = broker.urlFor(anybody);
  const listening = async (ingest: Ingest): Promise<void> => {
    await vi.waitFor(() => {
      const { status, faults } = ingest.healthz();
      if (status !== 'ok') throw new Error(faults.join(', '));
    }, 5_000);
    // Connected is not yet subscribed.
    await new Promise((resolve) => setTimeout(resolve, 150));
  };
  const rows = async (query: string): Promise<readonly unknown[]> => (await database.query(query)).rows;

  const rig: IngestRig = {
    database,
    databaseGate,
    brokerGate,
    mqttUrl,
    detector,
    ingest: await start(),
    async restart() {
      await rig.ingest.stop();
      rig.ingest = await start();
      await listening(rig.ingest);
    },
    agent: (agentId = 'gate', will = false) =>
      startAgent({ mqttUrl, ingestUrl: `http://127.0.0.1:${rig.ingest.port}`, agentId, will }),
    rows,
    until: (query, check) => vi.waitFor(async () => check(await rows(query)), { timeout: 15_000, interval: 50 }),
    async metric(name) {
      const text = await (await fetch(`http://127.0.0.1:${rig.ingest.port}/metrics`)).text();
      const line = text.split('\n').find((candidate) => candidate.startsWith(`citywatch_ingest_${name} `));
      return Number(line?.split(' ').at(-1) ?? 0);
    },
  };
  undoLater(() => rig.ingest.stop());
  await listening(rig.ingest);
  return rig;
}

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { cityFile } from '../../../contracts/city-file.ts';
import { startDatabase } from '../../../demo/database.ts';
import { FILM_FPS } from '../../../demo/film.ts';
import { importCity } from '../../../store/city-import.ts';
import { openDatabase, transaction, type Database } from '../../../store/database.ts';
import { migrate } from '../../../store/migrate.ts';
import { startChild, type Child } from '../child.ts';
import { zonesOf } from './scene.ts';

/** Pictures a second that are looked at while something moves. */
export const SAMPLE_FPS = 5;

const AGENT = 'bench-agent';
const TOKEN = 'bench-token';

/** Database and broker, for all runs of the bench. */
export interface Site {
  readonly database: Database;
  readonly folder: string;
  readonly databaseUrl: string;
  readonly mqttUrl: string;
  /** Its processes beside database and broker come and go with each run. */
  readonly stop: () => Promise<void>;
}

/** Starts what a server has running: TimescaleDB and a broker. */
export async function startSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'citywatch-bench-cameras-'));
  const embedded = await startDatabase({
    dir: join(folder, 'database'),
    log: pino({ level: 'error' }, pino.destination(2)),
  });
  const database = openDatabase({ url: embedded.url, name: 'bench', max: 3, onError: () => undefined });
  await migrate(database);
  const broker = await startChild('telemetry/broker-process.ts', {});
  return {
    database,
    folder,
    databaseUrl: embedded.url,
    mqttUrl: (broker.ready as { url: string }).url, // said by broker-process.ts
    async stop() {
      await broker.stop();
      await database.end();
      await embedded.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One run's cameras, agent and ingest. */
export interface Watch {
  readonly cameraIds: readonly string[];
  /** When a camera shows picture number `picture` of its programme, counted on over its end; epoch milliseconds. */
  readonly shownAt: (camera: number, picture: number) => number;
  readonly agent: { readonly child: Child; readonly port: number; readonly pid: number };
  readonly ingest: { readonly child: Child; readonly port: number; readonly pid: number };
  readonly films: { readonly pid: number };
  readonly stop: () => Promise<void>;
}

/** What is watched in one run. */
export interface WatchPlan {
  /** Names its cameras apart from those of other runs. */
  readonly run: string;
  readonly film: string;
  /** The picture with which each camera begins. */
  readonly firstPictures: readonly number[];
  /** Every sampled picture is sent, and each is looked at as a whole. */
  readonly exhaustive: boolean;
  readonly ffmpeg: string;
}

/** Starts simulated cameras, ingest and an agent for them. */
export async function startWatch(site: Site, plan: WatchPlan): Promise<Watch> {
  const { run, film, firstPictures, exhaustive, ffmpeg } = plan;
  const films = await startChild('cameras/cameras-process.ts', {
    BENCH_FILM: film,
    BENCH_FIRST_PICTURES: JSON.stringify(firstPictures),
  });
  const { url, startMs, pid: filmsPid } = films.ready as { url: string; startMs: number; pid: number }; // cameras-process.ts
  const cameras = firstPictures.map((_, at) => ({
    id: `${run}-${at}`,
    url: `${url}/cam${at}`,
    sampleFps: SAMPLE_FPS,
    priority: 'normal' as const,
    masks: [],
  }));
  await register(site.database, cameras);
  const started: Child[] = [films];
  const stop = async (): Promise<void> => {
    for (const child of started.splice(0).reverse()) await child.stop();
    await site.database.query(`update camera set enabled = false`);
  };
  try {
    const ingest = await startChild('cameras/ingest-process.ts', {
      BENCH_DATABASE_URL: site.databaseUrl,
      BENCH_MQTT_URL: site.mqttUrl,
      BENCH_EXHAUSTIVE: exhaustive ? '1' : '',
    });
    started.push(ingest);
    const ofIngest = ingest.ready as { port: number; pid: number }; // said by ingest-process.ts
    const dataDir = join(site.folder, run);
    await mkdir(dataDir, { recursive: true });
    const configFile = join(dataDir, 'cameras.json');
    await writeFile(configFile, JSON.stringify({ agentId: AGENT, version: 1, cameras, sensors: [] }));
    const agent = await startChild('cameras/agent-process.ts', {
      CITYWATCH_AGENT_ID: AGENT,
      CITYWATCH_AGENT_TOKEN: TOKEN,
      CITYWATCH_INGEST_URL: `http://127.0.0.1:${ofIngest.port}`,
      CITYWATCH_MQTT_URL: site.mqttUrl,
      CITYWATCH_MQTT_USERNAME: 'bench',
      CITYWATCH_MQTT_PASSWORD: 'bench',
      CITYWATCH_DATA_DIR: dataDir,
      CITYWATCH_AGENT_CONFIG: configFile,
      CITYWATCH_FFMPEG: ffmpeg,
      CITYWATCH_PORT: '0',
      BENCH_EXHAUSTIVE: exhaustive ? '1' : '',
    });
    started.push(agent);
    const ofAgent = agent.ready as { port: number; pid: number }; // said by agent-process.ts
    return {
      cameraIds: cameras.map(({ id }) => id),
      shownAt: (camera, picture) => {
        // The server spreads its cameras over the time of one picture.
        const phaseMs = ((camera / cameras.length) * 1000) / FILM_FPS;
        return startMs - phaseMs + ((picture - (firstPictures[camera] ?? 0)) * 1000) / FILM_FPS;
      },
      agent: { child: agent, ...ofAgent },
      ingest: { child: ingest, ...ofIngest },
      films: { pid: filmsPid },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function register(
  database: Database,
  cameras: readonly {
    readonly id: string;
    readonly url: string;
    readonly sampleFps: number;
    readonly priority: 'normal';
  }[],
): Promise<void> {
  const city = cityFile.parse({
    citywatch: 1,
    name: { vi: 'Đo', en: 'Bench' },
    timeZone: 'Asia/Ho_Chi_Minh',
    centre: { lat: 21.3, lon: 105.6, zoom: 14 },
    baseMap: null,
    areas: [],
    agents: [{ id: AGENT, name: 'bench' }],
    cameras: cameras.map((camera) => ({
      ...camera,
      agentId: AGENT,
      name: camera.id,
      place: { lat: 21.3, lon: 105.6 },
      headingDeg: 0,
      fieldOfViewDeg: 70,
      rangeM: 100,
      masks: [],
      enabled: true,
    })),
    sensors: [],
    zones: cameras.flatMap(({ id }) => zonesOf(id)),
    rules: [],
  });
  await transaction(database, async (connection) => {
    const tokenHashOf = () => createHash('sha256').update(TOKEN).digest();
    await importCity(connection, city, { at: new Date(), changedBy: null, tokenHashOf });
  });
}

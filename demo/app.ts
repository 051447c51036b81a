import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Role } from '../contracts/api.ts';
import { brokerRights } from '../contracts/topics.ts';
import { createAccount, setPassword } from '../store/accounts.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { startBroker } from './broker.ts';
import { startOnvifDevice } from './cameras/onvif-device.ts';
import { startRtspServer } from './cameras/rtsp-server.ts';
import { startProcess, untilHealthy, type RunningProcess } from './child-process.ts';
import { CAMERA_PLACES, NEW_CAMERA, SENSOR_PLACES } from './city/places.ts';
import { DEMO_AGENT_ID, demoCity } from './city/vinh-yen.ts';
import { bringIn } from './city/bring-in.ts';
import { startDatabase } from './database.ts';
import { giveDemoPast } from './history/demo-past.ts';
import { freePort, portIsFree } from './ports.ts';
import { FILM_FPS, prepareOwnFilm } from './film.ts';
import type { DemoOptions } from './options.ts';
import { demoSecrets } from './secrets.ts';
import { startSensorServer } from './sensors/sensor-server.ts';

/** The demo's accounts: one for each kind of person. */
export const DEMO_ACCOUNTS: readonly {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly areaIds: string[] | null;
  readonly unitId: string | null;
}[] = [
  { username: 'truc', name: 'Cán bộ trực Trung tâm', role: 'operator', areaIds: null, unitId: null },
  {
    username: 'congan',
    name: 'Công an phường Vĩnh Yên',
    role: 'police',
    areaIds: ['phuong-vinh-yen'],
    unitId: 'cong-an-vinh-yen',
  },
  { username: 'quyhoach', name: 'Cán bộ quy hoạch', role: 'planner', areaIds: null, unitId: null },
  { username: 'quantri', name: 'Quản trị hệ thống', role: 'admin', areaIds: null, unitId: null },
];

/** A running demo. */
export type Demo = {
  readonly url: string;
  readonly timescale: boolean;
  readonly passwords: Readonly<Record<string, string>>;
  /** Name and password on every simulated camera. */
  readonly cameraLogin: { readonly username: string; readonly password: string };
  readonly sensorUrl: (sensorId: string) => string;
  /** RTSP address of a simulated camera without credentials. */
  readonly cameraUrl: (path: string) => string;
  readonly processes: readonly RunningProcess[];
  readonly databaseUrl: string;
  readonly stop: () => Promise<void>;
};

/** Where the demo finds what set-up prepared and where it keeps its own. */
export type DemoPlaces = {
  /** Data of this demo: database, secrets, logs, the agent's disk. */
  readonly data: string;
  /** Bundles of the processes and of the console. */
  readonly dist: string;
  /** Films and models. */
  readonly cache: string;
  readonly ffmpeg: string;
};

/**
 * Brings the small city to life: database, broker, simulated cameras and sensors in this process; ingest, analytics,
 * gateway and edge-agent as processes of their own, started again when they die.
 *
 * @throws DemoError when something the person at the keyboard can mend stands in the way
 */
export async function startDemo({
  options,
  places,
  log,
  say,
  showShare = () => undefined,
}: {
  readonly options: Pick<DemoOptions, 'fresh' | 'video' | 'ownCameras' | 'cameras' | 'port'> &
    Partial<Pick<DemoOptions, 'historyDays'>>;
  readonly places: DemoPlaces;
  readonly log: Logger;
  readonly say: (line: string) => void;
  /** Shows how far something that takes minutes is, 0..1. */
  readonly showShare?: (share: number, what: string) => void;
}): Promise<Demo> {
  await portIsFree(options.port);
  if (options.fresh) await rm(places.data, { recursive: true, force: true });
  await mkdir(join(places.data, 'logs'), { recursive: true });
  const secrets = await demoSecrets(
    places.data,
    DEMO_ACCOUNTS.map(({ username }) => username),
  );

  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const step of stops.splice(0).reverse()) {
      await step().catch((error: unknown) => log.error({ err: error }, 'could not stop a part of the demo'));
    }
  };
  try {
    say('database');
    const database = await startDatabase({
      dir: join(places.data, 'database'),
      log,
      onEnded: (ended) => {
        log.error(ended, 'the database ended and is started again');
        say(`the database ended and is started again: ${ended.problem}`);
      },
    });
    stops.push(database.stop);
    const urlFile = join(places.data, 'database-url');
    await writeFile(urlFile, database.url, { mode: 0o600 });
    stops.push(() => rm(urlFile, { force: true }));
    const broker = await startBroker({ accounts: brokerAccounts(secrets.broker), log });
    stops.push(broker.stop);

    say('cameras and sensors');
    const film = options.video
      ? await prepareOwnFilm(options.video, join(places.data, 'films'), places.ffmpeg)
      : join(places.cache, 'films', 'campus.h264');
    const simulated = Array.from({ length: options.cameras }, (_, i) => CAMERA_PLACES[i]?.id ?? `camera-${i + 1}`);
    const cameras = await startRtspServer({
      port: 0,
      // Each client is asked for its password once: no news to the person at the terminal.
      log: log.child({ part: 'cameras' }, { level: 'error' }),
      cameras: [...simulated, NEW_CAMERA.path].map((path, i) => ({
        path,
        film,
        fps: FILM_FPS,
        startOffsetS: i * 17,
        user: 'citywatch',
        password: secrets.camera,
      })),
    });
    stops.push(cameras.stop);
    const onvif = await startOnvifDevice({
      ...NEW_CAMERA,
      group: true,
      user: 'citywatch',
      password: secrets.camera,
      profiles: [{ ...NEW_CAMERA.profile, url: cameras.urlOf(NEW_CAMERA.path) }],
    }).catch((error: unknown) => {
      // Multicast may be forbidden here, or the port taken by a program that does not share it.
      log.warn({ err: error }, 'there is no camera to be found on the network');
      return null;
    });
    if (onvif) stops.push(onvif.stop);
    const sensors = await startSensorServer({
      port: 0,
      sensors: SENSOR_PLACES.map(({ id, quantity }, i) => ({ id, quantity, seed: i + 1 })),
    });
    stops.push(sensors.stop);

    const agentTokenHash = createHash('sha256').update(secrets.agentToken).digest();
    const pool = openDatabase({
      url: database.url,
      name: 'demo',
      max: 2,
      onError: (error) => log.warn({ err: error }, 'a connection to the database was lost'),
    });
    await migrate(pool);
    const city = demoCity({
      cameraUrls: [
        ...simulated.map((path) => ({ url: withCredentials(cameras.urlOf(path), secrets.camera), own: false })),
        ...options.ownCameras.map((url) => ({ url, own: true })),
      ],
      sensorUrl: sensors.urlOf,
    });
    await bringIn(pool, city, {
      agentTokenHash,
      simulatedOrigin: cameras.url,
      madeOf: { cameras: options.cameras, own: options.ownCameras.length },
    });
    for (const account of DEMO_ACCOUNTS) {
      const password = secrets.accounts[account.username] ?? '';
      if (!(await createAccount(pool, { ...account, locale: 'vi', password }))) {
        await setPassword(pool, account.username, password);
      }
    }
    const { historyDays = null } = options;
    if (historyDays !== null) {
      const past = await giveDemoPast(pool, {
        days: historyDays,
        now: new Date(),
        cameras: options.cameras,
        people: DEMO_ACCOUNTS.filter(({ role }) => role === 'operator' || role === 'police').map(
          ({ username }) => username,
        ),
        onProgress: showShare,
      });
      say(
        past === null
          ? 'a made-up past is there already; --fresh makes a new one'
          : `a made-up past of ${historyDays} days: ${past.observations.toLocaleString('en')} observations, ${past.alerts} alerts`,
      );
    }
    await pool.end();

    say('detection, rules, gateway, agent');
    const ports = { ingest: await freePort(), analytics: await freePort(), agent: await freePort() };
    const url = `http://127.0.0.1:${options.port}`;
    const shared = {
      CITYWATCH_DATABASE_URL: database.url,
      CITYWATCH_MQTT_URL: broker.url,
      CITYWATCH_TIME_ZONE: 'Asia/Ho_Chi_Minh',
    };
    const env = {
      ingest: {
        ...shared,
        CITYWATCH_PORT: String(ports.ingest),
        CITYWATCH_MQTT_USERNAME: 'ingest',
        CITYWATCH_MQTT_PASSWORD: secrets.broker.ingest,
        CITYWATCH_MODEL: 'yolov8n',
        CITYWATCH_MODEL_DIR: join(places.cache, 'models'),
      },
      analytics: { ...shared, CITYWATCH_PORT: String(ports.analytics) },
      gateway: {
        ...shared,
        CITYWATCH_PORT: String(options.port),
        CITYWATCH_MQTT_USERNAME: 'gateway',
        CITYWATCH_MQTT_PASSWORD: secrets.broker.gateway,
        CITYWATCH_WEB_DIR: join(places.dist, 'web'),
        CITYWATCH_PUBLIC_URL: url,
        CITYWATCH_DATABASE_DISK: places.data,
      },
      'edge-agent': {
        CITYWATCH_PORT: String(ports.agent),
        CITYWATCH_AGENT_ID: DEMO_AGENT_ID,
        CITYWATCH_AGENT_TOKEN: secrets.agentToken,
        CITYWATCH_INGEST_URL: `http://127.0.0.1:${ports.ingest}`,
        CITYWATCH_MQTT_URL: broker.url,
        CITYWATCH_MQTT_USERNAME: DEMO_AGENT_ID,
        CITYWATCH_MQTT_PASSWORD: secrets.broker.agent,
        CITYWATCH_DATA_DIR: join(places.data, 'agent'),
        CITYWATCH_FFMPEG: places.ffmpeg,
      },
    };
    const processes = Object.entries(env).map(([name, settings]) => {
      const logFile = join(places.data, 'logs', `${name}.log`);
      const running = startProcess({
        name,
        script: join(places.dist, `${name}.js`),
        env: settings,
        logFile,
        onLogLost: (error) => {
          log.error({ process: name, err: error }, 'what a process says is not kept');
          say(`what ${name} says cannot be kept in ${logFile}: ${error.message}`);
        },
        onExit: (exit) => {
          log.error({ process: name, ...exit }, 'process ended and is started again');
          say(`${name} ended and is started again; its log is ${logFile}`);
        },
      });
      stops.push(running.stop);
      return running;
    });
    await Promise.all([
      untilHealthy(`http://127.0.0.1:${ports.ingest}`, 60_000),
      untilHealthy(`http://127.0.0.1:${ports.analytics}`, 60_000),
      untilHealthy(url, 60_000),
    ]);
    return {
      url,
      timescale: database.timescale,
      passwords: secrets.accounts,
      cameraLogin: { username: 'citywatch', password: secrets.camera },
      sensorUrl: sensors.urlOf,
      cameraUrl: cameras.urlOf,
      processes,
      databaseUrl: database.url,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Folder of the running bundle, `dist/`. */
export const DIST = fileURLToPath(new URL('.', import.meta.url));

function brokerAccounts(passwords: { readonly agent: string; readonly ingest: string; readonly gateway: string }) {
  const own = (filters: readonly string[]) => filters.map((filter) => filter.replace('{id}', DEMO_AGENT_ID));
  return [
    {
      username: DEMO_AGENT_ID,
      password: passwords.agent,
      publish: own(brokerRights.agent.publish),
      subscribe: own(brokerRights.agent.subscribe),
    },
    { username: 'ingest', password: passwords.ingest, ...brokerRights.ingest },
    { username: 'gateway', password: passwords.gateway, ...brokerRights.gateway },
  ];
}

function withCredentials(url: string, password: string): string {
  const address = new URL(url);
  address.username = 'citywatch';
  address.password = password;
  return address.href;
}

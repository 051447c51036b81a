import type { SystemState } from '../../contracts/system-state.ts';
import { readAgents, type StoredAgent } from '../../store/agents.ts';
import { readCameras } from '../../store/cameras.ts';
import type { Database } from '../../store/database.ts';
import { openTransactions } from '../../store/open-transactions.ts';
import { readProcessStates } from '../../store/process-states.ts';
import type { Scope } from '../../store/scope.ts';
import { readSensors } from '../../store/sensors.ts';
import {
  readCameraCoverage,
  readCoverageState,
  readDatabaseState,
  readLegs,
  readReaders,
  readRefusals,
} from '../../store/system-state.ts';
import { cameraNow, sensorNow } from '../core/device-now.ts';
import { toAgent } from './device-answers.ts';

/** What the state page must know of the process that answers. */
export type OwnState = {
  readonly version: string;
  readonly startedAtMs: number;
  readonly consoles: () => number;
  readonly brokerConnected: () => boolean;
  /** Space on the disk the database lies on; null: it cannot be seen from here. */
  readonly databaseDisk: () => Promise<SystemState['database']['disk']>;
};

const MINUTE_MS = 60_000;
const COVERAGE_MINUTES = 15;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MOST_REFUSALS = 100;
/** Cameras whose coverage is told one by one: a page full. */
const MOST_CAMERAS = 20;
/** A process that told nothing for so long is not counted on. */
const SILENT_MS = 30_000;

/** Gathers what is healthy and what is not, as far as one may see it. */
export async function readState(
  database: Database,
  { scope, own, nowMs }: { readonly scope: Scope; readonly own: OwnState; readonly nowMs: number },
): Promise<SystemState> {
  const askedAt = performance.now();
  await database.query('select 1');
  const answerMs = performance.now() - askedAt;
  // The running minute is not over, and the agents' account of the last comes a little late.
  const to = new Date(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS);
  const from = new Date(to.getTime() - COVERAGE_MINUTES * MINUTE_MS);
  const wholeCity = scope.areaIds === null;
  const [facts, open, agents, cameras, sensors, coverage, leastSeen, legs, readers, refusals, disk, processes] =
    await Promise.all([
      readDatabaseState(database),
      wholeCity ? openTransactions(database) : [],
      readAgents(database, scope),
      readCameras(database, scope),
      readSensors(database, scope),
      readCoverageState(database, { from, to, scope }),
      readCameraCoverage(database, { from, to, scope, limit: MOST_CAMERAS }),
      readLegs(database, { since: new Date(nowMs - DAY_MS), scope }),
      readReaders(database),
      wholeCity ? readRefusals(database, MOST_REFUSALS) : [],
      own.databaseDisk(),
      readProcessStates(database),
    ]);
  const theirs = new Set(cameras.map(({ settings }) => settings.id));
  return {
    at: new Date(nowMs).toISOString(),
    gateway: {
      version: own.version,
      startedAt: new Date(own.startedAtMs).toISOString(),
      consoles: own.consoles(),
      rssBytes: process.memoryUsage.rss(),
    },
    database: {
      ...facts,
      disk,
      answerMs,
      open: open.map(({ application, state, ageS }) => ({ application, state, ageS })),
    },
    broker: { connected: own.brokerConnected() },
    agents: agents.map((agent) => ({
      ...toAgent(agent, nowMs),
      ...heartbeat(agent),
      cameras: cameras.filter((camera) => camera.settings.agentId === agent.id).length,
      sensors: sensors.filter((sensor) => sensor.settings.agentId === agent.id).length,
    })),
    processes: processes.map((one) => ({
      ...one,
      perception: one.perception && {
        ...one.perception,
        slowed: one.perception.slowed.filter(({ cameraId }) => theirs.has(cameraId)),
      },
    })),
    slowedCameras: processes
      .filter(({ at }) => nowMs - Date.parse(at) < SILENT_MS)
      .flatMap(({ perception }) => perception?.slowed ?? [])
      .filter(({ cameraId }) => theirs.has(cameraId)),
    cameras: {
      ...inUse(cameras),
      byCondition: count(
        cameras
          .filter((camera) => camera.settings.enabled)
          .map((camera) => cameraNow(camera.state, camera.heardAtMs, nowMs).condition),
      ),
    },
    sensors: {
      ...inUse(sensors),
      byState: count(
        sensors
          .filter((sensor) => sensor.settings.enabled)
          .map(({ state, severity, settings }) => sensorNow(state, { everyS: settings.everyS, severity, nowMs }).state),
      ),
    },
    coverage: { minutes: COVERAGE_MINUTES, ...coverage, cameras: [...leastSeen] },
    legs,
    readers,
    refusals,
  };
}

function heartbeat({ state }: StoredAgent) {
  const beat = state?.heartbeat;
  return {
    version: beat?.version ?? null,
    startedAt: beat ? new Date(beat.startedAt).toISOString() : null,
    rssBytes: beat?.rssBytes ?? null,
    readingsWaiting: beat?.readingsWaiting ?? null,
    readingsStoreFull: beat?.readingsStoreFull ?? null,
    readingsLost: beat?.readingsLost ?? null,
    recordings: beat?.recordings ?? null,
  };
}

function count<K extends string>(keys: readonly K[]): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

/** How many are switched on, and how many are not. */
function inUse(devices: readonly { readonly settings: { readonly enabled: boolean } }[]): {
  readonly total: number;
  readonly off: number;
} {
  const total = devices.filter(({ settings }) => settings.enabled).length;
  return { total, off: devices.length - total };
}

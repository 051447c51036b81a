import type { Logger } from 'pino';
import { nameInTopic } from '../contracts/topics.ts';
import type { Database } from '../store/database.ts';
import { writeSensorStates, type SensorStateRow } from '../store/device-state.ts';
import { writeHealth } from '../store/health.ts';
import { isRowFault } from '../store/row-fault.ts';
import type { City, CityCamera } from './core/city.ts';
import { createDeviceBoard, type DeviceNews } from './core/device-board.ts';
import { createLatestBoard } from './core/latest-board.ts';
import type { RefusalCounts } from './core/refusal-counts.ts';
import { judgeHealth, judgeStatus, type JudgedReport } from './core/reports-judge.ts';
import type { IngestMetrics } from './edges/metrics.ts';
import type { InboxMessage } from './edges/mqtt-inbox.ts';
import { writeAroundFaults } from './edges/write-around-faults.ts';

/** How agents, cameras and sensors are: heard, noticed missing, and written to the store. */
export interface DeviceLine {
  /** A message on `…/status` or `…/health`. */
  readonly take: (message: InboxMessage) => void;
  /** Something else came from an agent, a frame for example: it lives. */
  readonly heard: (agentId: string) => void;
  /** A sensor's latest reading is committed. */
  readonly sensor: (row: SensorStateRow) => void;
  /** The link over which agents are heard stands, or does not. While it does not, nobody is judged silent. */
  readonly link: (connected: boolean) => void;
  readonly settingsChanged: (city: City) => void;
  /** Whether a camera's stream can be read, as far as is known. */
  readonly isOnline: (camera: CityCamera) => boolean;
  /** Since when nothing could be written, epoch milliseconds; null when all is well. */
  readonly failingSince: () => number | null;
  /** Writes what is left, once. */
  readonly stop: () => Promise<void>;
}

const TICK_MS = 250;

/** Starts the line. `offline` is called for each camera that cannot be seen through any more. */
export function startDeviceLine(options: {
  readonly database: Database;
  readonly city: () => City;
  readonly refusals: RefusalCounts;
  readonly offline: (cameraId: string) => void;
  readonly metrics: IngestMetrics;
  readonly clock: () => number;
  readonly log: Logger;
}): DeviceLine {
  const { database, city, metrics, clock, log } = options;
  const board = createDeviceBoard();
  const sensors = createLatestBoard<SensorStateRow>(0);
  const line = { linked: false, failingSince: null as number | null };
  let writing: Promise<void> | null = null;

  function tell(news: readonly DeviceNews[]): void {
    for (const item of news) {
      if (item.kind === 'camera-offline') options.offline(item.cameraId);
      else if (item.kind === 'agent-gone') log.warn({ agentId: item.agentId, why: item.why }, 'agent is gone');
      else log.info({ agentId: item.agentId }, 'agent is back');
    }
  }

  function taken<T>(agentId: string, judged: JudgedReport<T>): T | null {
    for (const { reason, detail } of judged.ok ? judged.refused : [judged.refused]) {
      metrics.refusals.inc({ source: 'agent', reason });
      options.refusals.refused(`agent:${agentId}`, reason, detail, clock());
    }
    return judged.ok ? judged.report : null;
  }

  function takeStatus(agentId: string, { payload, retained }: InboxMessage): void {
    const status = taken(agentId, judgeStatus(agentId, payload, city()));
    // What the broker kept from earlier is no sign of life.
    if (status && !(retained && status.state === 'online')) tell(board.status(status, clock()));
  }

  function takeHealth(agentId: string, { payload }: InboxMessage): void {
    const report = taken(agentId, judgeHealth(agentId, payload, city()));
    if (!report) return;
    tell(board.heard(agentId, clock()));
    for (const health of report.cameras) {
      const camera = city().cameras.get(health.cameraId);
      if (camera) tell(board.camera(camera, health, clock()));
    }
  }

  async function write(): Promise<void> {
    const devices = await writeSome(board, async (rows) => metrics.healthEvents.inc(await writeHealth(database, rows)));
    const latest = await writeSome(sensors, (rows) => writeSensorStates(database, rows));
    if (devices && latest) line.failingSince = null;
    else line.failingSince ??= clock();
  }

  async function writeSome<T>(
    from: {
      take(nowMs: number): readonly (readonly [string, T])[];
      putBack(entries: readonly (readonly [string, T])[]): void;
    },
    writeRows: (rows: readonly T[]) => Promise<void>,
  ): Promise<boolean> {
    const due = from.take(clock());
    if (due.length === 0) return true;
    try {
      const rows = due.map(([, row]) => row);
      await writeAroundFaults(rows, writeRows, isRowFault, (row, error) => {
        log.error({ row, err: error }, 'the database refuses a state for what is in it');
      });
      return true;
    } catch (error) {
      if (line.failingSince === null) log.warn({ err: error }, 'cannot write states of devices, trying again');
      from.putBack(due);
      return false;
    }
  }

  const timer = setInterval(() => {
    if (line.linked) tell(board.sweep(city(), clock()));
    metrics.silentAgents.set(board.silentAgents());
    writing ??= write().finally(() => {
      writing = null;
    });
  }, TICK_MS);

  return {
    take(message) {
      const agentId = nameInTopic(message.topic);
      if (agentId !== null) {
        if (message.topic.endsWith('/status')) takeStatus(agentId, message);
        else takeHealth(agentId, message);
      }
      message.done();
    },
    heard: (agentId) => tell(board.heard(agentId, clock())),
    sensor: (row) => sensors.put(row.sensorId, row, true, clock()),
    link(connected) {
      if (connected) board.deafUntil(clock());
      line.linked = connected;
    },
    settingsChanged: (next) => board.settingsChanged(next, clock()),
    isOnline: (camera) => board.isOnline(camera),
    failingSince: () => line.failingSince,
    async stop() {
      clearInterval(timer);
      if (writing) await writing;
      await write();
    },
  };
}

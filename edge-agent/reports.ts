import { PRODUCT_VERSION } from '../contracts/process-state.ts';
import type { AgentStatus, CameraHealth, EdgeCoverage } from '../contracts/telemetry.ts';
import { topics } from '../contracts/topics.ts';
import { createBoundedQueue } from './core/bounded-queue.ts';
import type { Clock } from './core/clock.ts';
import type { CoverageCounter } from './core/coverage-counter.ts';
import type { Metrics } from './edges/metrics.ts';
import type { MqttLink } from './edges/mqtt-link.ts';
import type { ReadingsLog } from './edges/readings-log.ts';

/** What the agent says about itself and its cameras by MQTT. Status and health are worth only their newest. */
export type Reports = {
  readonly status: () => Promise<boolean>;
  readonly health: () => Promise<boolean>;
  /** All minutes that are over; they wait in memory for up to a day while the broker is away. */
  readonly coverage: () => Promise<void>;
};

/** What reports are made of, and how they get out. */
export type ReportsOptions = {
  readonly agentId: string;
  readonly startedAt: number;
  readonly store: ReadingsLog;
  readonly coverage: CoverageCounter;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** The disk recordings lie on. */
  readonly recordings: () => NonNullable<AgentStatus['heartbeat']>['recordings'];
  readonly cameras: () => readonly CameraHealth[];
  readonly sampleFps: () => ReadonlyMap<string, number>;
  readonly publish: MqttLink['publish'];
};

const MOST_COVERAGE_REPORTS = 24 * 60;

export function createReports(options: ReportsOptions): Reports {
  const { agentId, clock, metrics, publish, store } = options;
  const waiting = createBoundedQueue<readonly EdgeCoverage[]>(MOST_COVERAGE_REPORTS);
  return {
    status() {
      const stats = store.stats();
      metrics.readingsWaiting.set(stats.waiting);
      metrics.readingsStoreFull.set(stats.full);
      const status: AgentStatus = {
        agentId,
        state: 'online',
        at: clock.wallMs(),
        heartbeat: {
          version: PRODUCT_VERSION,
          startedAt: options.startedAt,
          rssBytes: process.memoryUsage.rss(),
          readingsWaiting: stats.waiting,
          readingsStoreFull: stats.full,
          readingsLost: stats.lost,
          cameras: options.cameras().length,
          recordings: options.recordings(),
        },
      };
      return publish(topics.agentStatus(agentId), status, true);
    },
    health() {
      const cameras = options.cameras();
      metrics.camerasOnline.set(cameras.filter(({ condition }) => condition !== 'offline').length);
      return publish(topics.agentHealth(agentId), { agentId, at: clock.wallMs(), cameras }, false);
    },
    async coverage() {
      const finished = options.coverage.takeFinished(options.sampleFps(), clock.wallMs());
      const droppedBefore = waiting.dropped();
      if (finished.length > 0) waiting.push(finished);
      metrics.coverageDropped.inc(waiting.dropped() - droppedBefore);
      for (let report = waiting.peek(); report !== undefined; report = waiting.peek()) {
        if (!(await publish(topics.agentCoverage(agentId), { agentId, cameras: report }, false))) return;
        waiting.shift();
      }
    },
  };
}

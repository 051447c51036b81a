import type { Logger } from 'pino';

import type { AgentConfig, Reading } from '../contracts/telemetry.ts';
import type { Clock } from './core/clock.ts';
import { redactUrl } from './core/redact.ts';
import { readSensor } from './edges/sensor-http.ts';

/** A sensor as the agent's configuration describes it. */
export type SensorTask = AgentConfig['sensors'][number];

/** One sensor, polled for ever. */
export type SensorWorker = { readonly stop: () => void };

/** What a sensor's worker needs, and whom it tells. */
export type SensorWorkerOptions = {
  readonly task: SensorTask;
  readonly clock: Clock;
  /** 0..1, spreads sensors of the same interval. */
  readonly random: () => number;
  readonly onReading: (reading: Reading) => void;
  readonly log: Logger;
};

const MOST_PATIENCE_MS = 10_000;
const FUTURE_MS = 5000;

/** Polls at once and then every `everyS`; an answer that is late does not shift the next poll. */
export function startSensorWorker({ task, clock, random, onReading, log }: SensorWorkerOptions): SensorWorker {
  const everyMs = task.everyS * 1000;
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let dueMs = clock.steadyMs() + random() * Math.min(1000, everyMs);
  let lastReason = '';

  const poll = async (): Promise<void> => {
    const answer = await readSensor(task.url, Math.min(everyMs, MOST_PATIENCE_MS), abort.signal);
    if (abort.signal.aborted) return;
    const nowMs = clock.wallMs();
    if (answer.ok) {
      if (lastReason !== '') log.info({ sensorId: task.id }, 'sensor answers again');
      lastReason = '';
      // A sensor whose clock runs ahead would have its readings refused as from the future.
      const at = answer.atMs === undefined || answer.atMs > nowMs + FUTURE_MS ? nowMs : answer.atMs;
      onReading({ sensorId: task.id, at, value: answer.value });
    } else if (answer.reason !== lastReason) {
      lastReason = answer.reason;
      log.warn({ sensorId: task.id, url: redactUrl(task.url), reason: answer.reason }, 'sensor cannot be read');
    }
  };

  const schedule = (): void => {
    timer = setTimeout(
      () => {
        dueMs = Math.max(dueMs + everyMs, clock.steadyMs());
        poll()
          .catch((error: unknown) => log.error({ sensorId: task.id, problem: String(error) }, 'poll failed'))
          .finally(() => {
            if (!abort.signal.aborted) schedule();
          });
      },
      Math.max(0, dueMs - clock.steadyMs()),
    );
  };
  schedule();

  return {
    stop() {
      abort.abort();
      clearTimeout(timer);
    },
  };
}

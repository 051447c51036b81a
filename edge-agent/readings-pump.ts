import type { Logger } from 'pino';

import { topics } from '../contracts/topics.ts';
import type { Reading, ReadingsBatch, StoredNotice } from '../contracts/telemetry.ts';
import type { Clock } from './core/clock.ts';
import { createReadingsSender, type SenderLimits } from './core/readings-sender.ts';
import type { MqttLink } from './edges/mqtt-link.ts';
import type { ReadingsLog } from './edges/readings-log.ts';

/** Takes readings to disk and from there to ingest, until ingest confirms them. */
export type ReadingsPump = {
  /** Returns whether the store had room for it. */
  readonly add: (reading: Reading) => boolean;
  readonly connected: () => void;
  readonly disconnected: () => void;
  readonly stored: (notice: StoredNotice) => void;
  /** Writes what was taken in to disk, and gives up what is confirmed. */
  readonly flush: () => Promise<void>;
  /** Sends, and sends again, what is due. May wait for the broker as long as that takes; runs do not overlap. */
  readonly send: () => Promise<void>;
};

const LIMITS: SenderLimits = { batch: 1000, window: 4000, resendMs: 15_000 };

export function createReadingsPump({
  agentId,
  store,
  link,
  clock,
  log,
}: {
  readonly agentId: string;
  readonly store: ReadingsLog;
  readonly link: () => MqttLink;
  readonly clock: Clock;
  readonly log: Logger;
}): ReadingsPump {
  const sender = createReadingsSender(store.stats().confirmedSeq, LIMITS);
  let running: Promise<void> | undefined;
  let diskIsWell = true;
  let confirmTo = 0;

  const flush = async (): Promise<void> => {
    try {
      if (confirmTo > 0) {
        const upTo = confirmTo;
        confirmTo = 0;
        await store.confirm(upTo);
      }
      await store.flush();
      if (!diskIsWell) log.info('readings can be written to disk again');
      diskIsWell = true;
    } catch (error) {
      if (diskIsWell) log.error({ problem: String(error) }, 'readings cannot be written to disk and wait in memory');
      diskIsWell = false;
    }
  };

  const sendDue = async (): Promise<void> => {
    for (;;) {
      const { lastSeq } = store.stats();
      const due = sender.next(lastSeq, clock.steadyMs());
      if (due === undefined) return;
      const readings = await store.read(due.after, due.limit);
      const upTo = readings.at(-1)?.seq;
      if (upTo === undefined) {
        // Nothing can be read back beyond this number: damaged lines, counted by the store.
        sender.sent(lastSeq, clock.steadyMs());
        return;
      }
      const batch: ReadingsBatch = { agentId, epoch: store.epoch, readings };
      if (!(await link().publish(topics.agentReadings(agentId), batch, false))) return;
      sender.sent(upTo, clock.steadyMs());
    }
  };

  return {
    add: (reading) => store.add([reading]) === 0,
    connected: () => sender.connected(clock.steadyMs()),
    disconnected: () => sender.disconnected(),
    stored({ epoch, upTo }) {
      if (epoch !== store.epoch) return;
      const { lastSeq } = store.stats();
      if (upTo > lastSeq) log.error({ upTo, lastSeq }, 'ingest confirms readings that are not in this store');
      if (sender.confirmed(Math.min(upTo, lastSeq), clock.steadyMs())) confirmTo = Math.min(upTo, lastSeq);
    },
    flush,
    send() {
      running ??= sendDue().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

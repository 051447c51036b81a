import type { Logger } from 'pino';
import type { EdgeCoverage, StoredNotice } from '../contracts/telemetry.ts';
import { nameInTopic, topics } from '../contracts/topics.ts';
import { writeEdgeCoverage } from '../store/coverage.ts';
import type { Database } from '../store/database.ts';
import type { SensorStateRow } from '../store/device-state.ts';
import { writeMeasurements, type StoredMark } from '../store/measurements-write.ts';
import { isRowFault } from '../store/row-fault.ts';
import type { City } from './core/city.ts';
import {
  judgeAgentReadings,
  judgeDeviceReadings,
  namesUnknownSensor,
  type JudgedReading,
  type JudgedReadings,
} from './core/readings-judge.ts';
import { createLedger } from './core/readings-ledger.ts';
import type { RefusalCounts } from './core/refusal-counts.ts';
import { judgeCoverage } from './core/reports-judge.ts';
import { startBatchWriter } from './edges/batch-writer.ts';
import type { IngestMetrics } from './edges/metrics.ts';
import type { InboxMessage } from './edges/mqtt-inbox.ts';

/** From sensors' readings and agents' coverage to the store. A message is acknowledged when what is in it is committed. */
export interface TelemetryLine {
  /** A message on `…/readings` of an agent or a device, or on `…/coverage`. */
  readonly take: (message: InboxMessage) => void;
  readonly hasRoom: () => boolean;
  readonly whenRoom: (callback: () => void) => void;
  /** Messages waiting to be written. */
  readonly waiting: () => number;
  /** Since when nothing could be written, epoch milliseconds; null when all is well. */
  readonly failingSince: () => number | null;
  /** Writes what is there, for at most so long; what is left stays with the broker or the agent. */
  readonly stop: (withinMs: number) => Promise<void>;
}

/** One message on its way into the store. */
interface Item {
  readonly rows: readonly JudgedReading[];
  readonly numbered: {
    readonly agentId: string;
    readonly epoch: string;
    readonly seqs: readonly number[];
    readonly redelivered: boolean;
  } | null;
  readonly coverage: readonly (EdgeCoverage & { readonly areaId: string | null })[];
  readonly source: string;
  readonly done: () => void;
}

const BATCH_ROWS = 5_000;
/** Readings held in memory at most, about 10 MB. Beyond, nothing more is read from the broker. */
const FULL_ROWS = 50_000;

/** Starts the line. */
export function startTelemetryLine(options: {
  readonly database: Database;
  readonly city: () => City;
  /** Reads the settings anew: a sensor may have been registered a moment ago. */
  readonly refreshCity: () => Promise<void>;
  readonly marks: readonly StoredMark[];
  readonly notify: (topic: string, payload: string) => void;
  readonly sensor: (row: SensorStateRow) => void;
  /** Something came from an agent: it lives. */
  readonly agentHeard: (agentId: string) => void;
  readonly refusals: RefusalCounts;
  readonly metrics: IngestMetrics;
  readonly clock: () => number;
  readonly log: Logger;
}): TelemetryLine {
  const { database, city, metrics, clock, log } = options;
  const ledger = createLedger(options.marks);
  /** Messages that wait for the settings to be read anew. */
  let waitingForCity = 0;

  const writer = startBatchWriter<Item>({
    name: 'telemetry',
    write,
    weigh: (item) => Math.max(1, item.rows.length + item.coverage.length),
    batchWeight: BATCH_ROWS,
    fullWeight: FULL_ROWS,
    isFaultOf: isRowFault,
    refuse(item, error) {
      refuse(item.source, 'wrong-shape', error instanceof Error ? error.message : String(error), item.rows.length || 1);
      // What is refused for good is dealt with: the agent must not send it for ever.
      if (item.numbered) writer.push({ ...item, rows: [], coverage: [] });
      else item.done();
    },
    wrote(seconds, items) {
      metrics.write.observe({ writer: 'telemetry' }, seconds);
      metrics.written.inc({ writer: 'telemetry' }, items);
    },
    clock,
    log,
  });

  async function write(items: readonly Item[]): Promise<void> {
    const rows = items.flatMap((item) => item.rows);
    const numbered = items.flatMap((item) => item.numbered ?? []);
    const entry = ledger.enter(numbered);
    const coverage = newestCoverage(items);
    if (rows.length > 0 || entry.marks.length > 0) {
      const written = await writeMeasurements(database, rows, entry.marks);
      metrics.readings.inc({ outcome: 'stored' }, written);
      metrics.readings.inc({ outcome: 'repeated' }, rows.length - written);
    }
    if (coverage.length > 0) await writeEdgeCoverage(database, coverage);
    entry.commit();
    for (const item of items) item.done();
    for (const { agentId, epoch, upTo } of entry.notices) {
      const notice: StoredNotice = { epoch, upTo };
      options.notify(topics.agentStored(agentId), JSON.stringify(notice));
    }
    tellLatest(rows);
  }

  function tellLatest(rows: readonly JudgedReading[]): void {
    const latest = new Map<string, JudgedReading>();
    for (const row of rows) {
      const before = latest.get(row.sensorId);
      if (!before || before.at <= row.at) latest.set(row.sensorId, row);
    }
    for (const { sensorId, at, value, quality, receivedAt } of latest.values()) {
      options.sensor({ sensorId, heardAt: receivedAt, state: { value, at, quality } });
    }
  }

  function refuse(source: string, reason: string, detail: string, count = 1): void {
    metrics.refusals.inc({ source: source.split(':')[0] ?? '', reason }, count);
    options.refusals.refused(source, reason, detail, clock(), count);
  }

  function judge(message: InboxMessage, name: string, isAgent: boolean): JudgedReadings {
    return (isAgent ? judgeAgentReadings : judgeDeviceReadings)(name, message.payload, city(), clock());
  }

  function takeReadings(message: InboxMessage, name: string, isAgent: boolean, judged: JudgedReadings): void {
    const source = `${isAgent ? 'agent' : 'device'}:${name}`;
    for (const { reason, detail } of judged.refused) {
      metrics.readings.inc({ outcome: reason });
      refuse(source, reason, detail);
    }
    const { numbered } = judged;
    if (numbered && !city().agents.has(name)) {
      refuse(source, 'unknown-agent', name);
      message.done();
      return;
    }
    const known = numbered !== null && ledger.isDealtWith(name, numbered.epoch, numbered.seqs);
    if (known) metrics.readings.inc({ outcome: 'repeated' }, judged.rows.length);
    writer.push({
      rows: known ? [] : judged.rows,
      numbered: numbered && { ...numbered, agentId: name, redelivered: message.redelivered },
      coverage: [],
      source,
      done: message.done,
    });
  }

  function takeCoverage(message: InboxMessage, agentId: string): void {
    const judged = judgeCoverage(agentId, message.payload, city(), clock());
    for (const { reason, detail } of judged.ok ? judged.refused : [judged.refused]) {
      refuse(`agent:${agentId}`, reason, detail);
    }
    if (!judged.ok) {
      message.done();
      return;
    }
    const coverage = judged.report.cameras.map((entry) => ({
      ...entry,
      areaId: city().cameras.get(entry.cameraId)?.areaId ?? null,
    }));
    writer.push({ rows: [], numbered: null, coverage, source: `agent:${agentId}`, done: message.done });
  }

  return {
    take(message) {
      const name = nameInTopic(message.topic);
      if (name === null) {
        message.done();
        return;
      }
      const isAgent = !message.topic.startsWith('cw/1/devices/');
      if (isAgent && !message.redelivered) options.agentHeard(name);
      if (message.topic.endsWith('/coverage')) {
        takeCoverage(message, name);
        return;
      }
      const judged = judge(message, name, isAgent);
      if (!namesUnknownSensor(judged)) {
        takeReadings(message, name, isAgent, judged);
        return;
      }
      waitingForCity++;
      void options.refreshCity().finally(() => {
        waitingForCity--;
        takeReadings(message, name, isAgent, judge(message, name, isAgent));
      });
    },
    hasRoom: () => !writer.isFull() && waitingForCity < 1_000,
    whenRoom: (callback) => writer.whenRoom(callback),
    waiting: () => writer.size() + waitingForCity,
    failingSince: writer.failingSince,
    async stop(withinMs) {
      const left = await writer.stop(withinMs);
      if (left > 0) log.warn({ messages: left }, 'telemetry left with the broker and the agents');
    },
  };
}

/** The last word on each camera and minute: one statement may touch a row only once. */
function newestCoverage(items: readonly Item[]): readonly (EdgeCoverage & { readonly areaId: string | null })[] {
  const newest = new Map<string, EdgeCoverage & { readonly areaId: string | null }>();
  for (const item of items) for (const row of item.coverage) newest.set(`${row.cameraId}/${row.minute}`, row);
  return [...newest.values()];
}

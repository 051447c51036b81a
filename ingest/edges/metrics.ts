import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What ingest counts and measures about itself, in Prometheus' terms. One set per process. */
export interface IngestMetrics {
  readonly registry: Registry;
  /** Frames by what became of them: `looked`, or the reason of the refusal. */
  readonly frames: Counter<'outcome'>;
  /** Frames looked at, by how much of them went into the model: `whole`, or the `parts` where something was to be seen. */
  readonly looks: Counter<'how'>;
  /** Seconds a frame spends in each stage: `transfer`, `wait`, `detect`, `commit`. */
  readonly stage: Histogram<'stage'>;
  readonly framesWaiting: Gauge;
  readonly framesInDetector: Gauge;
  /** Cameras asked to send less, by priority. */
  readonly slowedCameras: Gauge<'priority'>;
  readonly observations: Counter<'kind'>;
  readonly objectsFollowed: Gauge;
  /** Readings by what became of them: `stored`, `repeated`, or the reason of the refusal. */
  readonly readings: Counter<'outcome'>;
  readonly messages: Counter<'kind'>;
  readonly unacknowledged: Gauge<'inbox'>;
  /** Refusals of any kind, by who sent it (`agent`, `device`) and why. */
  readonly refusals: Counter<'source' | 'reason'>;
  /** Seconds per write that succeeded, by writer. */
  readonly write: Histogram<'writer'>;
  readonly written: Counter<'writer'>;
  /** Items waiting to be written, by writer. */
  readonly waiting: Gauge<'writer'>;
  /** Items let go because a queue was full, by writer. */
  readonly lost: Counter<'writer'>;
  readonly healthEvents: Counter;
  readonly silentAgents: Gauge;
}

const STAGE_BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.12, 0.2, 0.4, 0.8, 2, 5];
const WRITE_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5];

/** Makes a fresh set with Node's own metrics beside it. */
export function createMetrics(): IngestMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> =>
    new Counter({ name: `citywatch_ingest_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> =>
    new Gauge({ name: `citywatch_ingest_${name}`, help, labelNames: [...labelNames], registers });
  const seconds = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    buckets: readonly number[],
  ): Histogram<L> =>
    new Histogram({
      name: `citywatch_ingest_${name}`,
      help,
      labelNames: [...labelNames],
      buckets: [...buckets],
      registers,
    });

  return {
    registry,
    frames: counter('frames_total', 'Frames by what became of them', ['outcome']),
    looks: counter('looks_total', 'Frames looked at, by how much of them was inferred', ['how']),
    stage: seconds('stage_seconds', 'Time a frame spends in each stage', ['stage'], STAGE_BUCKETS),
    framesWaiting: gauge('frames_waiting', 'Frames waiting for the detector, at most one per camera'),
    framesInDetector: gauge('frames_in_detector', 'Frames being decoded or looked at'),
    slowedCameras: gauge('slowed_cameras', 'Cameras asked to send less because the machine is full', ['priority']),
    observations: counter('observations_total', 'Observations by kind', ['kind']),
    objectsFollowed: gauge('objects_followed', 'Objects followed now, over all cameras'),
    readings: counter('readings_total', 'Sensor readings by what became of them', ['outcome']),
    messages: counter('messages_total', 'MQTT messages by kind', ['kind']),
    unacknowledged: gauge('unacknowledged_messages', 'Messages not yet acknowledged to the broker', ['inbox']),
    refusals: counter('refusals_total', 'What was refused, by kind of sender and reason', ['source', 'reason']),
    write: seconds('write_seconds', 'Time of one write to the database', ['writer'], WRITE_BUCKETS),
    written: counter('written_total', 'Items written to the database', ['writer']),
    waiting: gauge('waiting_items', 'Items waiting to be written', ['writer']),
    lost: counter('lost_total', 'Items let go because a queue was full', ['writer']),
    healthEvents: counter('health_events_total', 'Changes of condition of cameras and agents'),
    silentAgents: gauge('silent_agents', 'Agents from which nothing is heard'),
  };
}

import { Counter, Gauge, Registry } from 'prom-client';

/** What an agent counts, for Prometheus. */
export type Metrics = {
  readonly registry: Registry;
  /** What became of sampled pictures; `fate` is `sent`, `quiet`, `quiet-undecoded`, or `dropped-` and the reason. */
  readonly pictures: Counter<'camera' | 'fate'>;
  readonly readings: Counter<'fate'>;
  readonly camerasOnline: Gauge;
  readonly readingsWaiting: Gauge;
  readonly readingsStoreFull: Gauge;
  readonly coverageDropped: Counter;
  readonly configRefused: Counter;
  readonly liveStreams: Gauge;
  /** `fate`: `sent`, or `skipped` because the line to the gateway was too thin. */
  readonly livePictures: Counter<'fate'>;
};

/** Counters of one process, apart from those of others in the same test. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    pictures: new Counter({
      name: 'citywatch_agent_pictures_total',
      help: 'sampled pictures by camera and what became of them',
      labelNames: ['camera', 'fate'],
      registers,
    }),
    readings: new Counter({
      name: 'citywatch_agent_readings_total',
      help: 'sensor readings taken, or refused because the store is full',
      labelNames: ['fate'],
      registers,
    }),
    camerasOnline: new Gauge({ name: 'citywatch_agent_cameras_online', help: 'cameras that send pictures', registers }),
    readingsWaiting: new Gauge({
      name: 'citywatch_agent_readings_waiting',
      help: 'readings on disk that are not confirmed as stored',
      registers,
    }),
    readingsStoreFull: new Gauge({
      name: 'citywatch_agent_readings_store_full',
      help: 'how full the store of readings is, 0..1',
      registers,
    }),
    coverageDropped: new Counter({
      name: 'citywatch_agent_coverage_dropped_total',
      help: 'coverage minutes given up because the broker was away too long',
      registers,
    }),
    configRefused: new Counter({
      name: 'citywatch_agent_config_refused_total',
      help: 'configurations that were refused because they are wrong',
      registers,
    }),
    liveStreams: new Gauge({
      name: 'citywatch_agent_live_streams',
      help: 'cameras whose live video is on its way to a gateway, because somebody watches there',
      registers,
    }),
    livePictures: new Counter({
      name: 'citywatch_agent_live_pictures_total',
      help: 'pictures of live video by what became of them',
      labelNames: ['fate'],
      registers,
    }),
  };
}

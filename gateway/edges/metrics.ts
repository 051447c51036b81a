import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Numbers of this process, as Prometheus reads them. */
export type GatewayMetrics = ReturnType<typeof openMetrics>;

/** Opens the register of numbers. `consoles`, `viewers`, `videoStreams`: how many there are now. */
export function openMetrics({
  consoles,
  viewers,
  videoStreams,
}: {
  readonly consoles: () => number;
  readonly viewers: () => number;
  readonly videoStreams: () => number;
}) {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const gauge: Gauge = new Gauge({
    name: 'citywatch_gateway_consoles',
    help: 'Connected consoles',
    registers,
    collect: () => gauge.set(consoles()),
  });
  const watching: Gauge = new Gauge({
    name: 'citywatch_gateway_live_viewers',
    help: 'Consoles watching a camera, each camera counted',
    registers,
    collect: () => watching.set(viewers()),
  });
  const streaming: Gauge = new Gauge({
    name: 'citywatch_gateway_live_streams',
    help: 'Cameras whose video comes from an agent: one each, however many watch',
    registers,
    collect: () => streaming.set(videoStreams()),
  });
  return {
    register,
    skippedPictures: new Counter({
      name: 'citywatch_gateway_live_skipped_pictures_total',
      help: 'Pictures of live video that slow consoles did not get',
      registers,
    }),
    refusedVideo: new Counter({
      name: 'citywatch_gateway_live_refused_total',
      help: 'Sockets for live video that were not let in, by who wanted it and the status they got',
      labelNames: ['who', 'status'],
      registers,
    }),
    videoRequests: new Counter({
      name: 'citywatch_gateway_live_requests_total',
      help: 'Live video agents were asked for, by how it went',
      labelNames: ['outcome'],
      registers,
    }),
    requests: new Histogram({
      name: 'citywatch_gateway_request_seconds',
      help: 'Time to answer, by route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    signIns: new Counter({
      name: 'citywatch_gateway_sign_ins_total',
      help: 'Tries to sign in, by how they ended',
      labelNames: ['outcome'],
      registers,
    }),
    legs: new Histogram({
      name: 'citywatch_gateway_alert_leg_seconds',
      help: 'Time of an alert from commit to first push, and from push to first paint',
      labelNames: ['leg'],
      buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 30],
      registers,
    }),
    skippedDevices: new Counter({
      name: 'citywatch_gateway_skipped_device_states_total',
      help: 'States of devices that slow consoles did not get, because newer ones came',
      registers,
    }),
    droppedMarks: new Counter({
      name: 'citywatch_gateway_dropped_marks_total',
      help: 'Push and paint times of alerts that could not be noted',
      registers,
    }),
    refusedEvents: new Counter({
      name: 'citywatch_gateway_refused_events_total',
      help: 'Events of consoles that were not taken, by reason',
      labelNames: ['reason'],
      registers,
    }),
    refusedSockets: new Counter({
      name: 'citywatch_gateway_refused_sockets_total',
      help: 'Consoles that were not let in, by reason',
      labelNames: ['reason'],
      registers,
    }),
    pushMessages: new Counter({
      name: 'citywatch_gateway_push_messages_total',
      help: 'Messages to browsers whose console is closed, by how they ended; overflow: left out because too many waited',
      labelNames: ['outcome'],
      registers,
    }),
    clipRequests: new Counter({
      name: 'citywatch_gateway_clip_requests_total',
      help: 'Clips agents were asked for, by how it went',
      labelNames: ['outcome'],
      registers,
    }),
    failedReports: new Counter({
      name: 'citywatch_gateway_failed_reports_total',
      help: 'Monthly reports that could not be made',
      registers,
    }),
    agentConfigs: new Counter({
      name: 'citywatch_gateway_agent_configs_total',
      help: 'Settings published to agents, by how it went',
      labelNames: ['outcome'],
      registers,
    }),
  };
}

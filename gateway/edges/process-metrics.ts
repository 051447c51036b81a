import type { SystemState } from '../../contracts/system-state.ts';

/** Puts a gauge of the whole city's state into the register. */
type AddGauge = (
  name: string,
  help: string,
  labelNames: readonly string[],
  values: (state: SystemState) => readonly (readonly [Readonly<Record<string, string>>, number | null])[],
) => void;

/** What the server processes tell of themselves, the disk of the database, and which cameras are slowed down. */
export function registerProcessMetrics(gauge: AddGauge): void {
  gauge('database_disk_free_bytes', 'Free on the disk the database lies on', [], ({ database }) => [
    [{}, database.disk?.freeBytes ?? null],
  ]);
  gauge('slowed_cameras', 'Cameras asked to send less because the machine is full', [], ({ slowedCameras }) => [
    [{}, slowedCameras.length],
  ]);
  const ofProcesses = (
    name: string,
    help: string,
    value: (one: SystemState['processes'][number], state: SystemState) => number | null,
  ): void =>
    gauge(name, help, ['process', 'instance'], (state) =>
      state.processes.map((one) => [{ process: one.process, instance: one.instance }, value(one, state)] as const),
    );
  ofProcesses('process_told_seconds', 'Since the process last told of itself', (one, { at }) =>
    Math.max(0, (Date.parse(at) - Date.parse(one.at)) / 1000),
  );
  ofProcesses('process_rss_bytes', 'Memory of the process', ({ rssBytes }) => rssBytes);
  ofProcesses('process_judging', 'Whether this analytics process is the one that judges', ({ isJudging }) =>
    isJudging === null ? null : Number(isJudging),
  );
  gauge('process_version_info', 'Version of the process', ['process', 'instance', 'version'], ({ processes }) =>
    processes.map(({ process, instance, version }) => [{ process, instance, version }, 1] as const),
  );
  gauge('queue_waiting', 'Items waiting in a queue of a process', ['process', 'instance', 'queue'], ({ processes }) =>
    processes.flatMap(({ process, instance, queues }) =>
      queues.map(({ name, waiting }) => [{ process, instance, queue: name }, waiting] as const),
    ),
  );
  gauge('queue_lost', 'Items a queue let go because it was full', ['process', 'instance', 'queue'], ({ processes }) =>
    processes.flatMap(({ process, instance, queues }) =>
      queues.map(({ name, lost }) => [{ process, instance, queue: name }, lost] as const),
    ),
  );
  gauge(
    'detector_workers_ready',
    'Workers of the detector that can be asked, by what they run on',
    ['instance', 'provider', 'model'],
    ({ processes }) =>
      processes.flatMap(({ instance, perception }) =>
        perception === null
          ? []
          : [[{ instance, provider: perception.provider, model: perception.model }, perception.workersReady] as const],
      ),
  );
}

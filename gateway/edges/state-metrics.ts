import { Gauge, type Registry } from 'prom-client';
import type { SystemState } from '../../contracts/system-state.ts';
import { registerProcessMetrics } from './process-metrics.ts';

/** Prometheus asks every few seconds, perhaps from several places: the state is gathered once for all of them. */
const KEPT_MS = 5_000;

/**
 * Puts the numbers of the page about the system's state into the register, of the whole city: what a person sees there and
 * what an alarm is set on cannot differ. Where the database is away they are left out, and `up` says so.
 */
export function registerStateMetrics(
  register: Registry,
  read: () => Promise<SystemState>,
  monotonicMs: () => number,
): void {
  const registers = [register];
  let kept: { readonly at: number; readonly state: Promise<SystemState | null> } | null = null;
  const state = (): Promise<SystemState | null> => {
    const now = monotonicMs();
    if (!kept || now - kept.at > KEPT_MS) kept = { at: now, state: read().catch(() => null) };
    return kept.state;
  };
  const gauge = (
    name: string,
    help: string,
    labelNames: readonly string[],
    values: (state: SystemState) => readonly (readonly [Readonly<Record<string, string>>, number | null])[],
  ): void => {
    const made: Gauge = new Gauge({
      name: `citywatch_${name}`,
      help,
      labelNames: [...labelNames],
      registers,
      collect: async () => {
        made.reset();
        const now = await state();
        if (!now) return;
        for (const [labels, value] of values(now)) if (value !== null) made.set(labels, value);
      },
    });
  };

  const known: Gauge = new Gauge({
    name: 'citywatch_state_known',
    help: 'Whether the numbers of the whole city could be gathered',
    registers,
    collect: async () => known.set((await state()) === null ? 0 : 1),
  });
  gauge('broker_connected', 'Whether this gateway reaches the MQTT broker', [], ({ broker }) => [
    [{}, Number(broker.connected)],
  ]);
  gauge('database_answer_seconds', 'How long the database takes to answer', [], ({ database }) => [
    [{}, database.answerMs / 1000],
  ]);
  gauge('database_size_bytes', 'Size of the database on disk', [], ({ database }) => [[{}, database.sizeBytes]]);
  gauge('database_open_transactions', 'Transactions that hold readers back', [], ({ database }) => [
    [{}, database.open.length],
  ]);
  gauge('cameras', 'Cameras in use, by condition', ['condition'], ({ cameras }) =>
    Object.entries(cameras.byCondition).map(([condition, n]) => [{ condition }, n] as const),
  );
  gauge('sensors', 'Sensors in use, by state', ['state'], ({ sensors }) =>
    Object.entries(sensors.byState).map(([one, n]) => [{ state: one }, n] as const),
  );
  const ofAgents = (name: string, help: string, value: (agent: SystemState['agents'][number]) => number | null): void =>
    gauge(name, help, ['agent'], ({ agents }) => agents.map((agent) => [{ agent: agent.id }, value(agent)]));
  ofAgents('agent_online', 'Whether the agent is online', ({ state: is }) => Number(is === 'online'));
  ofAgents('agent_rss_bytes', 'Memory of the agent', ({ rssBytes }) => rssBytes);
  ofAgents(
    'agent_readings_waiting',
    'Readings on the agent’s disk that are not confirmed',
    (one) => one.readingsWaiting,
  );
  ofAgents(
    'agent_readings_store_full',
    'Share of the agent’s store of readings in use',
    (one) => one.readingsStoreFull,
  );
  ofAgents('agent_readings_lost', 'Readings the agent had no room for', ({ readingsLost }) => readingsLost);
  ofAgents('agent_recordings_bytes', 'Recordings on the agent’s disk', ({ recordings }) => recordings?.bytes ?? null);
  ofAgents(
    'agent_disk_free_bytes',
    'Free on the disk of the agent’s recordings',
    (one) => one.recordings?.freeBytes ?? null,
  );
  ofAgents('agent_recording_paused', 'Whether nothing is recorded because the disk is nearly full', ({ recordings }) =>
    recordings === null ? null : Number(recordings.paused),
  );
  registerProcessMetrics(gauge);
  gauge('pictures', 'Pictures of the last 15 whole minutes, by what became of them', ['part'], ({ coverage }) =>
    (['expected', 'decoded', 'quiet', 'sent', 'received', 'looked', 'lookedParts', 'lookedArea'] as const).map(
      (part) => [{ part: part.replace(/[A-Z]/, (capital) => `_${capital.toLowerCase()}`) }, coverage[part]],
    ),
  );
  gauge(
    'pictures_dropped',
    'Pictures of the last 15 whole minutes not looked at, by reason',
    ['reason'],
    ({ coverage }) => Object.entries(coverage.dropped).map(([reason, n]) => [{ reason }, n] as const),
  );
  gauge(
    'alert_leg_24h_seconds',
    'Legs of the alerts of the last 24 hours, median and 95th percentile',
    ['leg', 'quantile'],
    ({ legs }) =>
      legs.flatMap(({ leg, p50Ms, p95Ms }) => [
        [{ leg, quantile: '0.5' }, p50Ms / 1000] as const,
        [{ leg, quantile: '0.95' }, p95Ms / 1000] as const,
      ]),
  );
  gauge('alert_leg_24h_count', 'Alerts of the last 24 hours that have the leg', ['leg'], ({ legs }) =>
    legs.map(({ leg, count }) => [{ leg }, count] as const),
  );
  gauge('reader_moved_seconds', 'Since each reader of facts last moved', ['reader'], ({ readers, at }) =>
    readers.map(({ name, movedAt }) => [{ reader: name }, (Date.parse(at) - Date.parse(movedAt)) / 1000] as const),
  );
  gauge('refused', 'Data refused so far, by source and reason', ['source', 'reason'], ({ refusals }) =>
    refusals.map(({ source, reason, count }) => [{ source, reason }, count] as const),
  );
}

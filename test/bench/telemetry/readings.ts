import type { Database } from '../../../store/database.ts';

/** Agents that send in numbered batches, and sensors that speak for themselves. */
export const AGENTS = 20;
const SENSORS_PER_AGENT = 50;
const DEVICES = 500;

/** Registers everything that sends in the bench. */
export async function registerSenders(database: Database): Promise<void> {
  await database.query(`insert into agent (id, name, token_hash)
    select 'agent-' || n, 'bench', 'x' from generate_series(0, ${AGENTS - 1}) n`);
  await database.query(`insert into sensor (id, agent_id, name, quantity, unit, lat, lon, every_s, area_id)
    select 'sensor-' || n, 'agent-' || n / ${SENSORS_PER_AGENT}, 'bench', 'pm25', 'µg/m³', 21.3, 105.6, 10, 'ward-1'
      from generate_series(0, ${AGENTS * SENSORS_PER_AGENT - 1}) n
    union all
    select 'device-' || n, null, 'bench', 'pm25', 'µg/m³', 21.3, 105.6, 10, 'ward-1'
      from generate_series(0, ${DEVICES - 1}) n`);
}

/** A reading of the bench: no two of one round have the same sensor and time. */
export interface BenchReading {
  readonly sensorId: string;
  readonly at: number;
  readonly value: number;
}

/** Reading number `n` of an agent: its sensors in turn, each a second after the one before. */
export function agentReading(agent: number, n: number, from: number): BenchReading {
  const sensor = agent * SENSORS_PER_AGENT + (n % SENSORS_PER_AGENT);
  return { sensorId: `sensor-${sensor}`, at: from + Math.floor(n / SENSORS_PER_AGENT) * 1000, value: valueOf(n) };
}

/** Reading number `n` over all sensors that speak for themselves. */
export function deviceReading(n: number, from: number): BenchReading {
  return { sensorId: `device-${n % DEVICES}`, at: from + Math.floor(n / DEVICES) * 1000, value: valueOf(n) };
}

function valueOf(n: number): number {
  return Math.round(200 + 150 * Math.sin(n / 700)) / 10;
}

import pino from 'pino';

import type { AgentConfig } from '../../contracts/telemetry.ts';
import { type EdgeAgent, startEdgeAgent } from '../../edge-agent/app.ts';
import { type AgentSettings, readEnvironment } from '../../edge-agent/env.ts';
import { FFMPEG } from '../demo/cameras/synthetic-film.ts';
import { undoLater } from '../support/cleanup.ts';

export const AGENT_ID = 'tram-1';

/** Settings as the environment would give them. */
export function someEnvironment(ingestUrl: string, mqttUrl: string, dataDir: string): Record<string, string> {
  return {
    CITYWATCH_AGENT_ID: AGENT_ID,
    CITYWATCH_AGENT_TOKEN: 'secret',
    CITYWATCH_INGEST_URL: ingestUrl,
    CITYWATCH_MQTT_URL: mqttUrl,
    CITYWATCH_DATA_DIR: dataDir,
    CITYWATCH_FFMPEG: FFMPEG,
    CITYWATCH_PORT: '0',
    CITYWATCH_LOG_LEVEL: 'silent',
    CITYWATCH_STALL_S: '1',
    CITYWATCH_START_S: '4',
    CITYWATCH_STILL_CHECK_S: '1',
    CITYWATCH_HEALTH_S: '1',
  };
}

/** Starts an agent in this process; stopped when the test ends. `logged` collects what it logs. */
export async function startTestAgent(
  environment: Record<string, string>,
  logged: string[] = [],
): Promise<EdgeAgent & { readonly settings: AgentSettings }> {
  const settings = readEnvironment(environment);
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const clock = { wallMs: Date.now, steadyMs: () => performance.now() };
  const agent = await startEdgeAgent({ config: settings, log, clock });
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= agent.stop());
  undoLater(stop);
  return { ...agent, stop, settings };
}

/** A configuration with these cameras (id → URL) and sensors (id → URL). */
export function aConfig(
  cameras: Readonly<Record<string, string>>,
  sensors: Readonly<Record<string, string>> = {},
  version = 1,
): AgentConfig {
  return {
    agentId: AGENT_ID,
    version,
    cameras: Object.entries(cameras).map(([id, url]) => ({ id, url, sampleFps: 5, priority: 'normal', masks: [] })),
    sensors: Object.entries(sensors).map(([id, url]) => ({ id, url, everyS: 1 })),
    held: [],
  };
}

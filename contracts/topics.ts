/**
 * MQTT topics: one place, both ends. `+` in a filter stands for one name.
 * All under `cw/1/`, so that one broker can serve other systems and a next version.
 */
export const topics = {
  agentStatus: (agentId: string) => `cw/1/agents/${agentId}/status`,
  agentHealth: (agentId: string) => `cw/1/agents/${agentId}/health`,
  agentCoverage: (agentId: string) => `cw/1/agents/${agentId}/coverage`,
  agentReadings: (agentId: string) => `cw/1/agents/${agentId}/readings`,
  agentStored: (agentId: string) => `cw/1/agents/${agentId}/stored`,
  agentConfig: (agentId: string) => `cw/1/agents/${agentId}/config`,
  agentCommands: (agentId: string) => `cw/1/agents/${agentId}/commands`,
  deviceReadings: (sensorId: string) => `cw/1/devices/${sensorId}/readings`,
  cameraBoxes: (cameraId: string) => `cw/1/cameras/${cameraId}/boxes`,
} as const;

/** The same for readers of all agents or devices. */
export const filters = {
  agentStatus: topics.agentStatus('+'),
  agentHealth: topics.agentHealth('+'),
  agentCoverage: topics.agentCoverage('+'),
  agentReadings: topics.agentReadings('+'),
  deviceReadings: topics.deviceReadings('+'),
  cameraBoxes: topics.cameraBoxes('+'),
} as const;

/** The name in the third level of a topic (agent, device or camera), or null when the topic is not one of ours. */
export function nameInTopic(topic: string): string | null {
  return /^cw\/1\/(?:agents|devices|cameras)\/([a-z0-9][a-z0-9-]{0,63})\/[a-z]+$/.exec(topic)?.[1] ?? null;
}

/** For each account the broker knows: what it may publish and read. `{id}` is the agent's or device's own name. */
export const brokerRights = {
  agent: {
    publish: ['status', 'health', 'coverage', 'readings'].map((leaf) => `cw/1/agents/{id}/${leaf}`),
    subscribe: ['stored', 'config', 'commands'].map((leaf) => `cw/1/agents/{id}/${leaf}`),
  },
  device: { publish: ['cw/1/devices/{id}/readings'], subscribe: [] },
  ingest: {
    publish: ['cw/1/agents/+/stored', 'cw/1/cameras/+/boxes'],
    subscribe: [
      filters.agentStatus,
      filters.agentHealth,
      filters.agentCoverage,
      filters.agentReadings,
      filters.deviceReadings,
    ],
  },
  gateway: {
    publish: ['cw/1/agents/+/config', 'cw/1/agents/+/commands'],
    subscribe: [filters.agentStatus, filters.cameraBoxes],
  },
} as const;

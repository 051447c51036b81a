import type { z } from 'zod';
import {
  agentCommand,
  agentConfig,
  agentStatus,
  coverageReport,
  deviceReadings,
  healthReport,
  liveBoxes,
  readingsBatch,
  storedNotice,
} from './telemetry.ts';
import type { topics } from './topics.ts';

/** What travels on a topic, and how. */
export type TopicMessage = {
  /** Of the payload, JSON in UTF-8. */
  readonly schema: z.ZodType;
  /** The schema's name in contracts/telemetry.ts. */
  readonly schemaName: string;
  readonly qos: 0 | 1;
  /** The broker keeps the last message for whoever comes later. */
  readonly retained: boolean;
  /** One sentence for the documentation. */
  readonly meaning: string;
};

/**
 * The message of each topic. docs/topics.md is made of this and of {@link brokerRights}; a story test holds it against
 * what a real broker sees.
 */
export const topicMessages = {
  agentStatus: {
    schema: agentStatus,
    schemaName: 'agentStatus',
    qos: 1,
    retained: true,
    meaning: 'Whether the agent lives, with its heartbeat; also its last will.',
  },
  agentHealth: {
    schema: healthReport,
    schemaName: 'healthReport',
    qos: 1,
    retained: false,
    meaning: 'What each camera of the agent is like, every few seconds and at once on change.',
  },
  agentCoverage: {
    schema: coverageReport,
    schemaName: 'coverageReport',
    qos: 1,
    retained: false,
    meaning: 'What became of each camera’s pictures in a minute that is over.',
  },
  agentReadings: {
    schema: readingsBatch,
    schemaName: 'readingsBatch',
    qos: 1,
    retained: false,
    meaning: 'Readings of the agent’s sensors, numbered; sent again until their number is confirmed as stored.',
  },
  agentStored: {
    schema: storedNotice,
    schemaName: 'storedNotice',
    qos: 1,
    retained: false,
    meaning: 'All readings up to this number are committed, or refused for good.',
  },
  agentConfig: {
    schema: agentConfig,
    schemaName: 'agentConfig',
    qos: 1,
    retained: true,
    meaning: 'Everything the agent has to do: its cameras and sensors; empty when the agent was removed.',
  },
  agentCommands: {
    schema: agentCommand,
    schemaName: 'agentCommand',
    qos: 1,
    retained: false,
    meaning: 'What is asked of an agent once: a clip, a still, live view, which cameras are there.',
  },
  deviceReadings: {
    schema: deviceReadings,
    schemaName: 'deviceReadings',
    qos: 1,
    retained: false,
    meaning: 'Readings of a sensor that speaks MQTT itself.',
  },
  cameraBoxes: {
    schema: liveBoxes,
    schemaName: 'liveBoxes',
    qos: 0,
    retained: false,
    meaning: 'What the tracker sees right now, for whoever watches; worthless a second later.',
  },
} as const satisfies Record<keyof typeof topics, TopicMessage>;

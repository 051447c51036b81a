import { topicMessages } from '../../contracts/topic-messages.ts';
import { brokerRights, topics } from '../../contracts/topics.ts';

type TopicName = keyof typeof topics;

/** One message of each topic as it may look; each is checked against its schema when the page is made. */
const EXAMPLES: Readonly<Record<TopicName, object>> = {
  agentStatus: {
    agentId: 'tram-1',
    state: 'online',
    at: 1767225600000,
    heartbeat: {
      version: '0.1.0',
      startedAt: 1767222000000,
      rssBytes: 96000000,
      readingsWaiting: 0,
      readingsStoreFull: 0,
      readingsLost: 0,
      cameras: 4,
    },
  },
  agentHealth: {
    agentId: 'tram-1',
    at: 1767225600000,
    cameras: [
      {
        cameraId: 'cong-cho',
        condition: 'online',
        since: 1767222000000,
        fault: null,
        fps: 9.9,
        kbps: 2140,
        lastFrameAt: 1767225599900,
        width: 1920,
        height: 1080,
      },
    ],
  },
  agentCoverage: {
    agentId: 'tram-1',
    cameras: [
      {
        cameraId: 'cong-cho',
        minute: 1767225540000,
        expected: 300,
        decoded: 300,
        quiet: 240,
        sent: 59,
        dropped: { 'no-credit': 1 },
      },
    ],
  },
  agentReadings: {
    agentId: 'tram-1',
    epoch: '0b7c1f9e',
    readings: [{ seq: 4711, sensorId: 'dam-vac-muc-nuoc', at: 1767225600000, value: 182.5 }],
  },
  agentStored: { epoch: '0b7c1f9e', upTo: 4711 },
  agentConfig: {
    agentId: 'tram-1',
    version: 7,
    cameras: [
      { id: 'cong-cho', url: 'rtsp://user:password@192.0.2.7/stream', sampleFps: 5, priority: 'normal', masks: [] },
    ],
    sensors: [{ id: 'dam-vac-muc-nuoc', everyS: 10, url: 'http://192.0.2.8/level' }],
  },
  agentCommands: {
    command: 'still',
    cameraId: 'cong-cho',
    requestId: '5d1f0c2a',
    uploadUrl: 'https://citywatch.example/uploads/5d1f0c2a',
    uploadToken: 'a-token-for-this-once',
  },
  deviceReadings: { readings: [{ at: 1767225600000, value: 182.5 }] },
  cameraBoxes: {
    at: 1767225600000,
    boxes: [{ trackId: 'k3-17', class: 'person', score: 0.83, x: 0.41, y: 0.3, w: 0.05, h: 0.21 }],
  },
};

/** docs/topics.md: every MQTT topic, who may write and read it, and what travels on it. */
export function topicsPage(): string {
  const names = Object.keys(topics) as TopicName[]; // the keys of an `as const` object
  const rows = names.map((name) => {
    const { qos, retained, schemaName, meaning } = topicMessages[name];
    const topic = topics[name]('{id}');
    const cells = [`\`${topic}\``, who('publish', topic), who('subscribe', topic), qos, retained ? 'yes' : 'no'];
    return `| ${[...cells, `[\`${schemaName}\`](#${schemaName.toLowerCase()})`, meaning].join(' | ')} |`;
  });
  return `# MQTT topics

Made from \`contracts/topics.ts\` and \`contracts/topic-messages.ts\` by \`npm run docs\`; do not edit.

\`{id}\` is the name of an agent, a device or a camera: \`^[a-z0-9][a-z0-9-]{0,63}$\`. At the broker the user name of an agent or device **is** its id, and it may use its own topics only. Payloads are JSON, at most 256 KiB; moments are milliseconds since 1970 in UTC. What ingest cannot use it refuses with a reason that is counted (\`/metrics\`, and the state of the system in the console); everything else goes on.

| topic | written by | read by | QoS | retained | payload | meaning |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

Schemas are in \`contracts/telemetry.ts\`. An example of each:
${names.map(example).join('')}`;
}

/** Who has the right, in the order of the table of rights. */
function who(right: 'publish' | 'subscribe', topic: string): string {
  const holders = Object.entries(brokerRights).filter(([, rights]) =>
    rights[right].some((filter) => filter.replace('+', '{id}') === topic),
  );
  return holders.map(([name]) => name).join(', ');
}

function example(name: TopicName): string {
  const { schema, schemaName } = topicMessages[name];
  schema.parse(EXAMPLES[name]);
  return `\n### ${schemaName}\n\n\`\`\`json\n${JSON.stringify(EXAMPLES[name], null, 2)}\n\`\`\`\n`;
}

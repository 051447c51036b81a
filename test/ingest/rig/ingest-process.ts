import { startBuilt, type TestProgram } from '../../support/program.ts';

/** Starts ingest as a process of its own, with the real detector on one thread. */
export function startIngestProcess(databaseUrl: string, mqttUrl: string): Promise<TestProgram> {
  return startBuilt('ingest', {
    env: {
      ...process.env,
      CITYWATCH_DATABASE_URL: databaseUrl,
      CITYWATCH_MQTT_URL: mqttUrl,
      CITYWATCH_PORT: '0',
      CITYWATCH_DETECTOR_WORKERS: '1',
    },
  });
}

/** Waits until it hears everybody: agents and sensors have been subscribed to. Returns its port. */
export async function untilListening(ingest: TestProgram): Promise<number> {
  const [, port] = await ingest.printed(/"port":(\d+)[^]*(?:connected to the broker[^]*){3}/);
  // Connected is not yet subscribed.
  await new Promise((resolve) => setTimeout(resolve, 300));
  return Number(port);
}

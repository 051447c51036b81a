import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { connectAsync } from 'mqtt';
import { anybody, startTestBroker } from '../../support/broker.ts';
import { freePort, tempDir } from '../../support/places.ts';
import { startProgram } from '../../support/program.ts';

const MOSQUITTO = '/usr/sbin/mosquitto';

/** Brokers at which tests of the protocol run: the embedded one, and Debian's mosquitto where it is installed. */
export const brokers: readonly { readonly name: string; readonly start: () => Promise<string> }[] = [
  { name: 'aedes', start: async () => (await startTestBroker()).urlFor(anybody) },
  ...(existsSync(MOSQUITTO) ? [{ name: 'mosquitto', start: startMosquitto }] : []),
];

async function startMosquitto(): Promise<string> {
  const port = await freePort();
  const config = path.join(await tempDir(), 'mosquitto.conf');
  await writeFile(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 1000\nmax_queued_messages 100000\n`,
  );
  const broker = startProgram(MOSQUITTO, ['-c', config]);
  await broker.printed(/mosquitto version .* running/);
  const url = `mqtt://127.0.0.1:${port}`;
  await (await connectAsync(url, { clientId: 'probe', reconnectPeriod: 0 })).endAsync();
  return url;
}

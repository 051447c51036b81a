import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SAMPLED_EVERY_MS = 50;

/** The gateway as it is shipped, a process of its own. */
export type GatewayProcess = {
  readonly url: string;
  /** The most it had in memory while `work` ran and what it had before, MiB of resident pages. */
  readonly memoryOf: (work: () => Promise<void>) => Promise<{ readonly before: number; readonly peak: number }>;
  readonly stop: () => Promise<void>;
};

/** Starts dist/gateway.js. @param oldSpaceMiB the most V8 may keep of objects that live longer; undefined: its own choice */
export async function startGatewayProcess(databaseUrl: string, oldSpaceMiB?: number): Promise<GatewayProcess> {
  const child = spawn(
    process.execPath,
    [
      '--enable-source-maps',
      ...(oldSpaceMiB === undefined ? [] : [`--max-old-space-size=${oldSpaceMiB}`]),
      fileURLToPath(new URL('../../../dist/gateway.js', import.meta.url)),
    ],
    {
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        // As in the image.
        MALLOC_ARENA_MAX: '2',
        CITYWATCH_DATABASE_URL: databaseUrl,
        CITYWATCH_MQTT_URL: 'mqtt://127.0.0.1:9',
        CITYWATCH_PORT: '0',
        CITYWATCH_WEB_DIR: fileURLToPath(new URL('../../../dist/web', import.meta.url)),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  const { pid } = child;
  if (pid === undefined) throw new Error('the gateway did not start');
  const url = await listening(child.stdout);
  child.stdout.resume();

  const residentMiB = async (name: 'VmRSS' | 'VmHWM'): Promise<number> => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024;
  };
  return {
    url,
    async memoryOf(work) {
      const before = await residentMiB('VmRSS');
      // The kernel's own mark of the most there was begins anew.
      await writeFile(`/proc/${pid}/clear_refs`, '5');
      let peak = before;
      const done = new AbortController();
      const sampled = (async () => {
        while (!done.signal.aborted) {
          peak = Math.max(peak, await residentMiB('VmRSS'));
          await sleep(SAMPLED_EVERY_MS);
        }
      })();
      const died = ended.then(() => {
        throw new Error('the gateway ended while it made a file');
      });
      died.catch(() => undefined);
      try {
        await Promise.race([work(), died]);
      } finally {
        done.abort();
        await sampled;
      }
      return { before, peak: Math.max(peak, await residentMiB('VmHWM')) };
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Its address, from the line of its log that says so. */
async function listening(log: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: log })) {
    const url = /"url":"(http:[^"]+)"/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('the gateway did not say where it listens');
}

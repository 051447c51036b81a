import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of this folder, run from its source. Its first line on stdout says that it is ready. */
export interface Child {
  /** The first line, JSON. */
  readonly ready: unknown;
  /** Processor time used so far, seconds, user and system. */
  readonly cpuS: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Starts a file of this folder and waits until it is ready. */
export async function startChild(name: string, env: Readonly<Record<string, string>>): Promise<Child> {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL(name, import.meta.url))], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} ended`);
    return JSON.parse(value) as unknown; // our own children speak JSON
  };
  const ready = await ask();
  return {
    ready,
    async cpuS() {
      child.stdin.write('cpu\n');
      return Number(await ask());
    },
    async stop() {
      const ended = once(child, 'close');
      child.stdin.end();
      await ended;
    },
  };
}

/** The other side: says that it is ready, answers what it is asked, and ends when its parent does. */
export function serveParent(ready: unknown, stop: () => Promise<void>): void {
  console.log(JSON.stringify(ready));
  createInterface({ input: process.stdin })
    .on('line', () => {
      const { user, system } = process.cpuUsage();
      console.log(JSON.stringify((user + system) / 1e6));
    })
    .on('close', () => {
      void stop().finally(() => process.exit(0));
    });
}

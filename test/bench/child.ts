import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of a bench, run from its source. Its first line on stdout says that it is ready. */
export interface Child {
  /** The first line, JSON. */
  readonly ready: unknown;
  /** Processor time used so far, seconds, user and system. */
  readonly cpuS: () => Promise<number>;
  /** What it answers instead, when it was written to. */
  readonly ask: () => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/** Starts a file of this folder (`telemetry/broker-process.ts`) and waits until it is ready. */
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
  const answer = (): Promise<unknown> => {
    child.stdin.write('cpu\n');
    return ask();
  };
  return {
    ready,
    cpuS: async () => Number(await answer()),
    ask: answer,
    async stop() {
      const ended = once(child, 'close');
      child.stdin.end();
      await ended;
    },
  };
}

/** The other side: says that it is ready, answers when it is asked, and ends when its parent does. */
export function serveParent(ready: unknown, stop: () => Promise<void>, answer: () => unknown = processorS): void {
  console.log(JSON.stringify(ready));
  createInterface({ input: process.stdin })
    .on('line', () => console.log(JSON.stringify(answer())))
    .on('close', () => {
      void stop().finally(() => process.exit(0));
    });
}

function processorS(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

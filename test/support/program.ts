import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { undoLater } from './cleanup.ts';
import { repository } from './places.ts';
import { shared } from './shared.ts';

const PATIENCE_MS = 10_000;

/** A program a test has started. When the test or file ends it is asked to end (SIGTERM), and after 10 s made to. */
export interface TestProgram {
  readonly child: ChildProcess;
  /** Everything printed so far, stdout and stderr as they came. */
  readonly output: () => string;
  /** Resolves with the match once the output has it; rejects with the output when the program ends without. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Resolves with the exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts one of our processes as it is deployed. */
export async function startBuilt(
  name: 'analytics' | 'edge-agent' | 'gateway' | 'ingest' | 'replay',
  { args = [], env = process.env }: { readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<TestProgram> {
  const script = path.join(await shared('build'), `${name}.js`);
  return startProgram(process.execPath, ['--enable-source-maps', script, ...args], { env });
}

/**
 * Starts a program; one of ours by {@link startBuilt}.
 *
 * @param options.cwd the repository where it is not given
 */
export function startProgram(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly uid?: number;
    readonly gid?: number;
    /** In a process group of its own, which `process.kill(-pid)` reaches as Ctrl-C in a terminal would. */
    readonly detached?: boolean;
  } = {},
): TestProgram {
  const child = spawn(command, [...args], { cwd: repository, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const listeners = new Set<() => void>();
  const hear = (piece: string): void => {
    text += piece;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code);
      for (const listener of listeners) listener();
    });
  });
  ended.catch(() => undefined);
  undoLater(async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await ended.catch(() => undefined);
    clearTimeout(patience);
  });
  const printed = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(text);
        if (match === null && child.exitCode === null && child.signalCode === null) return;
        listeners.delete(look);
        if (match === null) reject(new Error(`${command} ended without printing ${pattern.source}:\n${text}`));
        else resolve(match);
      };
      listeners.add(look);
      look();
    });
  return { child, output: () => text, printed, ended };
}

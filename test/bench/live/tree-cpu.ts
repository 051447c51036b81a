import { readdir, readFile } from 'node:fs/promises';

const TICKS_PER_S = 100;

/** Processor seconds that a process has used, user and system (Linux; 100 ticks a second on every common build). */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}

/** The child of a process that runs this script. @throws Error when there is none */
export async function childRunning(parent: number, script: string): Promise<number> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (Number(/\) \S (\d+)/.exec(stat)?.[1]) === parent && command.includes(script)) return Number(entry);
  }
  throw new Error(`the demo runs no ${script}`);
}

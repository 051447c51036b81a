import { readdir, readFile } from 'node:fs/promises';

/** `_SC_CLK_TCK` of every Linux that Node runs on. */
const TICKS_PER_S = 100;

/** Processor time of the children of a process, ended ones included, milliseconds. */
export async function childrenMs(pid: number): Promise<number> {
  const all = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(statOf));
  const parents = new Map(all.flatMap((stat) => (stat ? [[stat.pid, stat] as const] : [])));
  const isBelow = (at: number): boolean => {
    const parent = parents.get(at)?.parent;
    return parent !== undefined && parent > 1 && (parent === pid || isBelow(parent));
  };
  let sum = parents.get(pid)?.endedChildrenMs ?? 0;
  for (const stat of parents.values()) if (isBelow(stat.pid)) sum += stat.ownMs + stat.endedChildrenMs;
  return sum;
}

/** Processor time of one process with all its children, milliseconds. */
export async function treeMs(pid: number): Promise<number> {
  return ((await statOf(String(pid)))?.ownMs ?? 0) + (await childrenMs(pid));
}

/** Time all processors of the machine have been busy with anything, milliseconds. */
export async function machineMs(): Promise<number> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n', 1);
  const [, user = 0, nice = 0, system = 0, , , irq = 0, soft = 0] = line.split(/ +/).map(Number);
  return ((user + nice + system + irq + soft) * 1000) / TICKS_PER_S;
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ownMs: number;
  readonly endedChildrenMs: number;
}

async function statOf(name: string): Promise<Stat | null> {
  const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
  // The program's name, in brackets, may hold anything.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent] = fields;
  if (text === '' || parent === undefined) return null;
  const ms = (from: number): number => (((fields[from] ?? 0) + (fields[from + 1] ?? 0)) * 1000) / TICKS_PER_S;
  return { pid: Number(name), parent, ownMs: ms(11), endedChildrenMs: ms(13) };
}

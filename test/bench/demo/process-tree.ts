import { readdir, readFile } from 'node:fs/promises';

/** Memory of a process and everything it started. */
export type TreeMemory = {
  readonly processes: number;
  /** Resident set sizes added up: memory that processes share is counted in each of them. */
  readonly rssMiB: number;
  /** Proportional set sizes added up: shared memory is divided among those who share it. */
  readonly pssMiB: number;
  readonly rssByName: Readonly<Record<string, number>>;
};

/** Reads the memory of `root` and all its descendants from /proc (Linux). Processes that end meanwhile are left out. */
export async function treeMemory(root: number): Promise<TreeMemory> {
  const children = new Map<number, number[]>();
  const names = new Map<number, string>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const parent = Number(/\) \S (\d+)/.exec(stat)?.[1]);
    if (!parent) continue;
    const command = (await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')).split('\0');
    names.set(Number(entry), nameOf(command));
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const tree: number[] = [];
  const rest = [root];
  for (let pid = rest.pop(); pid !== undefined; pid = rest.pop()) {
    tree.push(pid);
    rest.push(...(children.get(pid) ?? []));
  }
  const rssByName: Record<string, number> = {};
  let rss = 0;
  let pss = 0;
  let processes = 0;
  for (const pid of tree) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    const rssKiB = Number(/^Rss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    if (rssKiB === 0) continue;
    processes += 1;
    rss += rssKiB;
    pss += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    const name = names.get(pid) ?? 'other';
    rssByName[name] = Math.round(((rssByName[name] ?? 0) + rssKiB / 1024) * 10) / 10;
  }
  return { processes, rssMiB: Math.round(rss / 1024), pssMiB: Math.round(pss / 1024), rssByName };
}

function nameOf(command: readonly string[]): string {
  const script = command.find((word) => /dist\/[\w-]+\.js$/.test(word));
  if (script) return script.replace(/^.*dist\//, '').replace(/\.js$/, '');
  const program = command[0]?.split(' ')[0] ?? '';
  if (/postgres/.test(command.join(' '))) return 'postgres';
  return program.replace(/^.*\//, '').replace(/:$/, '') || 'other';
}

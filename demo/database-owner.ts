import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseStartError } from './database-server.ts';

/**
 * Marks the data as used by this process until the returned function is called.
 * The mark of a run that was killed does not count: it names a process that is gone, or one that began later.
 *
 * @throws {DatabaseStartError} while another process uses the data
 */
export async function takeOwnership(dir: string): Promise<() => Promise<void>> {
  const mark = path.join(dir, 'used-by');
  const [pid = '', began] = (await readFile(mark, 'utf8').catch(() => '')).split(' ');
  if (/^\d+$/.test(pid) && began !== '' && (await beginningOf(pid)) === began) {
    throw new DatabaseStartError(`The data in ${dir} is in use by process ${pid}: stop that one first.`);
  }
  await writeFile(mark, `${process.pid} ${await beginningOf(`${process.pid}`)}`);
  return () => rm(mark, { force: true });
}

/** When a process began, in the kernel's ticks; '' where there is no such process (or no /proc, as on macOS). */
async function beginningOf(pid: string): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name and may hold spaces; what follows it is counted from its closing bracket.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

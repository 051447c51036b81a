import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The unprivileged user the server runs as when we are root. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Where the server's files are, and as whom it runs. `user` is absent when it runs as ourselves. */
export interface DatabasePlace {
  readonly dir: string;
  readonly tree: string;
  readonly user?: ServerUser;
}

/** Where files go that the unprivileged user could not reach inside our own folders. */
const SHARED_PLACE = '/var/lib/citywatch';

/**
 * Decides where the database lives and prepares the folders.
 * PostgreSQL refuses to run as root, so as root it runs as `postgres`, or where there is no such user, as `nobody`.
 * That user must reach both data and program; where the folders given are inside one that is closed to others
 * (a checkout under /root), they are kept below /var/lib/citywatch instead, and `say` is told.
 *
 * @param wanted the folder for the data and the prepared PostgreSQL tree
 * @param say told in one sentence when another place had to be taken
 * @param shared that other place
 */
export async function placeDatabase(
  wanted: { readonly dir: string; readonly tree: string },
  say: (sentence: string) => void,
  shared = SHARED_PLACE,
): Promise<DatabasePlace> {
  await mkdir(wanted.dir, { recursive: true });
  if (process.getuid?.() !== 0) return wanted;
  const user = await unprivilegedUser(wanted.dir);
  let { dir, tree } = wanted;
  if (!(await isReachable(path.dirname(dir), user))) {
    dir = await movedFolder(wanted.dir, shared);
    say(`${wanted.dir} is closed to the user ${user.name}, as whom the database runs; its data is in ${dir}.`);
  }
  if (!(await isReachable(path.join(tree, 'bin', 'postgres'), user))) tree = await sharedTree(tree, shared);
  await chown(dir, user.uid, user.gid);
  await chmod(dir, 0o700);
  return { dir, tree, user };
}

/** Data made by one user stays with that user; otherwise the first of those that every system might have. */
async function unprivilegedUser(dir: string): Promise<ServerUser> {
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const owner = (await stat(dir)).uid;
  const found =
    (owner === 0 ? undefined : users.find(([, , uid]) => Number(uid) === owner)) ??
    users.find(([name]) => name === 'postgres') ??
    users.find(([name]) => name === 'nobody');
  if (found === undefined) {
    throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as.');
  }
  const [name = '', , uid, gid] = found;
  return { name, uid: Number(uid), gid: Number(gid) };
}

async function isReachable(file: string, user: ServerUser): Promise<boolean> {
  for (let at = file; ; at = path.dirname(at)) {
    const info = await stat(at);
    if (!mayEnter(info, user)) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** Whether a user may enter a folder or run a program, by its owner and mode alone. */
export function mayEnter(
  { uid, gid, mode }: { readonly uid: number; readonly gid: number; readonly mode: number },
  user: Pick<ServerUser, 'uid' | 'gid'>,
): boolean {
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & 0o5) === 0o5;
}

/**
 * The folder that stands in for `dir`. A note in `dir` names it, so that removing `dir` forgets the data,
 * and what no note names any more is removed.
 */
async function movedFolder(dir: string, shared: string): Promise<string> {
  const note = path.join(dir, 'moved-to');
  const known = (await readFile(note, 'utf8').catch(() => '')).trim();
  const name = known === '' ? `data-${randomBytes(6).toString('hex')}` : path.basename(known);
  const moved = path.join(shared, name);
  await mkdir(moved, { recursive: true });
  await writeFile(path.join(moved, 'moved-from'), dir);
  await writeFile(note, moved);
  for (const other of await readdir(shared)) {
    const from = await readFile(path.join(shared, other, 'moved-from'), 'utf8').catch(() => undefined);
    if (from === undefined) continue;
    const named = await readFile(path.join(from, 'moved-to'), 'utf8').catch(() => '');
    if (named !== path.join(shared, other)) await rm(path.join(shared, other), { recursive: true, force: true });
  }
  return moved;
}

async function sharedTree(tree: string, shared: string): Promise<string> {
  const description = await readFile(path.join(tree, 'tree.json'), 'utf8');
  const copy = path.join(shared, `postgres-${shortHash(description)}`);
  if (await stat(copy).catch(() => undefined)) return copy;
  const partial = `${copy}.partial-${process.pid}`;
  await mkdir(shared, { recursive: true });
  await cp(tree, partial, { recursive: true, verbatimSymlinks: true });
  for (const entry of await readdir(partial, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(path.join(entry.parentPath, entry.name), 0o755);
  }
  await chmod(partial, 0o755);
  await rename(partial, copy);
  return copy;
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

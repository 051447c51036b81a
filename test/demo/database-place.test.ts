import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DatabasePlace, mayEnter, placeDatabase } from '../../demo/database-place.ts';
import { tempDir } from '../support/places.ts';

const isRoot = process.getuid?.() === 0;

/** A checkout inside a folder that only its owner may enter, as one under /root is. */
async function aClosedCheckout(): Promise<{ dir: string; tree: string; shared: string }> {
  const top = await tempDir();
  const checkout = path.join(top, 'closed', 'checkout');
  const tree = path.join(checkout, '.cache', 'postgres-17');
  await mkdir(path.join(tree, 'bin'), { recursive: true });
  await writeFile(path.join(tree, 'tree.json'), '{}');
  await writeFile(path.join(tree, 'bin', 'postgres'), 'program', { mode: 0o700 });
  await chmod(path.join(top, 'closed'), 0o700);
  return { dir: path.join(checkout, '.data', 'database'), tree, shared: path.join(top, 'shared') };
}

describe.runIf(isRoot)('as root', () => {
  it('data and program are kept where the unprivileged user can reach them, and that is said', async () => {
    const { dir, tree, shared } = await aClosedCheckout();
    const said: string[] = [];
    const place: DatabasePlace = await placeDatabase({ dir, tree }, (sentence) => said.push(sentence), shared);
    expect(place.user?.uid).toBeGreaterThan(0);
    expect(place.dir.startsWith(shared)).toBe(true);
    expect((await stat(place.dir)).uid).toBe(place.user?.uid);
    expect(mayEnter(await stat(path.join(place.tree, 'bin', 'postgres')), { uid: 12_345, gid: 12_345 })).toBe(true);
    expect(await readFile(path.join(place.tree, 'bin', 'postgres'), 'utf8')).toBe('program');
    expect(said).toEqual([expect.stringContaining(place.dir)]);
  });

  it('a second start finds the data of the first, and a start after the folder was removed does not', async () => {
    const { dir, tree, shared } = await aClosedCheckout();
    const quiet = (): void => undefined;
    const first = await placeDatabase({ dir, tree }, quiet, shared);
    expect((await placeDatabase({ dir, tree }, quiet, shared)).dir).toBe(first.dir);
    await rm(dir, { recursive: true });
    const afresh = await placeDatabase({ dir, tree }, quiet, shared);
    expect(afresh.dir).not.toBe(first.dir);
    expect((await readdir(shared)).filter((name) => name.startsWith('data-'))).toEqual([path.basename(afresh.dir)]);
  });

  it('the data of another checkout is left alone', async () => {
    const one = await aClosedCheckout();
    const other = await aClosedCheckout();
    const quiet = (): void => undefined;
    const first = await placeDatabase(one, quiet, one.shared);
    await placeDatabase(other, quiet, one.shared);
    expect((await placeDatabase(one, quiet, one.shared)).dir).toBe(first.dir);
    expect((await stat(first.dir)).isDirectory()).toBe(true);
  });

  it('an open checkout is used as it is', async () => {
    const { dir, tree, shared } = await aClosedCheckout();
    await chmod(path.resolve(tree, '../../..'), 0o755);
    await chmod(path.join(tree, 'bin', 'postgres'), 0o755);
    const place = await placeDatabase({ dir, tree }, (sentence) => expect.fail(sentence), shared);
    expect(place).toMatchObject({ dir, tree });
  });
});

it.skipIf(isRoot)('somebody else than root uses the folders as they are', async () => {
  const { dir, tree, shared } = await aClosedCheckout();
  expect(await placeDatabase({ dir, tree }, (sentence) => expect.fail(sentence), shared)).toEqual({ dir, tree });
});

describe('mayEnter', () => {
  const user = { uid: 65_534, gid: 65_534 };
  it.each([
    [{ uid: 0, gid: 0, mode: 0o755 }, true],
    [{ uid: 0, gid: 0, mode: 0o700 }, false],
    [{ uid: 0, gid: 0, mode: 0o711 }, false],
    [{ uid: 0, gid: 65_534, mode: 0o750 }, true],
    [{ uid: 0, gid: 65_534, mode: 0o705 }, false],
    [{ uid: 65_534, gid: 0, mode: 0o500 }, true],
    [{ uid: 65_534, gid: 0, mode: 0o077 }, false],
  ])('of %o is %s for user and group 65534', (folder, expected) => {
    expect(mayEnter(folder, user)).toBe(expected);
  });
});

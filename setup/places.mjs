import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The repository's top folder. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** A path inside the repository. */
export const inRoot = (...parts) => path.join(root, ...parts);

/** A path inside `.cache/`, where everything that was downloaded or made from a download is kept between starts. */
export const inCache = (...parts) => path.join(root, '.cache', ...parts);

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { madePages } from './made-pages.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

for (const [page, text] of Object.entries(madePages())) {
  await writeFile(path.join(repository, page), text);
  console.log(`✓ ${page}`);
}

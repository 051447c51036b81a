import { gzipSync } from 'node:zlib';
import { build, type Rollup } from 'vite';
import { beforeAll, expect, test } from 'vitest';

const LIMIT_BYTES = 200_000;
let files: Rollup.RollupOutput['output'];

beforeAll(async () => {
  const built = await build({ configFile: 'vite.config.ts', logLevel: 'error', build: { write: false } });
  if (Array.isArray(built) || !('output' in built)) throw new Error('one build has one output');
  files = built.output;
}, 120_000);

const textOf = (name: string): string => {
  const file = files.find(({ fileName }) => fileName === name);
  if (file?.type !== 'asset') throw new Error(`the build has no ${name}`);
  return String(file.source);
};

test('what a browser must load before the console starts is under 200 kB of JavaScript, gzipped', () => {
  const chunks = new Map(files.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])));
  const first = new Set<string>();
  const take = (name: string): void => {
    const chunk = chunks.get(name);
    if (!chunk || first.has(name)) return;
    first.add(name);
    chunk.imports.forEach(take);
  };
  for (const { fileName, isEntry } of chunks.values()) if (isEntry) take(fileName);
  const bytes = [...first].map((name) => gzipSync(chunks.get(name)?.code ?? '').length);
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(LIMIT_BYTES);
  expect(chunks.size).toBeGreaterThan(first.size);
});

test('the service worker remembers every file of the build, the parts that are loaded later too', () => {
  const worker = textOf('sw.js');
  const hashed = files.map(({ fileName }) => fileName).filter((name) => name.startsWith('assets/'));
  expect(hashed.length).toBeGreaterThan(3);
  for (const name of [...hashed, 'icon-192.png', 'manifest.webmanifest']) expect(worker).toContain(`/${name}"`);
});

test('page and service worker name the same version', () => {
  const version = /<meta name="citywatch-version" content="(\w{12})"/.exec(textOf('index.html'))?.[1];
  expect(version).toBeDefined();
  expect(textOf('sw.js')).toContain(`shell-${version}`);
});

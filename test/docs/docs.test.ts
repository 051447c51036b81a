import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEMO_USAGE } from '../../demo/options.ts';
import { repository } from '../support/places.ts';
import { madePages } from './made-pages.ts';

const read = (name: string) => readFileSync(path.join(repository, name), 'utf8');
const READMES = ['README.md', 'README.vi.md'];
const PAGES = [
  ...READMES,
  'CONTRIBUTING.md',
  ...readdirSync(path.join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join('docs', name)),
];

test.each(Object.entries(madePages()))('%s is what the code says (npm run docs makes it anew)', (page, text) => {
  expect(read(page)).toBe(text);
});

describe.each(READMES)('%s', (page) => {
  const text = read(page);

  test('has a line for each folder, and for no other', () => {
    const ignored = read('.gitignore').split('\n');
    const folders = readdirSync(repository, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !ignored.includes(`${entry.name}/`))
      .map(({ name }) => name);
    const named = [...text.matchAll(/^\| `([\w-]+)\/` \|/gm)].map(([, name = '']) => name);
    expect(named.toSorted()).toEqual(folders.toSorted());
  });

  test('has a line for each option of the demo, and for no other', () => {
    const options = [...DEMO_USAGE.matchAll(/^ {2}(--\w+)/gm)].map(([, name = '']) => name);
    const named = [...text.matchAll(/^\| `(--\w+)[^`]*` \|/gm)].map(([, name = '']) => name);
    expect([...named, '--help'].toSorted()).toEqual(options.toSorted());
  });
});

describe.each(PAGES)('%s', (page) => {
  const text = read(page);

  test('links only to what is there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link.split('#')[0] ?? '')
      .filter((link) => link !== '' && !/^[a-z]+:/.test(link));
    const broken = links.filter((link) => !existsSync(path.join(repository, path.dirname(page), link)));
    expect(broken).toEqual([]);
  });

  test('names only npm scripts that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run ([a-z][\w-]*(?::(?:[\w-]+|\*))?)/g)].map(([, name = '']) => name);
    const isThere = (name: string) =>
      Object.keys(scripts).some((script) =>
        name.endsWith('*') ? script.startsWith(name.slice(0, -1)) : script === name,
      );
    expect(named.filter((name) => !isThere(name))).toEqual([]);
  });
});

test('docs/benchmarks.md has a line for each benchmark', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = [...read('docs/benchmarks.md').matchAll(/^\| `npm run (bench:[\w-]+)` \|/gm)].map(
    ([, name = '']) => name,
  );
  expect(named.toSorted()).toEqual(
    Object.keys(scripts)
      .filter((name) => name.startsWith('bench:'))
      .toSorted(),
  );
});

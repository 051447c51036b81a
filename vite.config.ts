import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The console's bundle. Nothing is inlined as data: URLs, so that the gateway's Content-Security-Policy can stay strict.
 * Leaflet's ES module is named outright because its package announces only the UMD build.
 */
export default defineConfig({
  root: here('./web'),
  base: '/',
  publicDir: here('./web/public'),
  resolve: { alias: [{ find: /^leaflet$/, replacement: here('./node_modules/leaflet/dist/leaflet-src.esm.js') }] },
  plugins: [serviceWorker()],
  build: {
    outDir: here('./dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: true,
  },
});

/**
 * Writes `sw.js`, which remembers every file of this build by name, and puts the build's version into the page, so that a
 * page knows which one it is however it was loaded.
 */
function serviceWorker(): Plugin {
  const versionOf = (files: readonly string[]) =>
    createHash('sha256').update(files.toSorted().join('\n')).digest('hex').slice(0, 12);
  return {
    name: 'citywatch-service-worker',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle: files }) => [
        {
          tag: 'meta',
          attrs: { name: 'citywatch-version', content: versionOf(hashedFiles(Object.keys(files ?? {}))) },
          injectTo: 'head',
        },
      ],
    },
    generateBundle: {
      order: 'post',
      handler: async function (_options, files) {
        const hashed = hashedFiles(Object.keys(files));
        const shell = [...hashed, ...(await readdir(here('./web/public')))].map((name) => `/${name}`);
        const { outputFiles } = await bundle({
          entryPoints: [here('./web/service-worker/main.ts')],
          bundle: true,
          write: false,
          minify: true,
          format: 'iife',
          target: 'es2022',
          define: {
            SHELL_NAME: JSON.stringify(`shell-${versionOf(hashed)}`),
            SHELL_FILES: JSON.stringify(shell),
          },
        });
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: outputFiles.map(({ text }) => text).join('') });
      },
    },
  };
}

/** The files whose names change with what is in them. */
function hashedFiles(names: readonly string[]): readonly string[] {
  return names.filter((name) => name.startsWith('assets/'));
}

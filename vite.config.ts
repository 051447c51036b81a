import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

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

import { build } from 'esbuild';
import path from 'node:path';

/**
 * An esbuild plugin: `import script from './name.worker?text'` bundles name.worker.ts as a script of
 * its own and hands it over as text, since a webview may start workers from nothing but its own blobs.
 *
 * @param {{ minify: boolean }} options
 * @returns {import('esbuild').Plugin}
 */
export function workerText({ minify }) {
  return {
    name: 'worker-text',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.worker\?text$/ }, ({ path: request, resolveDir }) => ({
        path: path.join(resolveDir, request.replace(/\?text$/, '.ts')),
        namespace: 'worker-text',
      }));
      onLoad({ filter: /.*/, namespace: 'worker-text' }, async ({ path: entry }) => {
        const { outputFiles, metafile } = await build({
          entryPoints: [entry],
          bundle: true,
          write: false,
          metafile: true,
          platform: 'browser',
          format: 'iife',
          target: 'chrome120',
          minify,
          logLevel: 'silent',
        });
        return {
          contents: outputFiles[0].text,
          loader: 'text',
          watchFiles: Object.keys(metafile.inputs).map((file) => path.resolve(file)),
        };
      });
    },
  };
}

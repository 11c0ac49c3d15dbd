// What esbuild is taught for this project.
import { transform } from 'esbuild';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import loadWabt from 'wabt';

/**
 * Assembles WebAssembly text (`*.wat`) and hands the module's bytes to the importer as a Uint8Array, so
 * that the kernels stay readable in the repository and nothing binary is committed for them.
 */
export const webAssemblyText = {
  name: 'webassembly-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.wat$/ }, async ({ path: file }) => {
      const wabt = await loadWabt();
      const module = wabt.parseWat(file, await readFile(file), { simd: true, bulk_memory: true });
      try {
        module.validate();
        return { contents: module.toBinary({}).buffer, loader: 'binary', watchFiles: [file] };
      } finally {
        module.destroy();
      }
    });
  },
};

/**
 * Puts `*.wasm` beside the bundle, for Node, which reads it when its importer is first needed: a bundle
 * that holds it is several times as large, and most runtimes have a codec of their own.
 */
export const webAssemblyBesideBundle = {
  name: 'webassembly-beside-bundle',
  setup({ onLoad, initialOptions: { absWorkingDir, outdir } }) {
    onLoad({ filter: /\.wasm$/ }, async ({ path: file }) => {
      const name = path.basename(file);
      await copyFile(file, path.join(absWorkingDir, outdir, name));
      const contents = [
        "import { readFileSync } from 'node:fs';",
        `const place = new URL(${JSON.stringify(name)}, import.meta.url);`,
        'export default new Uint8Array(readFileSync(place));',
      ].join('\n');
      return { contents, loader: 'js', resolveDir: path.dirname(file), watchFiles: [file] };
    });
  },
};

/**
 * Imports `vscode` once for all of a bundle. In CommonJS each file that imports it would get a copy of
 * that large namespace, getter by getter, which was a good part of the extension's activation.
 */
export const oneVscode = {
  name: 'one-vscode',
  setup({ onResolve, onLoad }) {
    const namespace = 'one-vscode';
    onResolve({ filter: /^vscode$/ }, (asked) =>
      asked.namespace === namespace
        ? { path: 'vscode', external: true }
        : { path: 'vscode', namespace },
    );
    onLoad({ filter: /.*/, namespace }, () => ({ contents: "export * from 'vscode';" }));
  },
};

/**
 * Writes a bundle that is split into modules as CommonJS, into which esbuild does not split by itself. VS
 * Code loads modules, too, but through a hook whose start takes several times as long as all the rest
 * of an activation.
 */
export const splitCommonJs = {
  name: 'split-commonjs',
  setup({ onEnd, initialOptions }) {
    const { target, minify, sourcemap } = initialOptions;
    Object.assign(initialOptions, { write: false, sourcemap: sourcemap && 'inline' });
    onEnd(async ({ outputFiles = [] }) => {
      for (const { path: file, text } of outputFiles) {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, file.endsWith('.cjs') ? await commonJs(text) : text);
      }
    });

    /** @param {string} module */
    async function commonJs(module) {
      const { code } = await transform(module, {
        format: 'cjs',
        platform: 'node',
        target,
        minify,
        sourcemap: sourcemap ? 'inline' : false,
        supported: { 'dynamic-import': false },
        // Whatever lies beside a bundle is found relative to its file.
        define: { 'import.meta.url': 'importMetaUrl' },
        banner: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;",
      });
      return code;
    }
  },
};

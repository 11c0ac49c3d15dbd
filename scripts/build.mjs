// Builds everything with esbuild.
//
//   node scripts/build.mjs            dist/: the extension, its webview, the command line, the workers
//   node scripts/build.mjs --tests    the same, and out/: every test and bench as modules of its own
//   node scripts/build.mjs --tests test/unit/trace ...    only the tests below these folders or files
//   node scripts/build.mjs --watch    the same as the first, again at every change
//
// WebAssembly text (*.wat) is assembled while bundling, so that the kernels stay readable in the
// repository and nothing binary is committed for them.
import { build, context } from 'esbuild';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';
import { workerText } from './workerText.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');
const production = process.argv.includes('--production');
const only = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

/** Assembles `*.wat` and hands the module's bytes to the importer as a Uint8Array. */
const webAssemblyText = {
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

const shared = {
  absWorkingDir: root,
  bundle: true,
  target: ['node20', 'chrome120'],
  sourcemap: !production,
  minify: production,
  logLevel: 'warning',
  plugins: [webAssemblyText, workerText({ minify: production })],
  loader: { '.elf': 'binary', '.wasm': 'binary' },
  legalComments: 'linked',
};

// Some dependencies are CommonJS and call require() for Node's own modules.
const requireInModules = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

const node = { ...shared, platform: 'node', format: 'esm', banner: requireInModules };

/** Every file of this ending below `folder`, whatever its depth. */
function filesBelow(folder, ending) {
  return readdirSync(path.join(root, folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(ending) && !name.includes('node_modules'))
    .map((name) => path.join(folder, name));
}

const product = [
  {
    ...node,
    entryPoints: {
      cli: 'src/cli/main.ts',
      activeWorker: 'src/node/activeWorker.ts',
      passiveWorker: 'src/node/passiveWorker.ts',
      recorderWorker: 'src/node/recorderWorker.ts',
      readerWorker: 'src/node/readerWorker.ts',
    },
    outdir: 'dist',
  },
  {
    ...shared,
    platform: 'node',
    format: 'cjs',
    entryPoints: { extension: 'src/extension.ts' },
    outExtension: { '.js': '.cjs' },
    outdir: 'dist',
    external: ['vscode'],
    // In CommonJS there is no import.meta; the workers are found relative to this file.
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  },
  {
    ...shared,
    platform: 'browser',
    format: 'iife',
    entryPoints: { inspector: 'media/inspector.ts', comparison: 'media/comparison.ts' },
    outdir: 'dist/media',
  },
];

const testKinds = ['unit', 'property', 'golden', 'system', 'browser', 'bench', 'support'];
/** What runs in VS Code's extension host. */
const inWorkbench = [
  ...filesBelow('test/workbench', '.ts'),
  ...filesBelow('test/bench/workbench', '.ts'),
];
const testModules = testKinds
  .flatMap((kind) => filesBelow(`test/${kind}`, '.ts'))
  .filter((file) => !file.endsWith('.entry.ts'))
  .filter((file) => !inWorkbench.includes(file))
  .filter(
    (file) => only.length === 0 || only.some((part) => file.startsWith(path.normalize(part))),
  );

const testTargets = [
  {
    ...node,
    entryPoints: testModules,
    outbase: '.',
    outdir: 'out',
    splitting: true,
    packages: 'external',
    alias: { vscode: path.join(root, 'test/support/vscodeStub.ts') },
    sourcemap: 'inline',
    minify: false,
  },
  {
    ...shared,
    platform: 'browser',
    format: 'iife',
    entryPoints: filesBelow('test/browser', '.entry.ts'),
    outdir: 'out/browser',
    sourcemap: 'inline',
    minify: false,
  },
  {
    ...shared,
    platform: 'node',
    format: 'cjs',
    entryPoints: inWorkbench,
    outbase: '.',
    outExtension: { '.js': '.cjs' },
    outdir: 'out',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    minify: false,
  },
];

/** The workers load the emulator from beside themselves. */
async function copyEmulator() {
  await mkdir(path.join(root, 'dist'), { recursive: true });
  await copyFile(
    path.join(root, 'node_modules', 'v86', 'build', 'v86.wasm'),
    path.join(root, 'dist', 'v86.wasm'),
  );
}

async function emptyFolder(name) {
  await rm(path.join(root, name), { recursive: true, force: true });
}

if (watch) {
  await copyEmulator();
  const contexts = await Promise.all(product.map((target) => context(target)));
  await Promise.all(contexts.map((each) => each.watch()));
} else if (only.length > 0) {
  await build(testTargets[0]);
} else {
  await emptyFolder('dist');
  await copyEmulator();
  if (tests) await emptyFolder('out');
  await Promise.all([...product, ...(tests ? testTargets : [])].map((target) => build(target)));
}

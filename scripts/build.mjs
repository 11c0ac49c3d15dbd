// Builds everything with esbuild.
//
//   node scripts/build.mjs            dist/: the extension, its webview, the command line, the workers
//   node scripts/build.mjs --tests    the same, and out/: every test and bench as modules of its own
//   node scripts/build.mjs --tests test/unit/trace ...    only the tests below these folders or files
//   node scripts/build.mjs --watch    the same as the first, again at every change
//   node scripts/build.mjs --production    the same as the first, as small as it gets
import { build, context } from 'esbuild';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  oneVscode,
  splitCommonJs,
  webAssemblyBesideBundle,
  webAssemblyText,
} from './bundlePlugins.mjs';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';
import { workerText } from './workerText.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');
const production = process.argv.includes('--production');
const only = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

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
  metafile: true,
};

// Some dependencies are CommonJS and call require() for Node's own modules.
const requireInModules = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

const node = { ...shared, platform: 'node', format: 'esm', banner: requireInModules };

/** In dist/, the bundles share the codec as a file; tests are bundled with it. */
const nodeProduct = { ...node, plugins: [...shared.plugins, webAssemblyBesideBundle] };

/** Every file of this ending below `folder`, whatever its depth. */
function filesBelow(folder, ending) {
  return readdirSync(path.join(root, folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(ending) && !name.includes('node_modules'))
    .map((name) => path.join(folder, name));
}

const product = [
  {
    ...nodeProduct,
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
    ...nodeProduct,
    // What is not needed at once is a file of its own, loaded when it is.
    splitting: true,
    entryPoints: { extension: 'src/extension.ts' },
    outExtension: { '.js': '.cjs' },
    banner: {},
    chunkNames: 'extension-[hash]',
    outdir: 'dist',
    external: ['vscode'],
    plugins: [...nodeProduct.plugins, splitCommonJs],
  },
  {
    // The extension host in a browser knows one CommonJS file, and only by the ending .js.
    ...shared,
    platform: 'browser',
    format: 'cjs',
    entryPoints: { extension: 'src/extension.web.ts' },
    outdir: 'dist/web',
    plugins: [...shared.plugins, oneVscode],
  },
  {
    ...shared,
    platform: 'browser',
    format: 'iife',
    entryPoints: {
      inspector: 'media/inspector.ts',
      comparison: 'media/comparison.ts',
      report: 'media/report.css',
    },
    outdir: 'dist/media',
  },
];

const testKinds = ['unit', 'property', 'golden', 'system', 'browser', 'bench', 'support'];
/** What runs in VS Code's extension host. */
const inWorkbench = [
  ...filesBelow('test/workbench', '.ts'),
  ...filesBelow('test/package', '.ts'),
  ...filesBelow('test/pictures', '.ts'),
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
    platform: 'browser',
    format: 'cjs',
    entryPoints: { index: 'test/web/index.ts' },
    outdir: 'out/test/web',
    external: ['vscode'],
    define: { 'process.env': 'environmentOfTests' },
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

/**
 * Says what `*.js` in a folder are. The extension's own package.json cannot: an extension host in a
 * browser refuses an extension that calls itself a module, though its browser entry is none.
 */
async function declareModules(folder, type = 'module') {
  await mkdir(path.join(root, folder), { recursive: true });
  await writeFile(path.join(root, folder, 'package.json'), `{ "type": "${type}" }\n`);
}

async function emptyFolder(name) {
  await rm(path.join(root, name), { recursive: true, force: true });
}

if (watch) {
  await copyEmulator();
  await declareModules('dist');
  await declareModules('dist/web', 'commonjs');
  const contexts = await Promise.all(product.map((target) => context(target)));
  await Promise.all(contexts.map((each) => each.watch()));
} else if (only.length > 0) {
  await declareModules('out');
  await build(testTargets[0]);
} else {
  await emptyFolder('dist');
  await copyEmulator();
  await declareModules('dist');
  await declareModules('dist/web', 'commonjs');
  if (tests) {
    await emptyFolder('out');
    await declareModules('out');
  }
  const [bundles] = await Promise.all([
    Promise.all(product.map((target) => build(target))),
    Promise.all((tests ? testTargets : []).map((target) => build(target))),
  ]);
  const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  await writeFile(
    path.join(root, 'dist', 'ThirdPartyNotices.txt'),
    await thirdPartyNotices(root, inputs),
  );
}

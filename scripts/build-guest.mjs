// Builds the embedded guest from its C and assembler sources.
//
//   node scripts/build-guest.mjs                  rebuilds src/machine/v86/guest/kemari-guest.elf
//   node scripts/build-guest.mjs --out FILE       writes the image there instead
//   node scripts/build-guest.mjs --check          compares the committed image with its sources
//   ... --sources FOLDER                          takes the sources from there
//
// The same sources and the same compiler give the same bytes. Another compiler gives other code, so
// the image carries a note that names the sources' hash and the compiler: --check always compares
// the hash, and rebuilds and compares byte for byte where the compiler is the one of the note.
//
// Exit codes: 0 done, 1 image and sources differ, 2 wrong usage, 4 the compiler is missing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const guestFolder = path.join(root, 'src/machine/v86/guest');
const imageName = 'kemari-guest.elf';
const linkerScript = 'guest.ld';

const compilerFlags = [
  '-m32',
  '-march=i686',
  '-std=c11',
  '-O2',
  '-Wall',
  '-Wextra',
  '-Wconversion',
  '-Wmissing-prototypes',
  '-Wstrict-prototypes',
  '-ffreestanding',
  '-fno-pic',
  '-fno-pie',
  '-fno-stack-protector',
  '-fno-asynchronous-unwind-tables',
  '-fcf-protection=none',
  // No floating point unit and no SSE is set up.
  '-mgeneral-regs-only',
];
const linkerFlags = ['-m', 'elf_i386', '--build-id=none', '-z', 'noexecstack', '-T', linkerScript];

class BuildError extends Error {
  constructor(exitCode, message) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** All that decides what the image is, as paths relative to the folder, in a fixed order. */
function sourceFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => String(name).replaceAll(path.sep, '/'))
    .filter((name) => /\.(c|h|S|ld)$/.test(name))
    .sort();
}

/** SHA-256 over names, contents and flags. Line ends count as LF, whatever the checkout made of them. */
function hashSources(folder) {
  const hash = createHash('sha256');
  for (const name of sourceFiles(folder)) {
    const text = readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${name}\0${text}\0`);
  }
  hash.update(JSON.stringify([compilerFlags, linkerFlags]));
  return hash.digest('hex');
}

function run(program, args, cwd) {
  const result = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (result.error?.code === 'ENOENT') {
    throw new BuildError(
      4,
      `the guest is built with GNU ${program}, which is not installed; ` +
        'on Debian or Ubuntu: apt-get install gcc binutils (for x86)',
    );
  }
  if (result.error) throw result.error;
  if (result.status !== 0) {
    throw new BuildError(1, `${program} failed:\n${result.stderr}`);
  }
  // Warnings; which there are depends on the compiler's version, so they fail nothing.
  process.stderr.write(result.stderr);
  return result.stdout;
}

/** What would build the image here, down to the distribution's revision, since patches change code. */
function tools() {
  const [version] = run('gcc', ['--version'], root).split('\n');
  const compiler = `${version} for ${run('gcc', ['-dumpmachine'], root).trim()}`;
  const [linker] = run('ld', ['--version'], root).split('\n');
  return { compiler, linker };
}

function buildImage(folder, out) {
  const { compiler, linker } = tools();
  const objects = mkdtempSync(path.join(tmpdir(), 'kemari-guest-'));
  const note = [
    `-DSOURCES_SHA256="${hashSources(folder)}"`,
    `-DCOMPILER="${compiler}"`,
    `-DLINKER="${linker}"`,
  ];
  try {
    const objectFiles = sourceFiles(folder)
      .filter((name) => /\.[cS]$/.test(name))
      .map((name) => {
        // Relative source names, so that the image does not know where it was built.
        const object = path.join(objects, `${name.replaceAll('/', '-')}.o`);
        const defines = name === 'buildNote.S' ? note : [];
        run('gcc', [...compilerFlags, ...defines, '-c', name, '-o', object], folder);
        return object;
      });
    run('ld', [...linkerFlags, '-o', path.resolve(out), ...objectFiles], folder);
    chmodSync(out, 0o644);
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
}

/** The image's build note as `{ 'sources-sha256', compiler, linker }`. */
function readNote(file) {
  const image = readFileSync(file);
  const start = image.indexOf('sources-sha256 ');
  const text = start < 0 ? '' : image.toString('latin1', start, start + 512);
  const note = Object.fromEntries(
    [...text.matchAll(/(sources-sha256|compiler|linker) ([^\n]+)\n/g)].map((m) => [m[1], m[2]]),
  );
  if (!note['sources-sha256'] || !note.compiler || !note.linker) {
    throw new BuildError(1, `${file} has no build note`);
  }
  return note;
}

function sameTools(note) {
  try {
    const here = tools();
    return here.compiler === note.compiler && here.linker === note.linker;
  } catch (error) {
    if (error instanceof BuildError && error.exitCode === 4) return false;
    throw error;
  }
}

function check(folder, image) {
  const note = readNote(image);
  if (note['sources-sha256'] !== hashSources(folder)) {
    throw new BuildError(
      1,
      `${image} was not built from the sources in ${folder}; run node scripts/build-guest.mjs`,
    );
  }
  if (!sameTools(note)) {
    return (
      'the image matches its sources by hash ' +
      `(it was built with ${note.compiler} and ${note.linker}, which are not here)`
    );
  }
  const temporary = mkdtempSync(path.join(tmpdir(), 'kemari-guest-check-'));
  try {
    const rebuilt = path.join(temporary, imageName);
    buildImage(folder, rebuilt);
    if (!readFileSync(rebuilt).equals(readFileSync(image))) {
      throw new BuildError(1, `${image} differs from what its sources give`);
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return 'the image matches its sources byte for byte';
}

function main() {
  let options;
  try {
    options = parseArgs({
      options: {
        out: { type: 'string' },
        sources: { type: 'string', default: guestFolder },
        check: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new BuildError(2, error.message);
  }
  const image = path.join(guestFolder, imageName);
  if (options.check) {
    console.log(check(options.sources, image));
    return;
  }
  const out = options.out ?? image;
  buildImage(options.sources, out);
  console.log(`${out}: ${readFileSync(out).length} bytes`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(`build-guest: ${error.message}`);
  process.exitCode = error.exitCode;
}

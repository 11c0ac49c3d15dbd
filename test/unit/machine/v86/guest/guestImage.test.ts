import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import kernel from '../../../../../src/machine/v86/guest/kemari-guest.elf';

const SOURCES = path.resolve('src/machine/v86/guest');
const SCRIPT = path.resolve('scripts/build-guest.mjs');

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function buildGuest(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
    env,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

/** A compiler for another kind of machine does not know the option. */
const compilerHere = spawnSync('gcc', ['-m32', '-E', '-x', 'c', '/dev/null']).status === 0;

describe('the guest image', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-guest-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('matches its sources: byte for byte with its own compiler, else by their hash', () => {
    const { code, stdout, stderr } = buildGuest(['--check']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^the image matches its sources (byte for byte|by hash)/);
  });

  it('can be checked where there is no compiler', () => {
    const { code, stdout, stderr } = buildGuest(['--check'], { ...process.env, PATH: folder });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /by hash/);
  });

  it('does not match sources that were changed', async () => {
    const changed = path.join(folder, 'sources');
    await cp(SOURCES, changed, { recursive: true });
    await appendFile(path.join(changed, 'workloads', 'idle.c'), '\n');
    const { code, stderr } = buildGuest(['--check', '--sources', changed]);
    assert.equal(code, 1);
    assert.match(stderr, /was not built from the sources/);
  });

  it('comes out the same wherever it is built', async function () {
    if (!compilerHere) return this.skip();
    const moved = path.join(folder, 'elsewhere', 'sources');
    await cp(SOURCES, moved, { recursive: true });
    const [here, there] = [path.join(folder, 'here.elf'), path.join(folder, 'there.elf')];
    assert.equal(buildGuest(['--out', here]).code, 0);
    assert.equal(buildGuest(['--out', there, '--sources', moved]).code, 0);
    assert.deepEqual(await readFile(here), await readFile(there));
  });

  it('says which compiler is missing and how to get it', () => {
    const out = path.join(folder, 'image.elf');
    const { code, stderr } = buildGuest(['--out', out], { ...process.env, PATH: folder });
    assert.equal(code, 4);
    assert.match(stderr, /GNU gcc, which is not installed.*apt-get install/);
  });

  it('is small, and names its functions for whoever looks at a program counter', () => {
    assert.ok(kernel.length < 32 * 1024, `${kernel.length} bytes`);
    const strings = Buffer.from(kernel).toString('latin1');
    for (const name of ['guest_main', 'interrupt_dispatch', 'net_receive', 'hotset_step']) {
      assert.ok(strings.includes(`\0${name}\0`), name);
    }
  });
});

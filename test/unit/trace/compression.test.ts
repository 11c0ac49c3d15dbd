import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { Compressor } from '../../../src/core/ports';
import { nativeZstd } from '../../../src/node/compression';
import { loadZstdWasm } from '../../../src/trace/zstdWasm';
import { seededNumbers } from '../../support/randomTrace';

/** By zstdCompressSync of Node 22.23.3, at level 1. */
const FRAME_OF_NODE =
  'KLUv/WBYAH0CAHQES2VtYXJpIAAlSm+Uud4DKE1yl7zhBitQdZq/5AkuU3idwucMMVZ7oMXqDzRZfqPI7RI3XIGmy/AV' +
  'Ol+Eqc7zGD1ih6zR9hsBAA5SixE=';

/** From nothing to more than a block, of all shades of compressible. */
function samples(): Uint8Array[] {
  const random = seededNumbers(11);
  return [0, 1, 5, 255, 256, 257, 4096, 65536, 200_000].flatMap((length) =>
    [1, 4, 256].map((values) => Uint8Array.from({ length }, () => random(values))),
  );
}

/** Zstandard by the program of that name, if there is one. */
const systemZstd = spawnSync('zstd', ['--version']).status === 0 ? zstdProgram() : undefined;

function zstdProgram(): Compressor {
  const run = (args: readonly string[], input: Uint8Array): Uint8Array => {
    const { status, stdout, stderr } = spawnSync('zstd', args, { input, maxBuffer: 1 << 24 });
    if (status !== 0) throw new Error(stderr.toString());
    return Uint8Array.from(stdout);
  };
  return {
    // From a pipe it could not know the size, which the frame is to state.
    compress: (bytes) => run(['-1', '-q', '-c', `--stream-size=${bytes.length}`], bytes),
    decompress: (bytes) => run(['-d', '-q', '-c'], bytes),
  };
}

function readsWhatWasWritten(writer: Compressor, reader: Compressor): void {
  for (const bytes of samples()) {
    const read = reader.decompress(writer.compress(bytes), bytes.length);
    assert.deepEqual(Buffer.from(read), Buffer.from(bytes));
  }
}

function refusesWhatIsNotExact(compressor: Compressor): void {
  const raw = new Uint8Array(1000).fill(3);
  const frame = compressor.compress(raw);
  assert.throws(() => compressor.decompress(frame, 999));
  assert.throws(() => compressor.decompress(frame, 2 ** 26));
  assert.throws(() => compressor.decompress(frame.subarray(0, frame.length - 3), 1000));
  assert.throws(() => compressor.decompress(new Uint8Array(0), 0));
  assert.throws(() => compressor.decompress(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 8));
  for (let at = 0; at < frame.length; at++) {
    const broken = frame.slice();
    broken[at] ^= 0x55;
    try {
      assert.equal(compressor.decompress(broken, 1000).length, 1000);
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  }
  assert.deepEqual(Buffer.from(compressor.decompress(frame, 1000)), Buffer.from(raw));
}

function refusesWhatIsBehindTheFrame(compressor: Compressor): void {
  for (const raw of samples()) {
    const frame = compressor.compress(raw);
    for (const added of [Uint8Array.of(0), compressor.compress(new Uint8Array(0)), frame]) {
      const bytes = Buffer.concat([frame, added]);
      assert.throws(() => compressor.decompress(bytes, raw.length), /no whole zstd frame/);
    }
  }
}

describe('Zstandard in WebAssembly', () => {
  it('reads what it wrote', async () => {
    const wasm = await loadZstdWasm();
    readsWhatWasWritten(wasm, wasm);
  });

  it('refuses what does not unpack to exactly the length it is told', async () => {
    refusesWhatIsNotExact(await loadZstdWasm());
  });

  it('refuses bytes behind the frame', async () => {
    refusesWhatIsBehindTheFrame(await loadZstdWasm());
  });

  it('reads what Node wrote', async () => {
    const raw = Buffer.concat([
      Buffer.from('Kemari '.repeat(40)),
      Uint8Array.from({ length: 64 }, (_, i) => i * 37),
    ]);
    const wasm = await loadZstdWasm();
    const read = wasm.decompress(Buffer.from(FRAME_OF_NODE, 'base64'), raw.length);
    assert.deepEqual(Buffer.from(read), raw);
  });

  it("and the system's zstd read what the other wrote", async function () {
    if (systemZstd === undefined) this.skip();
    const wasm = await loadZstdWasm();
    readsWhatWasWritten(wasm, systemZstd);
    readsWhatWasWritten(systemZstd, wasm);
  });

  // Node has it from 22.15 on.
  const native = nativeZstd();
  if (native !== undefined) {
    it("and Node's own read what the other wrote", async () => {
      const wasm = await loadZstdWasm();
      readsWhatWasWritten(wasm, native);
      readsWhatWasWritten(native, wasm);
    });

    it('in Node refuses bytes behind the frame', () => refusesWhatIsBehindTheFrame(native));

    it('in Node refuses what does not unpack to exactly the length it is told', () => {
      refusesWhatIsNotExact(native);
    });
  }
});

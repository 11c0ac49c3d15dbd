import assert from 'node:assert/strict';
import { ReadNow } from '../../../src/trace/readNow';
import { MemoryFile } from '../../support/memoryFile';
import { seededNumbers } from '../../support/randomTrace';

const SIZE = 3_000_000;
const random = seededNumbers(82);
const contents = Uint8Array.from({ length: SIZE }, () => random(256));

function open(): { readonly file: MemoryFile; readonly now: ReadNow } {
  const file = new MemoryFile('now', contents);
  file.promptly = true;
  return { file, now: new ReadNow(file) };
}

describe('Reading at once', () => {
  it('gives what the file holds, or nothing, wherever and however much is asked for', () => {
    const { now } = open();
    let at = 0;
    let given = 0;
    for (let i = 0; i < 2000; i++) {
      const near = random(3) > 0;
      at = near ? Math.min(SIZE - 1, Math.max(0, at + random(9000) - 4500)) : random(SIZE);
      const length = Math.min(SIZE - at, 1 + random(random(20) === 0 ? 1_200_000 : 5000));
      const bytes = now.at(at, length, SIZE);
      if (bytes === undefined) continue;
      given++;
      const expected = contents.subarray(at, at + length);
      assert.ok(Buffer.from(bytes).equals(expected), `${length} at ${at}`);
    }
    assert.ok(given > 1000, `${given} were given`);
  });

  it('asks for nothing twice that was read last, and for nothing outside the file', () => {
    const { file, now } = open();
    for (let at = 0; at < SIZE; at += 1000) now.at(at, 1000, SIZE);
    assert.ok(file.reads.length < 20, `${file.reads.length} reads`);
    for (const { offset, length } of file.reads) assert.ok(offset >= 0 && offset + length <= SIZE);
  });

  it('is short at the end of the file', () => {
    const { now } = open();
    assert.equal(now.at(SIZE - 10, 20, SIZE + 100)?.length, 10);
    assert.equal(now.at(SIZE + 50, 20, SIZE + 100)?.length, 0);
  });

  it('reads again what it forgot', () => {
    const { file, now } = open();
    now.at(0, 100, SIZE);
    now.at(50, 50, SIZE);
    assert.equal(file.reads.length, 1);
    now.clear();
    now.at(50, 50, SIZE);
    assert.equal(file.reads.length, 2);
  });

  it('gives nothing where the source can only be waited for', () => {
    const { file } = open();
    file.promptly = false;
    assert.equal(new ReadNow(file).at(0, 100, SIZE), undefined);
    assert.deepEqual(file.reads, []);
  });
});

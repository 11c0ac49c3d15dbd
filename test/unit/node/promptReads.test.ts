import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openFile, type OpenFile } from '../../../src/node/files';
import { PromptReads } from '../../../src/node/promptReads';

const CONTENTS = Buffer.from('a virtual machine');

describe('Reads without waiting', () => {
  let folder = '';
  let file: OpenFile;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-prompt-'));
    await writeFile(path.join(folder, 'file'), CONTENTS);
    file = await openFile(path.join(folder, 'file'));
  });

  after(async () => {
    await file.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Which of so many reads were not left to the thread pool. */
  function answered(reads: PromptReads, count: number, bytes = 4): boolean[] {
    return Array.from({ length: count }, () => {
      return reads.read(file.descriptor, 0, new Uint8Array(bytes)) !== undefined;
    });
  }

  it('give what the file holds, fewer bytes only at its end', () => {
    const reads = new PromptReads(() => 0);
    const into = new Uint8Array(7);
    assert.equal(reads.read(file.descriptor, 2, into), 7);
    assert.deepEqual(Buffer.from(into), CONTENTS.subarray(2, 9));
    assert.equal(reads.read(file.descriptor, 14, into), 3);
    assert.deepEqual(Buffer.from(into.subarray(0, 3)), CONTENTS.subarray(14));
    assert.equal(reads.read(file.descriptor, 40, into), 0);
  });

  it('let others have their turn after so many of them, and after so many bytes', () => {
    const many = answered(new PromptReads(() => 0), 330);
    assert.equal(many.filter((now) => !now).length, 10);
    assert.equal(many.lastIndexOf(false), 329);
    const large = answered(new PromptReads(() => 0), 9, 400_000);
    assert.deepEqual(large, [true, true, false, true, true, false, true, true, false]);
  });

  it('are given up for a while where one was slow', () => {
    let now = 0;
    let took = 0;
    const reads = new PromptReads(() => (now += took));
    took = 30_000;
    assert.deepEqual(answered(reads, 1), [true]);
    took = 0;
    assert.deepEqual(new Set(answered(reads, 256)), new Set([false]));
    assert.deepEqual(answered(reads, 3), [true, true, true]);
  });

  it('leave what cannot be read to those that say why', async () => {
    const closed = await openFile(path.join(folder, 'file'));
    const { descriptor } = closed;
    await closed.close();
    const into = new Uint8Array(4);
    assert.equal(closed.readNow?.(0, into), undefined);
    assert.equal(new PromptReads(() => 0).read(closed.descriptor, 0, into), undefined);
    assert.notEqual(closed.descriptor, descriptor);
    await assert.rejects(closed.readAt(0, 4), /cannot be read at offset 0/);
  });
});

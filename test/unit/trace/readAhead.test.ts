import assert from 'node:assert/strict';
import { ReadAhead } from '../../../src/trace/readAhead';
import { MemoryFile } from '../../support/memoryFile';
import { seededNumbers } from '../../support/randomTrace';

const SIZE = 3_000_000;
const random = seededNumbers(81);
const contents = Uint8Array.from({ length: SIZE }, () => random(256));

function open(): { readonly file: MemoryFile; readonly ahead: ReadAhead } {
  const file = new MemoryFile('ahead', contents);
  return { file, ahead: new ReadAhead(file) };
}

describe('Reading ahead', () => {
  it('gives what the file holds, wherever and however much is asked for', async () => {
    const { ahead } = open();
    let at = 0;
    for (let i = 0; i < 2000; i++) {
      const near = random(3) > 0;
      at = near ? Math.min(SIZE - 1, Math.max(0, at + random(9000) - 4500)) : random(SIZE);
      const length = Math.min(SIZE - at, 1 + random(random(20) === 0 ? 300_000 : 5000));
      const bytes = await ahead.at(at, length, SIZE);
      assert.ok(
        Buffer.from(bytes).equals(contents.subarray(at, at + length)),
        `${length} at ${at}`,
      );
    }
  });

  for (const [name, order] of [
    ['from its start to its end', (offsets: number[]) => offsets],
    ['from its end to its start', (offsets: number[]) => offsets.reverse()],
  ] as const) {
    it(`reads a file in few pieces ${name}, and nothing outside it`, async () => {
      const { file, ahead } = open();
      for (const at of order(Array.from({ length: SIZE / 1000 }, (_, i) => i * 1000))) {
        await ahead.at(at, 1000, SIZE);
      }
      assert.ok(file.reads.length < 20, `${file.reads.length} reads`);
      for (const { offset, length } of file.reads)
        assert.ok(offset >= 0 && offset + length <= SIZE);
    });
  }

  it('reads just what is asked for where nothing else was read near it', async () => {
    const { file, ahead } = open();
    for (const at of [5000, 2_000_000, 900_000, 1_500_000]) await ahead.at(at, 100, SIZE);
    assert.deepEqual(
      file.reads.map(({ length }) => length),
      [100, 100, 100, 100],
    );
  });

  it('shares one read between those who ask for it at the same time', async () => {
    const { file, ahead } = open();
    await Promise.all([
      ahead.at(0, 8000, SIZE),
      ahead.at(100, 20, SIZE),
      ahead.at(7000, 999, SIZE),
    ]);
    assert.equal(file.reads.length, 1);
  });

  it('reads again what could not be read, and what was not there yet', async () => {
    const { file, ahead } = open();
    const { readAt } = file;
    file.readAt = () => Promise.reject(new Error('out of order'));
    await assert.rejects(ahead.at(10, 10, SIZE), /out of order/);
    file.readAt = readAt;
    assert.deepEqual(await ahead.at(10, 10, SIZE), contents.subarray(10, 20));
    assert.equal((await ahead.at(SIZE - 5, 50, SIZE + 45)).length, 5);
    await file.append(Uint8Array.of(1, 2, 3));
    assert.equal((await ahead.at(SIZE - 5, 8, SIZE + 3)).length, 8);
  });

  it('forgets also what was being read when the file changed', async () => {
    const { file, ahead } = open();
    const readAt = file.readAt.bind(file);
    let arrive = (): void => undefined;
    file.readAt = async (offset, length) => {
      await new Promise<void>((resolve) => (arrive = resolve));
      return readAt(offset, length);
    };
    const early = ahead.at(50_000, 4096, SIZE);
    ahead.clear();
    arrive();
    assert.deepEqual(await early, contents.subarray(50_000, 54_096));
    file.readAt = readAt;
    assert.deepEqual(await ahead.at(20_000, 100, SIZE), contents.subarray(20_000, 20_100));
    assert.deepEqual(await ahead.rest(52_000, 100), contents.subarray(52_000, 52_100));
    assert.equal(file.reads.length, 3);
  });
});

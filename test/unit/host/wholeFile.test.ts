import assert from 'node:assert/strict';
import { FileTooLarge, readWholeFile, type WholeFiles } from '../../../src/host/wholeFile';

const LIMIT = 100;

/** A file system with one file, which may be wrong about its size. */
class OneFile implements WholeFiles<string> {
  reads = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly stated = bytes.length,
  ) {}

  stat(uri: string): Promise<{ size: number }> {
    return uri === 'there' ? Promise.resolve({ size: this.stated }) : Promise.reject(missing());
  }

  readFile(): Promise<Uint8Array> {
    this.reads++;
    return Promise.resolve(this.bytes);
  }
}

const missing = () => Object.assign(new Error('it is not there'), { code: 'FileNotFound' });

describe('a file that can only be read as a whole', () => {
  it('is read once, with all of its bytes', async () => {
    const bytes = Uint8Array.from({ length: LIMIT }, (_, i) => i);
    const files = new OneFile(bytes);
    const blob = await readWholeFile(files, 'there', LIMIT);
    assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), bytes);
    assert.equal(files.reads, 1);
  });

  it('is not read at all if it is larger than the limit', async () => {
    const files = new OneFile(new Uint8Array(LIMIT + 1));
    await assert.rejects(
      readWholeFile(files, 'there', LIMIT),
      (error) => error instanceof FileTooLarge && error.bytes === LIMIT + 1,
    );
    assert.equal(files.reads, 0);
  });

  it('is refused if it turns out to be larger than its file system said', async () => {
    const files = new OneFile(new Uint8Array(LIMIT + 1), 10);
    await assert.rejects(readWholeFile(files, 'there', LIMIT), FileTooLarge);
  });

  it('fails as its file system does', async () => {
    const files = new OneFile(new Uint8Array(1));
    await assert.rejects(readWholeFile(files, 'elsewhere', LIMIT), { code: 'FileNotFound' });
  });
});

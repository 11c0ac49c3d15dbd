import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openFile } from '../../../src/node/files';
import { ReplacementFile } from '../../../src/node/replacementFile';

describe('a file that replaces another', () => {
  let folder: string;
  let place: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-replacement-'));
    place = path.join(folder, 'guest.kemari');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const text = (): string => readFileSync(place, 'utf8');

  it('leaves the older one whole until it takes its place, and grows on there', async () => {
    await writeFile(place, 'older');
    const file = await ReplacementFile.create(place);
    await file.append(bytes('new'));
    assert.equal(text(), 'older');
    await file.takePlace();
    assert.equal(text(), 'new');
    await file.append(bytes('er'));
    await file.writeAt(0, bytes('N'));
    await file.close();
    await file.discardUnlessPlaced();
    assert.equal(text(), 'Newer');
    assert.deepEqual(await readdir(folder), ['guest.kemari']);
  });

  it('does not pull the older one from under those who read it', async () => {
    await writeFile(place, 'older');
    const reader = await openFile(place);
    const file = await ReplacementFile.create(place);
    await file.append(bytes('new'));
    await file.takePlace();
    await file.close();
    assert.equal(Buffer.from(await reader.readAt(0, 9)).toString(), 'older');
    await reader.close();
  });

  it('is gone when it never took its place', async () => {
    await writeFile(place, 'older');
    const file = await ReplacementFile.create(place);
    await file.append(bytes('new'));
    await file.close();
    await file.discardUnlessPlaced();
    assert.equal(text(), 'older');
    assert.deepEqual(await readdir(folder), ['guest.kemari']);
  });

  it('does not mix with another for the same place', async () => {
    const first = await ReplacementFile.create(place);
    const second = await ReplacementFile.create(place);
    await first.append(bytes('aaa'));
    await second.append(bytes('b'));
    await first.takePlace();
    assert.equal(text(), 'aaa');
    await second.takePlace();
    assert.equal(text(), 'b');
    await first.append(bytes('aaa'));
    assert.equal(text(), 'b');
    await first.close();
    await second.close();
  });

  it('replaces what a link names, not the link', async () => {
    const target = path.join(folder, 'target');
    await writeFile(target, 'older');
    await symlink(target, place);
    const file = await ReplacementFile.create(place);
    await file.append(bytes('new'));
    await file.takePlace();
    await file.close();
    assert.equal(await readlink(place), target);
    assert.equal(await readFile(target, 'utf8'), 'new');
  });

  it('takes no place of what is no regular file, and waits for no pipe', async function () {
    if (process.platform === 'win32') return this.skip();
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const directory = path.join(folder, 'directory');
    await mkdir(directory);
    const link = path.join(folder, 'link');
    await symlink(path.join(folder, 'nothing'), link);
    const refused = [
      { name: pipe, why: 'it is not a regular file; name a file' },
      { name: '/dev/null', why: 'it is not a regular file; name a file' },
      { name: directory, why: 'it is a directory; name a file' },
      { name: link, why: 'it is a link to nothing' },
    ];
    for (const { name, why } of refused) {
      await assert.rejects(ReplacementFile.create(name), {
        name: 'KemariError',
        kind: 'output',
        message: `${name} cannot be created: ${why}`,
      });
    }
  });

  it('calls itself by the name of its place when something is wrong', async () => {
    const name = path.join(folder, 'none', 'guest.kemari');
    await assert.rejects(ReplacementFile.create(name), {
      message: `${name} cannot be created: there is no such file or folder`,
    });
  });
});

import assert from 'node:assert/strict';
import { closeSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KemariError, type ErrorKind } from '../../../src/core/errors';
import { createFile, openFile } from '../../../src/node/files';
import { openTraceFile } from '../../../src/node/traceFiles';

describe('Files', () => {
  let folder = '';

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-files-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  function fails(kind: ErrorKind, file: string, because: RegExp): (error: unknown) => boolean {
    return (error) => {
      assert.ok(error instanceof KemariError, String(error));
      assert.equal(error.kind, kind);
      assert.equal(error.place.file, file);
      assert.ok(error.message.includes(file), error.message);
      assert.match(error.message, because);
      return true;
    };
  }

  it('say which of them cannot be closed', async () => {
    const name = path.join(folder, 'closed');
    await writeFile(name, '');
    const file = await openFile(name);
    closeSync(file.descriptor);
    await assert.rejects(file.close(), fails('input', name, /cannot be closed/));
  });

  it('are read in any part, short only at the end', async () => {
    const name = path.join(folder, 'read');
    await writeFile(name, 'abcdef');
    const file = await openFile(name);
    assert.equal(await file.size(), 6);
    assert.equal(Buffer.from(await file.readAt(2, 3)).toString(), 'cde');
    assert.equal(Buffer.from(await file.readAt(4, 10)).toString(), 'ef');
    assert.equal((await file.readAt(9, 4)).length, 0);
    await file.close();
  });

  it('grow at their end, and are written again in places', async () => {
    const name = path.join(folder, 'grow');
    const file = await createFile(name);
    await file.append(Buffer.from('abc'));
    await file.append(Buffer.from('def'));
    await file.writeAt(1, Buffer.from('XY'));
    await file.append(Buffer.from('g'));
    await file.sync();
    await file.close();
    assert.equal(await readFile(name, 'utf8'), 'aXYdefg');
  });

  it('that are not there are named', async () => {
    const name = path.join(folder, 'none');
    await assert.rejects(openFile(name), fails('input', name, /there is no such file/));
  });

  it('are not folders', async () => {
    const name = path.join(folder, 'folder');
    await mkdir(name);
    await assert.rejects(openFile(name), fails('input', name, /is a directory/));
    await assert.rejects(createFile(name), fails('output', name, /it is a directory/));
    await assert.rejects(openTraceFile(name), fails('input', name, /is a directory/));
  });

  it('are not pipes, and nobody waits for one', async function () {
    if (process.platform === 'win32') return;
    const name = path.join(folder, 'pipe');
    execFileSync('mkfifo', [name]);
    await assert.rejects(openFile(name), fails('input', name, /is not a regular file/));
  });

  it('cannot be created where there is no folder', async () => {
    const name = path.join(folder, 'no', 'where');
    await assert.rejects(createFile(name), fails('output', name, /no such file or folder/));
  });

  it('that may not be read say so', async () => {
    const name = path.join(folder, 'secret');
    await writeFile(name, 'x');
    await chmod(name, 0);
    // Root may read everything; for all others the rights count.
    if (process.getuid?.() === 0) await (await openFile(name)).close();
    else await assert.rejects(openFile(name), fails('input', name, /no permission/));
  });

  it('on a full disk keep what was there, and say what to do', async function () {
    if (process.platform !== 'linux') return;
    // Every write to this device fails as on a full disk.
    const file = await createFile('/dev/full');
    await assert.rejects(
      file.append(Buffer.from('x')),
      fails(
        'output',
        '/dev/full',
        /cannot be written at offset 0: no space left on the disk; free/,
      ),
    );
    await file.close();
  });

  it('that are empty or something else are no traces', async () => {
    const name = path.join(folder, 'empty.kemari');
    await writeFile(name, '');
    await assert.rejects(openTraceFile(name), fails('input', name, /the file is empty/));
    const other = path.join(folder, 'other.kemari');
    await writeFile(other, Buffer.alloc(9000, 'hello '));
    await assert.rejects(openTraceFile(other), fails('input', other, /the text "hello hello/));
    assert.equal((await stat(other)).size, 9000);
  });
});

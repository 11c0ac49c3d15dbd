import assert from 'node:assert/strict';
import { memoryUri, parseMemoryUri, type UriParts } from '../../../../src/host/memory/memoryUri';

const local: UriParts = { scheme: 'file', authority: '', path: '/home/me/mixed.kemari', query: '' };

describe('the URI of a file of memory', () => {
  it('reads as a path below the trace', () => {
    assert.deepEqual(memoryUri(local, 12, 'pages', '0x104.bin'), {
      scheme: 'kemari-memory',
      authority: 'file',
      path: '/home/me/mixed.kemari/at-12/pages/0x104.bin',
      query: '',
    });
  });

  it('names the trace, the sync point and the file, whatever the trace is called', () => {
    for (const trace of [
      local,
      { ...local, path: '/c:/traces/at-3/x.kemari' },
      { ...local, authority: 'server' },
      { scheme: 'vscode-remote', authority: 'ssh+host,1', path: '/x', query: '' },
      { scheme: 'git', authority: '', path: '/x.kemari', query: '{"ref":"a,b"}' },
    ]) {
      const uri = memoryUri(trace, 7, 'memory.bin');
      assert.deepEqual(parseMemoryUri(uri), {
        trace,
        at: 7,
        names: ['memory.bin'],
        range: undefined,
      });
    }
  });

  it('may name folders, too', () => {
    const folder = memoryUri(local, 0);
    assert.deepEqual(parseMemoryUri(folder)?.names, []);
    assert.equal(parseMemoryUri({ ...folder, path: `${folder.path}/` })?.at, 0);
    const whole = parseMemoryUri({ ...folder, path: local.path });
    assert.deepEqual([whole?.at, whole?.trace, whole?.names], [undefined, local, []]);
  });

  it('may stand for a part of the file', () => {
    const uri = memoryUri(local, 1, 'memory.bin');
    const range = (query: string) => parseMemoryUri({ ...uri, query })?.range;
    assert.deepEqual(range('range=16:4096'), { from: 16, to: 4096 });
    // As VS Code's hex editor writes it for memory of a debug session.
    assert.deepEqual(range('?range=0:0'), { from: 0, to: 0 });
    for (const wrong of ['range=5:4', 'range=-1:4', 'range=1', 'x', 'range=1:99999999999999999']) {
      assert.equal(parseMemoryUri({ ...uri, query: wrong }), undefined, wrong);
    }
  });

  it('is refused where it is of another form', () => {
    const uri = memoryUri(local, 1, 'memory.bin');
    for (const authority of ['', 'FILE', 'a,b,c,d', '%E0%A4%A', '../x']) {
      assert.equal(parseMemoryUri({ ...uri, authority }), undefined, authority);
    }
    for (const point of ['at-01', 'at--1', 'at-1e3', 'at-99999999999', 'at-']) {
      assert.equal(parseMemoryUri({ ...uri, path: `/x.kemari/${point}/a` })?.at, undefined, point);
    }
  });
});

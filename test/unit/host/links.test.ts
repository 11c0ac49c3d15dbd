import assert from 'node:assert/strict';
import { commandPoint, fieldOfContext } from '../../../src/host/commandContext';
import { mayBeTouched } from '../../../src/host/strangersFile';
import {
  LinkError,
  parseTraceLink,
  traceLinkQuery,
  type TraceLink,
} from '../../../src/host/traceLink';
import { seededNumbers } from '../../support/randomTrace';

const UUID = '01234567-89ab-cdef-0123-456789abcdef';
const read = (query: string): TraceLink => parseTraceLink('/open', query);

describe('a link to a place in a trace', () => {
  it('says everything that was put into it', () => {
    const links: readonly TraceLink[] = [
      { trace: 'file:///a/b.kemari' },
      {
        trace: 'file:///a%20b/%C3%A4%26c%3D.kemari',
        uuid: UUID,
        point: 0,
        range: { from: 3, to: 2 ** 32 - 1 },
        page: 0x1f3,
        field: { device: 'a&b=c%', field: 'x#y z+"ä→😀"' },
      },
    ];
    for (const link of links) assert.deepEqual(read(traceLinkQuery(link)), link);
  });

  it('can be read by people where nothing is strange', () => {
    assert.equal(
      traceLinkQuery({ trace: 'file:///home/me/mixed.kemari', point: 12, page: 0x104 }),
      'trace=file:///home/me/mixed.kemari&point=12&page=0x104',
    );
  });

  it('comes back for any names (seeded)', () => {
    const random = seededNumbers(5);
    const characters = [
      '&',
      '=',
      '%',
      '#',
      '?',
      '+',
      ' ',
      '"',
      '\\',
      '\n',
      'é',
      '😀',
      'a',
      '2',
      'F',
      '5',
    ];
    const name = () =>
      Array.from({ length: random(12) }, () => characters[random(characters.length)]).join('');
    for (let i = 0; i < 500; i++) {
      const link = { trace: `file:///${name()}.kemari`, field: { device: name(), field: name() } };
      assert.deepEqual(read(traceLinkQuery(link)), link);
    }
  });

  it('has half a character replaced, since no link can carry it', () => {
    const query = traceLinkQuery({ trace: 'x', field: { device: 'a\ud83d', field: 'b' } });
    assert.equal(read(query).field?.device, 'a\ufffd');
  });

  it('is read without what later versions may add', () => {
    assert.deepEqual(read('trace=x&colour=red&alone&point=0x10'), { trace: 'x', point: 16 });
  });

  it('is refused where anything is wrong', () => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['', /names no trace/],
      ['point=1', /names no trace/],
      ['trace=x&trace=y', /two values for "trace"/],
      ['trace=%E0%A4%A', /percent signs/],
      ['trace=x&point=-1', /"point" must be/],
      ['trace=x&point=1e3', /"point" must be/],
      ['trace=x&point=', /"point" must be/],
      ['trace=x&point=4294967296', /"point" must be/],
      ['trace=x&page=0xzz', /"page" must be/],
      [`trace=x&page=${'9'.repeat(15)}`, /"page" must be/],
      ['trace=x&from=3', /half a range/],
      ['trace=x&from=3&to=2', /ends before it begins/],
      ['trace=x&uuid=../..', /"uuid" is none/],
      ['trace=x&device=a', /half a field/],
      [`trace=x&device=a&field=${'b'.repeat(1025)}`, /too long/],
      [`trace=${'x'.repeat(8200)}`, /too long/],
    ];
    for (const [query, message] of wrong) {
      assert.throws(
        () => read(query),
        (error) => error instanceof LinkError && message.test(error.message),
        query,
      );
    }
    for (const path of ['', '/', '/record', '/open/', '/OPEN']) {
      assert.throws(() => parseTraceLink(path, 'trace=x'), LinkError);
    }
  });
});

describe('a file that a stranger names', () => {
  const at = (path: string, scheme = 'file', authority = '') => ({
    ...{ scheme, authority, path },
    query: '',
    fragment: '',
  });
  const folders = [{ scheme: 'vscode-vfs', authority: 'github' }];

  it('may be touched where it is a trace on this computer or of the workspace', () => {
    assert.equal(mayBeTouched(at('/a/b.kemari'), []), true);
    assert.equal(mayBeTouched(at('/c:/a/b.kemari'), []), true);
    assert.equal(mayBeTouched(at('/o/r/b.kemari', 'vscode-vfs', 'github'), folders), true);
  });

  it('is left alone anywhere else', () => {
    const places = [
      at('/a/b.txt'),
      at('/etc/passwd'),
      at('/ws/../etc/b.kemari'),
      at('/ws/./b.kemari'),
      at('/c:/ws/..\\..\\b.kemari'),
      at('/share/b.kemari', 'file', 'evil.example'),
      at('//evil.example/share/b.kemari'),
      at('/\\evil.example\\share\\b.kemari'),
      at('/a/b.kemari', 'https', 'evil.example'),
      at('/a/b.kemari', 'command'),
      at('/a/b.kemari', 'vscode-vfs', 'gitlab'),
      at('/a\0/b.kemari'),
      { ...at('/a/b.kemari'), query: 'x' },
      { ...at('/a/b.kemari'), fragment: 'x' },
    ];
    for (const place of places) assert.equal(mayBeTouched(place, folders), false, place.path);
  });
});

describe('what menus hand to commands', () => {
  it('is a row of one sync point, or nothing', () => {
    assert.equal(commandPoint({ range: { from: 7, size: 1 } }), 7);
    for (const other of [
      undefined,
      null,
      7,
      {},
      { range: null },
      { range: { from: 0, size: 100 } },
      { range: { from: 'x', size: 1 } },
    ]) {
      assert.equal(commandPoint(other), undefined);
    }
  });

  it('is the field below the context menu, or nothing', () => {
    const given = { webviewSection: 'field', device: 'cpu.0', field: 'eflags' };
    assert.deepEqual(fieldOfContext(given), { device: 'cpu.0', field: 'eflags' });
    for (const other of [undefined, { device: 'cpu.0' }, { device: 1, field: 2 }]) {
      assert.equal(fieldOfContext(other), undefined);
    }
  });
});

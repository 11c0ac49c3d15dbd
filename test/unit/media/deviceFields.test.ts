import assert from 'node:assert/strict';
import { partText, shortenedAfter } from '../../../media/pane/devices/fieldText';
import { fieldFilter, filterForField } from '../../../src/protocol/fieldFilter';

function shown(fields: readonly string[], text: string): string[] {
  const filter = fieldFilter(text);
  return fields.filter((field) => filter(field));
}

describe('the filter of device fields', () => {
  const fields = ['cpu.0.eflags', 'cpu.0.cr0', 'cpu.0.cr2', 'pit.counters.0.value', 'ne2k.isr'];
  const matching = (text: string): string[] => shown(fields, text);

  it('shows everything while it is empty', () => {
    assert.deepEqual(matching(''), fields);
    assert.deepEqual(matching('  '), fields);
  });

  it('finds a part of a path in any case', () => {
    assert.deepEqual(matching('EFL'), ['cpu.0.eflags']);
  });

  it('takes a star for anything, over the whole path', () => {
    assert.deepEqual(matching('cpu.0.cr*'), ['cpu.0.cr0', 'cpu.0.cr2']);
    assert.deepEqual(matching('*.0.value'), ['pit.counters.0.value']);
    assert.deepEqual(matching('0.cr*'), []);
  });

  it('wants every word', () => {
    assert.deepEqual(matching('cpu 2'), ['cpu.0.cr2']);
  });

  it('finds a field by the name of one of its parts', () => {
    const filter = fieldFilter('cpu zf');
    assert.equal(filter('cpu.0.eflags', ['CF', 'ZF']), true);
    assert.equal(filter('cpu.0.eflags', ['CF', 'ZFX']), false);
    assert.equal(filter('cpu.0.eflags'), false);
  });

  it('takes what is quoted as one word', () => {
    assert.deepEqual(shown(['a b.c', 'a.b c'], '"b c"'), ['a.b c']);
    assert.deepEqual(shown(['a b.c', 'a.b c'], '"b c'), ['a.b c']);
    for (const field of ['eflags', 'with space', 'x"y']) {
      const path = `cpu.0.${field}`;
      assert.deepEqual(shown([path], filterForField('cpu.0', field)), [path]);
    }
  });

  it('takes everything else as it is written', () => {
    assert.deepEqual(matching('cpu.0.c.*'), []);
    assert.deepEqual(shown(fields, '['), []);
    assert.deepEqual(shown(['memory[0x12]'], 'memory[*]'), ['memory[0x12]']);
  });
});

describe('a changed field', () => {
  it('leaves out the leading digits that long hexadecimal values share', () => {
    assert.equal(shortenedAfter('0xffffffff81a4c3d2', '0xffffffff81a4c41e'), '…c41e');
    assert.equal(shortenedAfter('0x00007f3a1c00e000', '0x00007f3a1c012ff8'), '…1c012ff8');
  });

  it('leaves short values, values without a common part and other text alone', () => {
    for (const [before, after] of [
      ['0x00000246', '0x00000247'],
      ['0x1234567812345678', '0x9234567812345678'],
      ['184,220,911,402', '184,220,911,403'],
      ['0xffffffff81a4c3d2', '0x81a4c41e'],
    ] as const) {
      assert.equal(shortenedAfter(before, after), after);
    }
  });

  it('names parts that changed', () => {
    assert.deepEqual(partText({ name: 'ZF', isFlag: true, before: '0', after: '1' }), {
      text: '+ZF',
      kind: 'set',
      spoken: 'set ZF',
    });
    assert.equal(partText({ name: 'IF', isFlag: true, before: '1', after: '0' }).text, '−IF');
    assert.deepEqual(partText({ name: 'stop bits', isFlag: false, before: '1', after: '2' }), {
      text: 'stop bits 1 → 2',
      kind: 'changed',
      spoken: 'stop bits 1 to 2',
    });
  });
});

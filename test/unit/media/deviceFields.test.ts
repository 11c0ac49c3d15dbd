import assert from 'node:assert/strict';
import { fieldFilter } from '../../../media/pane/devices/fieldFilter';
import { bitText, shortenedAfter } from '../../../media/pane/devices/fieldText';

describe('the filter of device fields', () => {
  const fields = ['cpu.0.eflags', 'cpu.0.cr0', 'cpu.0.cr2', 'pit.counters.0.value', 'ne2k.isr'];
  const matching = (text: string): string[] => fields.filter(fieldFilter(text));

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

  it('takes everything else as it is written', () => {
    assert.deepEqual(matching('cpu.0.c.*'), []);
    assert.deepEqual(fields.filter(fieldFilter('[')), []);
    assert.deepEqual(['memory[0x12]'].filter(fieldFilter('memory[*]')), ['memory[0x12]']);
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

  it('names bits that were set and cleared', () => {
    assert.deepEqual(bitText('+ZF'), { text: '+ZF', set: true });
    assert.deepEqual(bitText('-IF'), { text: '−IF', set: false });
  });
});

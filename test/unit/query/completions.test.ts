import assert from 'node:assert/strict';
import { asGuestAddress } from '../../../src/core/gfn';
import { PageSpace } from '../../../src/core/guestMemory';
import { CAUSES, OUTPUT_KINDS } from '../../../src/core/syncPoint';
import { completionsAt } from '../../../src/query/completions';
import type { QueryKnowledge } from '../../../src/query/knowledge';

const KNOWN: QueryKnowledge = {
  devices: [
    { device: 'cpu.0', fields: ['regs.eip', 'regs.eax'] },
    { device: 'nic.0', fields: ['mac'] },
  ],
  pages: new PageSpace([{ name: 'ram', start: asGuestAddress(0), bytes: 1 << 20 }]),
};

/** The labels at the `|` of a text. */
function labels(marked: string): string[] {
  const caret = marked.indexOf('|');
  return completionsAt(marked.replace('|', ''), caret, KNOWN).items.map(({ label }) => label);
}

/** The text after the first completion at its `|`, or the one with this label. */
function completed(marked: string, label?: string): string {
  const text = marked.replace('|', '');
  const { from, to, items } = completionsAt(text, marked.indexOf('|'), KNOWN);
  const item = items.find((each) => label === undefined || each.label === label);
  return item === undefined
    ? assert.fail(`nothing at ${marked}`)
    : text.slice(0, from) + item.insert + text.slice(to);
}

describe('completions of a query', () => {
  it('are fields and functions where a condition begins', () => {
    for (const marked of ['|', 'dirtyPages > 5 && |', '!|', '(|']) {
      const found = labels(marked);
      for (const label of ['cause', 'dirtyPages', 'ackUs', 'touches()', 'device()']) {
        assert.ok(found.includes(label), `${label} at ${marked}`);
      }
    }
  });

  it('begin like the word, or contain it', () => {
    assert.deepEqual(labels('out|'), ['outputs', 'outputBytes', 'output()']);
    assert.deepEqual(labels('pages|'), ['dirtyPages', 'zeroPages']);
    assert.equal(completed('out|puts > 1', 'outputBytes'), 'outputBytes  > 1');
  });

  it('are the causes behind a comparison with the cause, in quotes', () => {
    assert.deepEqual(labels('cause == |'), CAUSES);
    assert.deepEqual(labels('cause != "disk|'), ['disk-write', 'disk-flush']);
    assert.equal(completed('cause == "disk-w|'), 'cause == "disk-write"');
    assert.equal(completed('cause == "d|" && true'), 'cause == "disk-write" && true');
    assert.equal(completed('cause == |'), 'cause == "net-tx"');
  });

  it('are comparisons behind a field, and && and || behind a condition', () => {
    assert.deepEqual(labels('cause |'), ['==', '!=']);
    assert.ok(labels('dirtyPages |').includes('<='));
    assert.ok(labels('device("cpu.0.regs.eip") |').includes('=='));
    for (const marked of [
      'dirtyPages > 5 |',
      '(touches(1)) |',
      'touches(1, 2) |',
      'cause == "timer" |',
    ]) {
      assert.deepEqual(labels(marked), ['&&', '||'], marked);
    }
    assert.equal(completed('dirtyPages > 5 |'), 'dirtyPages > 5 && ');
  });

  it('are the outputs, devices and fields in the functions that take them', () => {
    assert.deepEqual(labels('output(|'), OUTPUT_KINDS);
    assert.equal(completed('output("ser|'), 'output("serial-tx")');
    assert.equal(completed('output("ser|") || true'), 'output("serial-tx") || true');
    assert.deepEqual(labels('changed("|'), ['cpu.0', 'nic.0']);
    assert.equal(completed('changed("c|'), 'changed("cpu.0")');
    assert.deepEqual(labels('device("eip|'), ['cpu.0.regs.eip']);
    assert.equal(completed('device("c|'), 'device("cpu.0.');
    assert.equal(completed('device("eip|'), 'device("cpu.0.regs.eip")');
    assert.deepEqual(labels('touches(|'), []);
  });

  it('lead from nothing to a query that is whole', () => {
    assert.equal(completed('ca|'), 'cause == ');
    assert.equal(completed('chan|'), 'changed("');
  });

  it('are there or not, but never fail, whatever stands before', () => {
    for (const text of [
      '))) ',
      '"',
      "'",
      '== ==',
      'a b c',
      '&& ( ( ',
      'device("',
      '\ud800',
      ',,',
    ]) {
      for (let caret = 0; caret <= text.length; caret++) {
        const { from, to } = completionsAt(text, caret, KNOWN);
        assert.ok(from <= caret && to >= caret && to <= text.length, `${text} at ${caret}`);
      }
    }
  });
});

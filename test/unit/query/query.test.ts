import assert from 'node:assert/strict';
import { asGuestAddress } from '../../../src/core/gfn';
import { PageSpace } from '../../../src/core/guestMemory';
import { phaseTimes, type SyncPoint } from '../../../src/core/syncPoint';
import type { QueryKnowledge } from '../../../src/query/knowledge';
import { parseQuery, Query } from '../../../src/query/query';
import { describeErrors, type QueryError } from '../../../src/query/queryError';

const POINT: SyncPoint = {
  point: 7,
  epochStartUs: 100.1,
  timeUs: 400.3,
  cause: 'net-tx',
  outputs: [
    { kind: 'net-tx', bytes: 60 },
    { kind: 'serial-tx', bytes: 2 },
  ],
  dirtyPages: 500,
  zeroPages: 3,
  sentBytes: 70_000,
  phasesUs: phaseTimes([1, 2, 3, 4, 5, 6, 7.5]),
  pauseUs: 28.5,
  changedDevices: ['cpu.0', 'nic.0'],
};

const KNOWN: QueryKnowledge = {
  devices: [
    { device: 'cpu.0', fields: ['regs.eip', 'regs.eax', 'halted'] },
    { device: 'nic.0', fields: ['mac'] },
  ],
  pages: new PageSpace([{ name: 'ram', start: asGuestAddress(0x10_0000), bytes: 1 << 20 }]),
};

function query(text: string, known?: QueryKnowledge): Query {
  const result = parseQuery(text, known);
  return result instanceof Query ? result : assert.fail(`${text}: ${describeErrors(result)}`);
}

function errors(text: string, known?: QueryKnowledge): readonly QueryError[] {
  const result = parseQuery(text, known);
  return result instanceof Query ? assert.fail(`${text} is well formed`) : result;
}

/** The part of a text that its only error marks, and the error. */
function mark(text: string, known?: QueryKnowledge): readonly [string, QueryError] {
  const [error, ...more] = errors(text, known);
  assert.deepEqual(more, []);
  return [text.slice(error.offset, error.offset + error.length), error];
}

describe('a query', () => {
  it('judges a sync point by each of its facts', () => {
    for (const text of [
      'point == 7',
      'cause == "net-tx"',
      'cause != "timer"',
      'dirtyPages >= 500',
      'zeroPages < 4',
      'sentBytes > 0x1000',
      'pauseUs == 28.5',
      'timeUs == 400.3',
      'epochUs == 300.2',
      'stopUs == 1 && collectUs == 2 && devicesUs == 3 && copyUs == 4',
      'sendUs == 5 && ackUs == 6 && resumeUs == 7.5',
      'outputs == 2',
      'outputBytes == 62',
      'output("serial-tx")',
      '!output("disk-write")',
      'changed("cpu.0")',
      'changed("ni*")',
      '!changed("uart.0")',
      'true',
    ]) {
      assert.equal(query(text).matches(POINT), true, text);
      assert.equal(query(`!(${text})`).matches(POINT), false, text);
    }
  });

  it('binds ! before comparisons, these before && and that before ||', () => {
    assert.equal(query('true || false && false').matches(POINT), true);
    assert.equal(query('(true || false) && false').matches(POINT), false);
    assert.equal(query('!false && dirtyPages == 500').matches(POINT), true);
    assert.equal(query('zeroPages < dirtyPages').matches(POINT), true);
  });

  it('says that it does not know what pages and devices must tell', () => {
    for (const text of [
      'touches(0x100)',
      'device("cpu.0.regs.eip") == 1',
      'changed("cpu.0.regs.eip")',
      'dirtyPages == 500 && touches(1, 2)',
    ]) {
      assert.equal(query(text).matches(POINT), undefined, text);
    }
    assert.equal(query('dirtyPages == 1 && touches(1)').matches(POINT), false);
    assert.equal(query('touches(1) || dirtyPages == 500').matches(POINT), true);
    assert.equal(query('changed("uart.0.mode")').matches(POINT), false);
  });

  it('reads numbers in decimal, hex, with digits in groups, and beyond 2^53', () => {
    assert.equal(query('dirtyPages == 0x1F4').matches(POINT), true);
    assert.equal(query('sentBytes == 70_000').matches(POINT), true);
    assert.equal(query('sentBytes == 7e4').matches(POINT), true);
    assert.equal(query('sentBytes > -5').matches(POINT), true);
    assert.equal(query('sentBytes < 18446744073709551615').matches(POINT), true);
  });
});

describe('an error in a query', () => {
  it('marks the place, and says what could stand there', () => {
    const [marked, error] = mark('dirtyPage > 500 && cause == "net-tx"');
    assert.equal(marked, 'dirtyPage');
    assert.deepEqual(error.expected, ['dirtyPages']);
    assert.equal(error.message, 'there is no field dirtyPage; did you mean dirtyPages?');
  });

  it('lists the causes where one is wrong', () => {
    const [marked, { message, expected }] = mark('cause == "net-rx"');
    assert.equal(marked, '"net-rx"');
    assert.match(message, /^there is no cause net-rx; causes are net-tx, disk-write, disk-flush, /);
    assert.equal(expected?.[0], '"net-tx"');
    assert.equal(expected.length, 8);
  });

  it('tells that a cause needs quotes', () => {
    const [marked, { expected }] = mark('cause == net-tx');
    assert.equal(marked, 'net-tx');
    assert.deepEqual(expected, ['"net-tx"']);
  });

  it('is told for every wrong part of a well-formed query, in order', () => {
    const text = 'dirty > 1 || cause < "timer" || touches(5, 4) || pauseUs == "x"';
    const marked = errors(text).map(({ offset, length }) => text.slice(offset, offset + length));
    assert.deepEqual(marked, ['dirty', '<', 'touches(5, 4)', '"x"']);
  });

  it('marks what does not fit the grammar', () => {
    for (const [text, marked] of [
      ['', ''],
      ['   ', ''],
      ['dirtyPages >', ''],
      ['dirtyPages = 5', '='],
      ['dirtyPages === 5', '==='],
      ['dirtyPages > 5 & true', '&'],
      ['dirtyPages > 5 and true', 'and'],
      ['not (dirtyPages > 5)', 'not'],
      ['(dirtyPages > 5', '('],
      ['dirtyPages > 5)', ')'],
      ['1 < dirtyPages < 5', '<'],
      ['dirtyPages > 5 cause == "timer"', 'cause'],
      ['cause == "net-tx', '"net-tx'],
      ['dirtyPages > 0xfg', '0xfg'],
      ['dirtyPages > 1.2.3', '1.2.3'],
      ['dirtyPages # 5', '#'],
      ['touches(1', '('],
      ['dirtyPages', 'dirtyPages'],
      ['cause', 'cause'],
      ['500', '500'],
      ['dirtyPages() > 5', 'dirtyPages()'],
      ['touch(5)', 'touch'],
      ['touches', 'touches'],
      ['touches()', 'touches()'],
      ['touches(1.5)', '1.5'],
      ['touches("a")', '"a"'],
      ['changed(cpu)', 'cpu'],
      ['output("net-rx")', '"net-rx"'],
      ['device("cpu.0.x")', 'device("cpu.0.x")'],
      ['device("cpu.*") == 1', '"cpu.*"'],
      ['device("cpu.0.x") < "a"', '<'],
      ['cpu.0.regs.eip == 1', 'cpu.0.regs.eip'],
      ['changed("a") == true', 'changed("a")'],
      ['!dirtyPages > 5', '!dirtyPages'],
      ['1 == 1', '1 == 1'],
    ]) {
      assert.equal(mark(text)[0], marked, text);
    }
  });

  it('is told for devices, fields and pages that the trace does not have, if it is known', () => {
    assert.ok(parseQuery('device("cpu.0.eip") == 1') instanceof Query);
    const [marked, { expected }] = mark('device("cpu.0.regs.epi") == 1', KNOWN);
    assert.equal(marked, '"cpu.0.regs.epi"');
    assert.equal(expected?.[0], 'cpu.0.regs.eip');
    assert.match(
      mark('device("cpu.0") == 1', KNOWN)[1].message,
      /it has 3, such as cpu.0.regs.eip/,
    );
    assert.match(mark('changed("usb.0")', KNOWN)[1].message, /devices are cpu.0, nic.0/);
    assert.match(mark('touches(0x10)', KNOWN)[1].message, /the guest has no page 0x10$/);
    for (const text of ['touches(0x100)', 'touches(0, 0x100)', 'changed("nic.*")']) {
      query(text, KNOWN);
    }
  });

  it('never is an exception, however long or deep the text', () => {
    for (const text of [
      '('.repeat(5000),
      '!'.repeat(9000),
      'f('.repeat(3000),
      `true${' && true'.repeat(3000)}`,
      '"'.repeat(999),
      '\u{1f600} == 1',
      '\ud800',
    ]) {
      assert.ok(errors(text).length > 0);
    }
    assert.equal(query(`true${' && true'.repeat(1000)}`).matches(POINT), true);
  });
});

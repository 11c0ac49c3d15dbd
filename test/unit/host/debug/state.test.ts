import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { DebugClient } from './debugClient';
import { guestTrace } from './guest';

async function started(at: number): Promise<DebugClient> {
  const client = new DebugClient(() => guestTrace());
  await client.start({ at });
  return client;
}

/** Names and values. */
function pairs(variables: readonly DebugProtocol.Variable[]): [string, string][] {
  return variables.map(({ name, value }) => [name, value]);
}

describe('the state that a debug session shows', () => {
  it('has a thread for each virtual CPU, standing at its program counter', async () => {
    const client = await started(4);
    assert.deepEqual(await client.ask('threads'), { threads: [{ id: 1, name: 'cpu.0' }] });
    const { stackFrames } = await client.ask<DebugProtocol.StackTraceResponse['body']>(
      'stackTrace',
      { threadId: 1 },
    );
    assert.deepEqual(stackFrames, [
      {
        id: 1,
        name: 'cpu.0 0008:00100004',
        line: 4,
        column: 0,
        source: { name: 'x.kemari', path: '/x.kemari' },
      },
    ]);
  });

  it('has one thread for a guest that tells nothing of its CPUs', async () => {
    const client = new DebugClient(() => guestTrace({ devices: () => [] }));
    await client.start();
    assert.deepEqual(await client.ask('threads'), { threads: [{ id: 1, name: 'guest' }] });
    const { stackFrames } = await client.ask<DebugProtocol.StackTraceResponse['body']>(
      'stackTrace',
      { threadId: 1 },
    );
    assert.equal(stackFrames[0]?.name, 'guest');
  });

  it('lists first what has changed, as it is and was', async () => {
    const client = await started(4);
    assert.deepEqual(pairs(await client.scope('Changed')), [
      ['cpu.0.eip', '0x00100004, was 0x00100003'],
      ['cpu.0.eflags', '0x00000046, was 0x00000006  +ZF'],
      ['ne2k.0.memory[0x10]', '01 02 03, was 00 00 00'],
    ]);
    client.session.move({ point: 0 });
    assert.deepEqual(await client.scope('Changed'), []);
  });

  it('names the facts of the sync point as queries do', async () => {
    const client = await started(6);
    const facts = await client.scope('Sync Point');
    const value = (name: string) => facts.find((fact) => fact.name === name)?.value;
    assert.deepEqual(['cause', 'point', 'dirtyPages', 'pauseUs', 'timeUs'].map(value), [
      'disk-write',
      '6',
      '1',
      '90,000',
      '6,500',
    ]);
    const pause = facts.find(({ name }) => name === 'pauseUs')!;
    const phases = pairs(await client.variables(pause.variablesReference));
    assert.deepEqual(phases[3], ['copyUs', '90,000']);
    const pages = facts.find(({ name }) => name === 'dirtyPages')!;
    assert.equal(pages.indexedVariables, 1);
    const [page] = await client.variables(pages.variablesReference, { start: 0, count: 1 });
    assert.deepEqual(
      [page!.name, page!.value, page!.memoryReference],
      ['0x100', 'data · high', '0x100000'],
    );
  });

  it('has all devices, whose fields are read when they are opened', async () => {
    const client = await started(4);
    const devices = await client.scope('Devices');
    assert.deepEqual(pairs(devices), [
      ['cpu.0', '2 of 6 fields changed'],
      ['ne2k.0', '1 of 3 fields changed'],
    ]);
    const fields = await client.variables(devices[0]!.variablesReference);
    assert.deepEqual(pairs(fields), [
      ['regs', '1 field'],
      ['eip', '0x00100004'],
      ['eflags', '0x00000046'],
      ['halted', '0'],
      ['segments', '2 fields'],
    ]);
    const eip = fields.find(({ name }) => name === 'eip')!;
    assert.equal(eip.evaluateName, 'cpu.0.eip');
    assert.equal(eip.type, 'changed, was 0x00100003');
    const eflags = fields.find(({ name }) => name === 'eflags')!;
    assert.deepEqual(pairs(await client.variables(eflags.variablesReference)), [
      ['PF', '1'],
      ['ZF', '1'],
    ]);
    const registers = await client.variables(fields[0]!.variablesReference);
    assert.deepEqual(pairs(registers), [['eax', '0x00000007']]);
  });

  it('has the outputs, and the regions of memory', async () => {
    const client = await started(7);
    const [output] = await client.scope('Outputs');
    assert.match(output!.value, /^serial-tx · 1\u00a0B/);
    assert.deepEqual(pairs(await client.scope('Memory')), [
      ['ram', '0x0–0x3ffff, 256\u00a0KiB'],
      ['high', '0x100000–0x13ffff, 256\u00a0KiB'],
    ]);
  });

  it('still answers for what was shown when the position has moved on', async () => {
    const client = await started(4);
    const devices = await client.scope('Devices');
    client.session.move({ point: 9 });
    const fields = await client.variables(devices[0]!.variablesReference);
    assert.equal(fields.find(({ name }) => name === 'eip')?.value, '0x00100004');
    assert.match(
      await client.refusal('variables', { variablesReference: 9999 }),
      /no variables 9999/,
    );
  });

  it('evaluates fields, facts, pages and queries as of the position', async () => {
    const client = await started(4);
    const results = new Map<string, string>();
    for (const expression of [
      'cpu.0.eip',
      'cpu.0.regs',
      'cause',
      'dirtyPages',
      'copyUs',
      'dirtyPages > 0 && cause == "timer"',
      'device("cpu.0.regs.eax") > 7',
      'page 3',
      'page 0x100',
      'pages 3..0x101',
    ]) {
      results.set(expression, (await client.evaluate(expression)).result);
    }
    assert.deepEqual(
      [...results.values()],
      [
        '0x00100004',
        '1 field',
        'timer',
        '1',
        '100',
        'true',
        'false',
        `${'04 '.repeat(16)}…, written at sync point 4`,
        'zeros, written at sync point 0',
        '63 pages',
      ],
    );
    const pages = await client.evaluate('pages 0x3e..0x101');
    const [last, first] = await client.variables(pages.variablesReference, { start: 1, count: 2 });
    assert.deepEqual([last!.name, first!.name], ['page 0x3f', 'page 0x100']);
    client.session.move({ point: 5 });
    assert.equal((await client.evaluate('device("cpu.0.regs.eax") > 7')).result, 'true');
  });

  it('says what is wrong with an expression', async () => {
    const client = await started(4);
    for (const [expression, message] of [
      ['dirtyPags > 3', /did you mean dirtyPages/],
      ['', /character 1/],
      ['page 0x77', /page/],
      ['pages 0x77..0x78', /no pages 0x77..0x78/],
      ['x'.repeat(9000), /at most/],
    ] as const) {
      assert.match(await client.refusal('evaluate', { expression }), message);
    }
  });

  it('completes names of devices and fields, and queries', async () => {
    const client = await started(4);
    const complete = async (text: string) =>
      (
        await client.ask<DebugProtocol.CompletionsResponse['body']>('completions', {
          text,
          column: text.length + 1,
        })
      ).targets;
    const labels = async (text: string) => (await complete(text)).map(({ label }) => label);
    assert.deepEqual(await labels('cpu.0.s'), ['cpu.0.segments']);
    assert.deepEqual(await labels('cpu.0.segments.'), ['cpu.0.segments.cs']);
    assert.ok((await labels('dirty')).includes('dirtyPages'));
    assert.deepEqual((await labels('cause == "net')).slice(0, 1), ['net-tx']);
    const [pages] = await complete('cause == "timer" && dirtyP');
    assert.deepEqual([pages?.start, pages?.length, pages?.text], [20, 6, 'dirtyPages ']);
  });
});

describe('the memory that a debug session reads', () => {
  const read = (client: DebugClient, memoryReference: string, offset: number, count: number) =>
    client.ask<{ address: string; data: string; unreadableBytes?: number }>('readMemory', {
      memoryReference,
      offset,
      count,
    });
  const bytesOf = ({ data }: { data: string }) => [...Buffer.from(data, 'base64')];

  it('is the guest’s as of the position, across pages', async () => {
    const client = await started(4);
    const across = await read(client, '0x2ffe', 0, 5);
    assert.deepEqual([across.address, bytesOf(across)], ['0x2ffe', [0, 0, 4, 4, 4]]);
    client.session.move({ point: 2 });
    assert.deepEqual(bytesOf(await read(client, '0x3000', -2, 4)), [0, 0, 2, 2]);
    const many = await read(client, '0', 0, 5 * 4096);
    assert.equal(bytesOf(many).length, 5 * 4096);
  });

  it('ends where a region does, and has nothing in a hole', async () => {
    const client = await started(4);
    const end = await read(client, '0x3fffe', 0, 16);
    assert.deepEqual([bytesOf(end), end.unreadableBytes], [[0, 0], 14]);
    const hole = await read(client, '0x50000', 0, 16);
    assert.deepEqual([hole.data, hole.unreadableBytes], ['', 16]);
    const below = await read(client, '0x0', -4, 8);
    assert.deepEqual([below.data, below.unreadableBytes], ['', 8]);
    assert.deepEqual(bytesOf(await read(client, '0x100000', 0, 1)), [0]);
  });

  it('is also that of bytes in a device, and of an output', async () => {
    const client = await started(7);
    const card = await read(client, 'field:ne2k.0:memory', 15, 5);
    assert.deepEqual(bytesOf(card), [0, 1, 2, 3, 0]);
    const output = await read(client, 'output:0', 0, 8);
    assert.deepEqual([bytesOf(output), output.unreadableBytes], [[0x41], 7]);
  });

  it('refuses what is none, and too much at once', async () => {
    const client = await started(7);
    for (const [args, message] of [
      [{ memoryReference: 'nothing', count: 1 }, /no memory/],
      [{ memoryReference: 'field:cpu.0:eip', count: 1 }, /no bytes eip/],
      [{ memoryReference: 'output:5', count: 1 }, /no output 5/],
      [{ memoryReference: '0x0', count: 2 ** 40 }, /too much/],
      [{ memoryReference: '0x0', count: -1 }, /"count" must be/],
      [{ memoryReference: '0x0', offset: 1e300, count: 1 }, /"offset" must be/],
      [{ count: 1 }, /"memoryReference" must be/],
    ] as const) {
      assert.match(await client.refusal('readMemory', args), message);
    }
  });

  it('is told to be stale when the position moves', async () => {
    const client = await started(4);
    await read(client, '0x3000', 16, 32);
    client.events.length = 0;
    await client.ask('next', { threadId: 1 });
    assert.deepEqual(await client.event('memory'), {
      memoryReference: '0x3000',
      offset: 16,
      count: 32,
    });
  });
});

describe('a debug connection', () => {
  it('ends every request that can be told from another, and ignores the rest', async () => {
    const client = await started(4);
    const sent: unknown[] = [];
    client.debugger.connection.onDidSendMessage((message) => sent.push(message));
    for (const message of [
      undefined,
      null,
      7,
      [],
      { type: 'response', command: 'next' },
      { type: 'request' },
      { type: 'request', seq: 1, command: 7 },
      { type: 'request', seq: 'x', command: 'next' },
    ]) {
      client.debugger.connection.handleMessage(message);
    }
    await new Promise(setImmediate);
    assert.deepEqual(sent, []);
    assert.match(await client.refusal('toString'), /"toString" is not known/);
    assert.match(await client.refusal('constructor', {}), /not known/);
  });

  it('refuses arguments that are none', async () => {
    const client = await started(4);
    for (const [command, args] of [
      ['variables', { variablesReference: -1 }],
      ['variables', { variablesReference: 1, start: 'x' }],
      ['variables', null],
      ['stackTrace', {}],
      ['setFunctionBreakpoints', { breakpoints: 'all' }],
      ['setFunctionBreakpoints', { breakpoints: [7] }],
      ['setFunctionBreakpoints', { breakpoints: new Array<object>(5000).fill({ name: 'timer' }) }],
      ['setDataBreakpoints', { breakpoints: [{}] }],
      ['setExceptionBreakpoints', { filters: [{}] }],
      ['completions', { text: 'x', column: 0 }],
      ['goto', { targetId: 'x' }],
      ['next', { threadId: 'x' }],
      ['launch', { trace: 'another' }],
    ] as const) {
      await client.refusal(command, args);
    }
    assert.equal(await client.until('next'), 5);
  });
});

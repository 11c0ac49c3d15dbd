import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Trace } from '../../../../src/trace/trace';
import { DebugClient } from './debugClient';
import { guestTrace } from './guest';

async function started(at = 0): Promise<DebugClient> {
  const client = new DebugClient(() => guestTrace());
  await client.start({ at });
  return client;
}

/** All points at which a run forward stops before it comes to the end, and then the same backward. */
async function stops(client: DebugClient): Promise<number[]> {
  const last = client.session.trace.pointCount - 1;
  client.session.move({ point: 0 });
  const forward: number[] = [];
  const hits: string[] = [];
  for (let point = 0; point < last;) {
    client.events.length = 0;
    await client.ask('continue', { threadId: 1 });
    const stopped = await client.event('stopped');
    point = client.session.position.point;
    if (stopped['hitBreakpointIds'] === undefined) break;
    forward.push(point);
    hits.push(String(stopped['reason']));
  }
  const backward: number[] = [];
  client.session.move({ point: last });
  for (let point = last; point > 0;) {
    client.events.length = 0;
    await client.ask('reverseContinue', { threadId: 1 });
    const stopped = await client.event('stopped');
    point = client.session.position.point;
    if (stopped['hitBreakpointIds'] !== undefined) backward.unshift(point);
  }
  assert.deepEqual(
    backward,
    forward.filter((point) => point < last),
  );
  return forward;
}

async function breakOnData(
  client: DebugClient,
  ...breakpoints: readonly object[]
): Promise<DebugProtocol.Breakpoint[]> {
  const body = await client.ask<{ breakpoints: DebugProtocol.Breakpoint[] }>('setDataBreakpoints', {
    breakpoints,
  });
  return body.breakpoints;
}

describe('function breakpoints', () => {
  it('break on causes, pages, devices, fields and queries', async () => {
    const client = await started();
    for (const [name, expected] of [
      ['disk-write', [2, 6]],
      [' net-tx ', [1, 3, 5, 8, 9]],
      ['page 0x3', [2, 4, 8]],
      ['pages 4..0x100', [1, 6]],
      ['ne2k.0', [3, 4, 8]],
      ['ne2k.0.isr', [3, 8]],
      ['cpu.0.regs', [5]],
      ['dirtyPages > 0 && cause == "net-tx"', [1, 8]],
      ['changed("ne2k.0.memory")', [4]],
      ['device("cpu.0.regs.eax") == 8 && cause != "net-tx"', [6, 7]],
      ['touches(0x100)', [6]],
    ] as const) {
      const [breakpoint] = await client.breakOn(name);
      assert.equal(breakpoint!.verified, true, `${name}: ${breakpoint!.message}`);
      assert.deepEqual(await stops(client), expected, name);
    }
  });

  it('stop only where their condition fits, and at the hits that are counted', async () => {
    const client = await started();
    for (const [condition, hitCondition, expected] of [
      ['point > 3', undefined, [5, 8, 9]],
      [undefined, '3', [5]],
      [undefined, '>= 3', [5, 8, 9]],
      [undefined, '% 2', [3, 8]],
      [undefined, '<2', [1]],
      ['point > 1', '% 2', [5, 9]],
      ['dirtyPages > 500 && cause == "net-tx"', undefined, []],
    ] as const) {
      await client.breakOn({
        name: 'net-tx',
        ...(condition !== undefined && { condition }),
        ...(hitCondition !== undefined && { hitCondition }),
      });
      assert.deepEqual(await stops(client), expected, `${condition}, ${hitCondition}`);
    }
  });

  it('are hit together where several fit, and named', async () => {
    const client = await started(7);
    const [one, , three] = await client.breakOn('net-tx', 'timer', 'ne2k.0');
    client.events.length = 0;
    await client.ask('continue', { threadId: 1 });
    const stopped = await client.event('stopped');
    assert.equal(client.session.position.point, 8);
    assert.deepEqual(stopped['hitBreakpointIds'], [one!.id, three!.id]);
    assert.equal(stopped['reason'], 'function breakpoint');
    assert.equal(stopped['description'], 'Paused on net-tx, ne2k.0');
  });

  it('say what is wrong with them, and are then none', async () => {
    const client = await started();
    const answers = await client.breakOn(
      'nett-tx',
      'dirtyPages >',
      { name: 'timer', condition: 'dirtyPage > 3' },
      { name: 'timer', hitCondition: 'often' },
      { name: 'timer', hitCondition: '% 0' },
      'cpu.7.eip',
      '',
    );
    const messages = answers.map(({ verified, message }) => {
      assert.equal(verified, false);
      return message ?? '';
    });
    assert.match(messages[0]!, /Not a cause, a device, a field or a query/);
    assert.match(messages[1]!, /character \d+/);
    assert.match(messages[2]!, /condition is not understood: .*did you mean dirtyPages/);
    assert.match(messages[3]!, /written like 3, >= 3 or % 5, and not like often/);
    assert.match(messages[4]!, /not like % 0/);
    assert.deepEqual(await stops(client), []);
  });

  it('keep their ids when others are set beside them', async () => {
    const client = await started();
    const [timer] = await client.breakOn('timer');
    const [other, again] = await client.breakOn('net-tx', 'timer');
    assert.equal(again!.id, timer!.id);
    assert.notEqual(other!.id, timer!.id);
  });
});

describe('data breakpoints', () => {
  const info = (client: DebugClient, args: object) =>
    client.ask<DebugProtocol.DataBreakpointInfoResponse['body']>('dataBreakpointInfo', args);

  it('break where a field of the devices changes, from any of its rows', async () => {
    const client = await started(4);
    const { scopes } = await client.ask<DebugProtocol.ScopesResponse['body']>('scopes', {
      frameId: 1,
    });
    const reference = scopes.find(({ name }) => name === 'Devices')!.variablesReference;
    const device = (await client.variables(reference)).find(({ name }) => name === 'ne2k.0')!;
    const whole = await info(client, { variablesReference: reference, name: 'ne2k.0' });
    await client.variables(device.variablesReference);
    const field = await info(client, {
      variablesReference: device.variablesReference,
      name: 'isr',
    });
    assert.deepEqual(field, {
      dataId: 'field:ne2k.0:isr',
      description: 'ne2k.0.isr',
      accessTypes: ['write'],
      canPersist: true,
    });
    await breakOnData(client, { dataId: whole.dataId });
    assert.deepEqual(await stops(client), [3, 4, 8]);
    await breakOnData(client, { dataId: field.dataId, accessType: 'write' });
    assert.deepEqual(await stops(client), [3, 8]);
    await breakOnData(client, { dataId: field.dataId, condition: 'point > 3' });
    assert.deepEqual(await stops(client), [8]);
    const byName = await info(client, { name: 'cpu.0.regs.eax' });
    await breakOnData(client, { dataId: byName.dataId, hitCondition: '1' });
    assert.deepEqual(await stops(client), [5]);
  });

  it('break where whole pages are dirtied, and where a part of one becomes another', async () => {
    const client = await started();
    for (const [name, bytes, expected] of [
      ['0x3000', 4096, [2, 4, 8]],
      ['12288', 3 * 4096, [1, 2, 4, 8]],
      ['0x3010', 1, [2, 4, 8]],
      ['0x5fff', 2, [1]],
      ['0x100ff0', 64, [6]],
    ] as const) {
      const { dataId } = await info(client, { name, bytes, asAddress: true });
      assert.ok(dataId, name);
      await breakOnData(client, { dataId });
      assert.deepEqual(await stops(client), expected, name);
    }
  });

  it('cannot be where there is nothing to watch', async () => {
    const client = await started();
    for (const args of [
      { name: 'nothing' },
      { name: 'text', bytes: 4, asAddress: true },
      { name: '0xfffffffffffff', bytes: 2, asAddress: true },
      { name: 'eip', variablesReference: 77 },
    ]) {
      assert.equal((await info(client, args)).dataId, null, args.name);
    }
    for (const dataId of [
      'field:cpu.0:nothing',
      'field:cpu.9:',
      'memory:0x40000:4096',
      'memory:0x1:0',
      'memory:-1:1',
      '__proto__',
      '',
    ]) {
      const [answer] = await breakOnData(client, { dataId });
      assert.equal(answer!.verified, false, dataId);
    }
  });
});

describe('the exception filter for stalls', () => {
  it('stops at pauses far above the mean, with a condition if there is one', async () => {
    const client = await started();
    await client.ask('setExceptionBreakpoints', { filters: ['stall'] });
    assert.deepEqual(await stops(client), [6]);
    await client.ask('setExceptionBreakpoints', {
      filters: [],
      filterOptions: [{ filterId: 'stall', condition: 'cause == "timer"' }],
    });
    assert.deepEqual(await stops(client), []);
  });
});

describe('a run that takes its time', () => {
  /** A trace that hands out columns only when it is told to. */
  async function slow() {
    const trace = guestTrace();
    const waiting: (() => void)[] = [];
    const columns = trace.columns.bind(trace);
    let isSlow = false;
    trace.columns = async function* (from, to) {
      if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
      yield* columns(from, to);
    };
    const client = new DebugClient(() => trace as Trace);
    await client.start({ at: 2 });
    isSlow = true;
    const goOn = (): void => {
      isSlow = false;
      for (const each of waiting.splice(0)) each();
    };
    return { client, goOn };
  }

  it('is paused where it has come to', async () => {
    const { client, goOn } = await slow();
    await client.breakOn('serial-tx');
    client.events.length = 0;
    await client.ask('continue', { threadId: 1 });
    await client.ask('pause', { threadId: 1 });
    goOn();
    assert.equal((await client.event('stopped'))['reason'], 'pause');
    assert.equal(client.session.position.point, 2);
  });

  it('ends where the user goes meanwhile', async () => {
    const { client, goOn } = await slow();
    await client.breakOn('serial-tx');
    client.events.length = 0;
    await client.ask('continue', { threadId: 1 });
    client.session.move({ point: 5 });
    goOn();
    assert.equal((await client.event('stopped'))['reason'], 'goto');
    await new Promise(setImmediate);
    assert.equal(client.session.position.point, 5);
    assert.deepEqual(client.events, []);
  });

  it('goes on with breakpoints that are set meanwhile', async () => {
    const { client, goOn } = await slow();
    await client.breakOn('serial-tx');
    client.events.length = 0;
    await client.ask('continue', { threadId: 1 });
    await client.breakOn('timer');
    goOn();
    await client.event('stopped');
    assert.equal(client.session.position.point, 4);
  });

  it('stops where it began, and says why, when the trace cannot be read', async () => {
    const trace = guestTrace();
    const client = new DebugClient(() => trace);
    await client.start({ at: 2 });
    await client.breakOn('serial-tx');
    trace.columns = () => {
      throw new Error('damage at offset 77');
    };
    client.events.length = 0;
    await client.ask('continue', { threadId: 1 });
    const stopped = await client.event('stopped');
    assert.deepEqual([stopped['reason'], stopped['text']], ['exception', 'damage at offset 77']);
    assert.equal(client.session.position.point, 2);
  });
});

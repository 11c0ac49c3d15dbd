import assert from 'node:assert/strict';
import type { DeviceState } from '../../../../src/core/deviceState';
import { ComparedTraces } from '../../../../src/host/compare/comparedTraces';
import { PAGE_SIDES } from '../../../../src/protocol/comparison';
import type { Trace } from '../../../../src/trace/trace';
import { MemoryTrace } from '../../../support/memoryTrace';
import { arraysOf } from '../../../support/arraysOf';
import { traceOf } from '../traces';

const never = new AbortController().signal;
const nothing = (): void => undefined;

function range(from: number, to = from) {
  return { from, to };
}

function device(value: number): DeviceState[] {
  const schema = { device: 'cpu.0', version: 1, fields: ['eflags', 'eax'] };
  return [{ schema, values: [value, 7] }];
}

/** Both sides, and how many of them are still held. */
function compared(left: Trace, right: Trace) {
  let held = 2;
  const hold = (trace: Trace) => ({ trace, dispose: () => void held-- });
  const traces = new ComparedTraces({ left: hold(left), right: hold(right) });
  return { traces, held: () => held };
}

describe('two traces that are compared', () => {
  const trace = traceOf(['timer', 'timer', 'timer'], {
    dirty: { 3: [1, 2], 4: [3] },
    devices: (point) => device(point === 3 ? 0x40 : 0),
  });

  it('tell which pages differ at the end of both ranges, and how far that has come', async () => {
    const { traces } = compared(trace, trace);
    const progress: unknown[] = [];
    const ranges = { left: range(1), right: range(3) };
    const { gfns, sides } = await traces.pages(ranges, never, (each) => progress.push(each));
    assert.deepEqual([...gfns], [3, 4]);
    assert.deepEqual(
      Array.from(sides, (side) => PAGE_SIDES[side]),
      ['both', 'right'],
    );
    assert.deepEqual(progress, [{ compared: 2, total: 2, found: 2 }]);
    assert.equal(traces.sameRecording, true);
  });

  it('end with whoever does not wait any more', async () => {
    const { traces } = compared(trace, trace);
    const gone = AbortSignal.abort(new Error('gone'));
    const ranges = { left: range(1), right: range(3) };
    await assert.rejects(traces.pages(ranges, gone, nothing), /gone/);
    await assert.rejects(traces.figures({ left: range(0, 2), right: range(1, 3) }, gone), /gone/);
  });

  it('tell how often pages were written in the ranges', async () => {
    const { traces } = compared(trace, trace);
    const written = await traces.written({ left: range(1, 2), right: range(2, 3) });
    assert.deepEqual([...written.gfns], [3, 4]);
    assert.deepEqual([...written.left], [2, 0]);
    assert.deepEqual([...written.right], [1, 1]);
  });

  it('tell the fields that differ, with what changed in their bits', async () => {
    const { traces } = compared(trace, trace);
    assert.deepEqual(await traces.devices({ left: range(0, 1), right: range(3) }), [
      {
        device: 'cpu.0',
        changeCount: 1,
        changes: [{ field: 'eflags', left: '0x00000000', right: '0x00000040', bits: ['+ZF'] }],
      },
    ]);
    assert.deepEqual(await traces.devices({ left: range(0), right: range(1) }), []);
  });

  it('give a page of both, or say that a guest has none', async () => {
    const small = new MemoryTrace(traceOf(['timer']).recorded, { uuid: 'other' });
    const { traces } = compared(trace, small);
    const both = await traces.page({ left: range(2), right: range(1) }, 3);
    assert.deepEqual([both.left?.point, both.right?.point], [2, 0]);
    assert.equal(both.left?.bytes[0], 2);
    assert.equal(traces.sameRecording, false);
    const none = await traces.page({ left: range(2), right: range(1) }, 0xfffff);
    assert.deepEqual(none, { left: undefined, right: undefined });
  });

  it('hand out arrays that do not drag a larger buffer along', async () => {
    const { traces } = compared(trace, trace);
    const ranges = { left: range(1, 2), right: range(2, 3) };
    const arrays = arraysOf([
      await traces.pages(ranges, never, nothing),
      await traces.written(ranges),
      await traces.page(ranges, 3),
    ]);
    assert.equal(arrays.length, 8);
    for (const array of arrays) assert.equal(array.byteLength, array.buffer.byteLength);
  });

  it('are held until they are no longer compared', () => {
    const { traces, held } = compared(trace, trace);
    assert.equal(held(), 2);
    traces.dispose();
    assert.equal(held(), 0);
  });
});

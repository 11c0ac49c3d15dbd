import assert from 'node:assert/strict';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { readMemoryBytes } from '../../../src/replay/memoryBytes';
import { openTrace } from '../../../src/trace/traceReader';
import { seededNumbers } from '../../support/randomTrace';
import { generatePoints, writeTrace } from '../../support/traces';

describe('readMemoryBytes', () => {
  it('gives any part of what the whole memory is', async () => {
    const file = await writeTrace(generatePoints({ seed: 5, points: 40, dirtyPages: 20 }));
    const trace = await openTrace(file, await loadTracePlatform());
    const pieces: Buffer[] = [];
    for await (const piece of trace.memory(30)) pieces.push(Buffer.from(piece));
    const memory = Buffer.concat(pieces);
    const random = seededNumbers(5);
    const ranges = Array.from({ length: 40 }, () => {
      const start = random(memory.length);
      return [start, start + random(memory.length - start)];
    });
    for (const [start, end] of [[0, memory.length], [4095, 4097], [7, 7], ...ranges]) {
      const read = await readMemoryBytes(trace, 30, start, end);
      assert.ok(memory.subarray(start, end).equals(read), `${start} to ${end}`);
    }
  });

  it('refuses what lies outside of the memory, and what is no range', async () => {
    const file = await writeTrace(generatePoints({ seed: 5, points: 2 }));
    const trace = await openTrace(file, await loadTracePlatform());
    const { bytes } = trace.header.pages;
    for (const [start, end] of [
      [0, bytes + 1],
      [-1, 5],
      [9, 8],
      [0.5, 8],
      [0, NaN],
    ]) {
      await assert.rejects(readMemoryBytes(trace, 0, start, end), RangeError);
    }
    await assert.rejects(readMemoryBytes(trace, 2, 0, bytes), RangeError);
  });

  it('ends when it is cancelled', async () => {
    const file = await writeTrace(generatePoints({ seed: 5, points: 2 }));
    const trace = await openTrace(file, await loadTracePlatform());
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await assert.rejects(readMemoryBytes(trace, 0, 0, 8192, abort.signal), /enough/);
  });
});

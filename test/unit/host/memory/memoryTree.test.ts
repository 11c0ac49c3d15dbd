import assert from 'node:assert/strict';
import { asGuestAddress, PAGE_SIZE } from '../../../../src/core/gfn';
import { PageSpace } from '../../../../src/core/guestMemory';
import {
  memoryNode,
  MOST_BYTES,
  partNames,
  pointNames,
  regionNames,
} from '../../../../src/host/memory/memoryTree';
import { MemoryTrace } from '../../../support/memoryTrace';
import { traceOf } from '../traces';

const GIB = 2 ** 30;

function space(...regions: readonly [name: string, start: number, bytes: number][]): PageSpace {
  return new PageSpace(
    regions.map(([name, start, bytes]) => ({ name, start: asGuestAddress(start), bytes })),
  );
}

/** A trace of a guest with this memory, in which nothing was written. */
function guest(pages: PageSpace): MemoryTrace {
  return new MemoryTrace(traceOf(['timer']).recorded, { pages });
}

async function namesIn(trace: MemoryTrace, at: number, ...names: string[]): Promise<string[]> {
  const node = memoryNode(trace, at, names);
  assert.equal(node?.kind, 'folder');
  return (await node.names()).map(([name]) => name);
}

describe('the files of memory as of a sync point', () => {
  it('are all of it, its regions, its parts and its pages', async () => {
    const trace = traceOf(['timer', 'timer'], { dirty: { 3: [1, 2], 0x104: [2] } });
    assert.deepEqual(await namesIn(trace, 2), ['memory.bin', 'regions', 'parts', 'pages']);
    assert.deepEqual(await namesIn(trace, 2, 'regions'), ['ram.bin', 'high.bin']);
    assert.deepEqual(await namesIn(trace, 2, 'parts'), ['0x0.bin', '0x100000.bin']);
    assert.deepEqual(await namesIn(trace, 2, 'pages'), ['0x3.bin', '0x104.bin']);
    assert.deepEqual(await namesIn(trace, 1, 'pages'), ['0x3.bin']);
  });

  it('are where they lie in the whole memory, without the holes between regions', () => {
    const trace = traceOf(['timer']);
    const bytes = (...names: string[]) => memoryNode(trace, 0, names);
    const file = (start: number, end: number) => ({ kind: 'file', start, end });
    const region = 64 * PAGE_SIZE;
    assert.deepEqual(bytes('memory.bin'), file(0, 2 * region));
    assert.deepEqual(bytes('regions', 'high.bin'), file(region, 2 * region));
    assert.deepEqual(bytes('parts', '0x100000.bin'), file(region, 2 * region));
    const page = region + 4 * PAGE_SIZE;
    assert.deepEqual(bytes('pages', '0x104.bin'), file(page, page + PAGE_SIZE));
  });

  it('divide a large guest into parts that can be handed out', () => {
    const pages = space(['low', 0, 3 * GIB], ['high', 4 * GIB, 13 * GIB + PAGE_SIZE]);
    const trace = guest(pages);
    const names = partNames(pages);
    assert.equal(names.length, 48 + 208 + 1);
    let covered = 0;
    for (const name of names) {
      const part = memoryNode(trace, 0, ['parts', name]);
      assert.equal(part?.kind, 'file');
      assert.equal(part.start, covered, name);
      assert.ok(part.end - part.start <= MOST_BYTES);
      covered = part.end;
    }
    assert.equal(covered, pages.bytes);
    assert.equal(memoryNode(trace, 0, ['parts', '0x1000.bin']), undefined, 'no part begins there');
    assert.equal(memoryNode(trace, 0, ['parts', '0xc0000000.bin']), undefined, 'a hole');
  });

  it('have names that are safe and different, whatever a trace calls its regions', () => {
    const pages = space(
      ['../a', 0, PAGE_SIZE],
      ['b/c', 0x2000, PAGE_SIZE],
      ['b\\c', 0x4000, PAGE_SIZE],
      ['', 0x6000, PAGE_SIZE],
    );
    const names = regionNames(pages);
    assert.deepEqual(names, ['.._a.bin', 'b_c-0x2000.bin', 'b_c-0x4000.bin', '-0x6000.bin']);
    const trace = guest(pages);
    names.forEach((name, i) => {
      const start = i * PAGE_SIZE;
      const expected = { kind: 'file', start, end: start + PAGE_SIZE };
      assert.deepEqual(memoryNode(trace, 0, ['regions', name]), expected);
    });
  });

  it('are no others', () => {
    const trace = traceOf(['timer']);
    for (const names of [
      ['x'],
      ['memory.bin', 'x'],
      ['regions', 'x.bin'],
      ['regions', 'ram.bin', 'x'],
      ['pages', '0x999.bin'],
      ['pages', '3.bin'],
      ['pages', '0x3'],
      ['pages', '0xffffffffffffffffff.bin'],
      ['parts', '0xffffffffffffffffff.bin'],
      ['toString'],
      ['..'],
    ]) {
      assert.equal(memoryNode(trace, 0, names), undefined, names.join('/'));
    }
  });

  it('lie in a folder for each sync point, of which a long trace lists some', () => {
    assert.deepEqual(pointNames(3), ['at-0', 'at-1', 'at-2']);
    const names = pointNames(1_000_000);
    assert.ok(names.length <= 10_001);
    assert.deepEqual(names.slice(0, 2), ['at-0', 'at-100']);
    assert.equal(names.at(-1), 'at-999999');
    assert.equal(pointNames(10_000).length, 10_000);
  });
});

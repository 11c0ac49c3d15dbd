import assert from 'node:assert/strict';
import { changeToJson, leafToJson } from '../../../src/analysis/rows/jsonShapes';
import { gfnsToJson, writeJsonWithList } from '../../../src/cli/json';
import { MemoryOutput } from '../../support/commandLine';

async function* batches(...lists: unknown[][]): AsyncGenerator<readonly unknown[]> {
  yield* lists;
}

async function written(fields: object, ...lists: unknown[][]): Promise<unknown> {
  const output = new MemoryOutput();
  await writeJsonWithList(output, fields, 'items', batches(...lists));
  assert.ok(output.text.endsWith('\n'));
  return JSON.parse(output.text);
}

describe('JSON output', () => {
  it('writes as text what JSON has no type for', () => {
    const big = 2n ** 64n - 1n;
    assert.deepEqual(
      [1, 1.5, -1, big, true, 'x', null, NaN, Uint8Array.of(0, 171)].map(leafToJson),
      [1, 1.5, -1, '18446744073709551615', true, 'x', null, 'NaN', '00ab'],
    );
  });

  it('writes only the bytes of a view, not the buffer behind it', () => {
    assert.equal(leafToJson(Uint8Array.of(1, 2, 3, 4).subarray(1, 3)), '0203');
  });

  it('leaves out the side on which a leaf does not exist, and keeps null', () => {
    const change = { device: 'd', field: 'f', before: undefined, after: null };
    assert.deepEqual(changeToJson(change), { device: 'd', field: 'f', after: null });
  });

  it('writes GFNs in hex', () => {
    assert.deepEqual(gfnsToJson(Uint32Array.of(0, 0x1f3)), ['0x0', '0x1f3']);
  });

  it('streams a long list as one value, whatever the batches', async () => {
    assert.deepEqual(await written({ a: 1 }, [1, 2], [], [3]), { a: 1, items: [1, 2, 3] });
    assert.deepEqual(await written({}, [{ b: 2 }]), { items: [{ b: 2 }] });
    assert.deepEqual(await written({ a: 1 }), { a: 1, items: [] });
    assert.deepEqual(await written({ a: 1 }, [], [1]), { a: 1, items: [1] });
  });
});

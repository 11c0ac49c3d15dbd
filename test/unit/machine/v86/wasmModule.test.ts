import assert from 'node:assert/strict';
import { KemariError } from '../../../../src/core/errors';
import { rewriteForLogDirty } from '../../../../src/machine/v86/logDirtyRewrite';
import { functionBody, I32, i32Add, localGet } from '../../../../src/machine/v86/wasmCode';
import { WasmModule } from '../../../../src/machine/v86/wasmModule';
import { wasm } from './machines';

const names = (bytes: Uint8Array): string[] =>
  WebAssembly.Module.exports(new WebAssembly.Module(bytes.slice())).map(
    ({ name, kind }) => `${kind} ${name}`,
  );

describe('a WebAssembly module that is taken apart', () => {
  it('is put together as a module with the same exports', () => {
    assert.deepEqual(names(new WasmModule(wasm, 'v86.wasm').toBytes()), names(wasm));
  });

  it('has the functions and globals that were added', () => {
    const module = new WasmModule(wasm, 'v86.wasm');
    const type = module.typeIndex({ parameters: [I32, I32], results: [I32] });
    const body = functionBody(0, localGet(0), localGet(1), i32Add);
    module.exportFunction('added', module.addFunction(type!, body));
    module.addGlobal('added_global');
    assert.deepEqual(names(module.toBytes()), [
      ...names(wasm),
      'function added',
      'global added_global',
    ]);
  });

  it('is refused, and the place named, if it is cut anywhere', () => {
    for (let length = 0; length < wasm.length; length += length < 200 ? 1 : 50_021) {
      assert.throws(
        () => new WasmModule(wasm.subarray(0, length), 'v86.wasm'),
        (error) => error instanceof KemariError && error.message.startsWith('v86.wasm'),
        `cut at ${length}`,
      );
    }
  });

  it('is refused if it lacks a section that is needed', () => {
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    assert.throws(() => new WasmModule(empty, 'empty.wasm'), /empty.wasm: expected a type section/);
  });
});

describe('the rewrite for log-dirty', () => {
  it('is a valid module that exports all that the package does, and its own', () => {
    const rewritten = rewriteForLogDirty(wasm);
    assert.ok(WebAssembly.validate(rewritten.slice()));
    const before = names(wasm);
    assert.deepEqual(names(rewritten).slice(0, before.length), before);
    assert.deepEqual(names(rewritten).slice(before.length), [
      'global log_dirty_map',
      'global log_dirty_writers',
      'global log_dirty_ram',
      'global log_dirty_ring',
      'global log_dirty_aside',
      'global log_dirty_slots',
      'global log_dirty_compiled_ip',
      'global log_dirty_walk_ip',
      'function log_dirty_touch',
      'global irqchip_watch',
    ]);
  });

  it('leaves the bytes that it was given as they were', () => {
    const copy = wasm.slice();
    rewriteForLogDirty(copy);
    assert.ok(Buffer.from(copy).equals(wasm));
  });

  it('refuses its own result, whose functions have no names', () => {
    assert.throws(() => rewriteForLogDirty(rewriteForLogDirty(wasm)), /do_page_walk/);
  });
});

import assert from 'node:assert/strict';
import type { PageWriter } from '../../../../src/core/pageWriter';
import { V86DeviceDecoder } from '../../../../src/machine/v86/deviceDecoder';
import type { V86Machine } from '../../../../src/machine/v86/embeddedMachine';
import { createV86Machine } from '../../../../src/machine/v86/v86Machine';
import { machineWith, memoryOf, runToOutput, wasm, workloadOptions } from './machines';
import { TinyGuest, word } from './tinyGuest';

const COM1 = 0x3f8;

/** Collects the dirty pages as an array of its own. */
const collect = (machine: V86Machine): number[] => [...machine.collectDirtyPages()];

/** The core without its custom sections, and so without the names of its functions. */
function withoutNames(bytes: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length;) {
    const start = at++;
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += size;
    if (bytes[start] !== 0) kept.push(bytes.subarray(start, at));
  }
  return Uint8Array.from(Buffer.concat(kept));
}

for (const dirtyTracking of ['log-dirty', 'compare'] as const) {
  describe(`dirty pages by ${dirtyTracking}`, () => {
    it('are at first all that are not zero', async () => {
      const machine = await createV86Machine(workloadOptions('idle', 1, { dirtyTracking }));
      const memory = memoryOf(machine);
      const expected: number[] = [];
      for (let gfn = 0; gfn < machine.pages.pageCount; gfn++) {
        if (memory.subarray(gfn * 4096, (gfn + 1) * 4096).some((byte) => byte !== 0)) {
          expected.push(gfn);
        }
      }
      assert.ok(expected.length > 2);
      assert.deepEqual(collect(machine), expected);
      assert.deepEqual(collect(machine), []);
      machine.dispose();
    });

    it('are named once for each epoch in which they are written, ascending', async () => {
      const guest = new TinyGuest().outb(COM1, 0);
      guest.store(0x50_0000, 1).store(0x20_0ffe, 0x0202_0202).store(0x50_0004, 3).outb(COM1, 1);
      guest.store(0x50_0000, 4).outb(COM1, 2).outb(COM1, 3);
      const machine = await machineWith(guest.label('end').jump('end').image(), { dirtyTracking });
      await runToOutput(machine);
      collect(machine);
      await runToOutput(machine);
      assert.deepEqual(collect(machine), [0x200, 0x201, 0x500]);
      await runToOutput(machine);
      assert.deepEqual(collect(machine), [0x500]);
      await runToOutput(machine);
      assert.deepEqual(collect(machine), []);
      machine.dispose();
    });

    it('include those that a device writes', async () => {
      // Reads a sector by bus-master DMA: one descriptor at 0x500000, the data to 0x600800.
      const guest = new TinyGuest().outb(COM1, 0).store(0x50_0000, 0x60_0800);
      guest.store(0x50_0004, 0x8000_0200).store(0x60_0800, 0xffff_ffff).outl(0xb404, 0x50_0000);
      for (const [port, value] of [
        [0x1f6, 0xe0],
        [0x1f2, 1],
        [0x1f3, 0],
        [0x1f4, 0],
        [0x1f5, 0],
        [0xb400, 0x08],
        [0x1f7, 0xc8],
      ] as const) {
        guest.outb(port, value);
      }
      guest.outb(COM1, 1).outb(0xb400, 0x09).outb(COM1, 2);
      const machine = await machineWith(guest.label('end').jump('end').image(), { dirtyTracking });
      await runToOutput(machine);
      await runToOutput(machine);
      collect(machine);
      await runToOutput(machine);
      assert.deepEqual(collect(machine), [0x600]);
      assert.deepEqual(
        writerOf(machine, 0x600),
        dirtyTracking === 'compare' ? undefined : { kind: 'device', device: 'ide.0' },
      );
      machine.dispose();
    });
  });
}

describe('log-dirty', () => {
  for (const jit of [false, true]) {
    it(`names the instruction that wrote a page first, JIT ${jit ? 'on' : 'off'}`, async () => {
      // Stores of several kinds, each to a page of its own, over and over until they are compiled.
      const guest = new TinyGuest().load(4, 0x7f_f000).load(1, 4000).label('again');
      const writers = new Map<number, number>();
      const store = (gfn: number, ...code: readonly number[]): void => {
        writers.set(gfn, guest.here);
        guest.raw(...code);
      };
      store(0x300, 0xc6, 0x05, ...word(0x30_0000), 1);
      store(0x301, 0x66, 0xa3, ...word(0x30_1000));
      store(0x302, 0xa3, ...word(0x30_2000));
      store(0x303, 0xff, 0x05, ...word(0x30_3000));
      store(0x304, 0x0f, 0x11, 0x05, ...word(0x30_4000));
      store(0x305, 0x0f, 0x7f, 0x05, ...word(0x30_5000));
      store(0x7fe, 0x50);
      guest.raw(0x58, 0x90).outb(COM1, 1);
      const machine = await machineWith(guest.loop('again').label('end').jump('end').image(), {
        jit,
      });
      for (let i = 0; i < 3000; i++) {
        await runToOutput(machine);
        const dirty = collect(machine);
        if (i === 0 || i % 40 !== 0) continue;
        assert.deepEqual(
          dirty,
          [...writers.keys()].sort((a, b) => a - b),
        );
        for (const [gfn, address] of writers) {
          assert.deepEqual(writerOf(machine, gfn), { kind: 'instruction', address });
        }
      }
      machine.dispose();
    });
  }

  it('sees the bits that the CPU sets in page tables', async () => {
    // A page directory at 0x300000 with one table at 0x301000, which maps the first 4 MiB to itself.
    const guest = new TinyGuest().load(7, 0x30_1000).load(0, 3).load(1, 1024).label('fill');
    guest
      .raw(0xab, 0x05, ...word(0x1000))
      .loop('fill')
      .store(0x30_0000, 0x30_1003);
    guest.load(0, 0x30_0000).raw(0x0f, 0x22, 0xd8, 0x0f, 0x20, 0xc0, 0x0d, ...word(0x8000_0000));
    guest.raw(0x0f, 0x22, 0xc0).outb(COM1, 0).store(0x20_0000, 1).outb(COM1, 1);
    const machine = await machineWith(guest.label('end').jump('end').image());
    await runToOutput(machine);
    collect(machine);
    await runToOutput(machine);
    const table = memoryOf(machine).subarray(0x30_1000 + 4 * 0x200, 0x30_1000 + 4 * 0x200 + 4);
    assert.equal(table[0] & 0x60, 0x60, 'accessed and dirty');
    assert.deepEqual(collect(machine), [0x200, 0x301]);
    machine.dispose();
  });

  it('is what a machine does if it can', async () => {
    const machine = await createV86Machine(workloadOptions('idle', 1));
    assert.deepEqual(machine.dirtyTracking, { method: 'log-dirty' });
    machine.dispose();
  });

  it('falls back to comparing, and says why, if the core does not name its functions', async () => {
    const machine = await createV86Machine(
      workloadOptions('hotset', 1, { wasm: withoutNames(wasm) }),
    );
    assert.equal(machine.dirtyTracking.method, 'compare');
    assert.match(machine.dirtyTracking.fallbackReason ?? '', /do_page_walk.*found none/);
    collect(machine);
    await runToOutput(machine, 5e6);
    assert.ok(collect(machine).length > 0);
    machine.dispose();
  });

  it('is not missed by a machine that was asked to compare', async () => {
    const machine = await createV86Machine(
      workloadOptions('idle', 1, { dirtyTracking: 'compare' }),
    );
    assert.deepEqual(machine.dirtyTracking, { method: 'compare' });
    machine.dispose();
  });

  it('refuses a core that is no WebAssembly module', async () => {
    const options = workloadOptions('idle', 1, { wasm: new Uint8Array(100) });
    await assert.rejects(createV86Machine(options), { name: 'KemariError', message: /v86.wasm/ });
  });
});

/** Who wrote a page first in the epoch that was just collected. */
function writerOf(machine: V86Machine, gfn: number): PageWriter | undefined {
  const [number] = machine.firstWriters(Uint32Array.of(gfn));
  return new V86DeviceDecoder().writer(number);
}

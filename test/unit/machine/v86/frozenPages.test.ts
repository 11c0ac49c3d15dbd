import assert from 'node:assert/strict';
import { PAGE_SIZE } from '../../../../src/core/gfn';
import type { V86Machine } from '../../../../src/machine/v86/embeddedMachine';
import { machineWith, memoryOf, runToOutput, type TestOptions } from './machines';
import { TinyGuest } from './tinyGuest';

const COM1 = 0x3f8;

/** A guest that stands where it has written these pages, and goes on to write them again. */
async function writerOf(
  gfns: readonly number[],
  options: TestOptions,
  device?: (guest: TinyGuest) => void,
): Promise<V86Machine> {
  const guest = new TinyGuest().outb(COM1, 0);
  for (const gfn of gfns) guest.store(gfn * PAGE_SIZE + 8, 0x1111_1111);
  guest.outb(COM1, 1);
  for (const gfn of gfns) guest.store(gfn * PAGE_SIZE + 8, 0x2222_2222);
  device?.(guest);
  const image = guest.outb(COM1, 2).label('end').jump('end').image();
  const machine = await machineWith(image, options);
  await runToOutput(machine);
  machine.collectDirtyPages();
  await runToOutput(machine);
  return machine;
}

/** The pages' contents, one after the other. */
function pagesOf(memory: Uint8Array, gfns: Uint32Array): Buffer {
  const pages = [...gfns].map((gfn) => memory.subarray(gfn * PAGE_SIZE, (gfn + 1) * PAGE_SIZE));
  return Buffer.concat(pages);
}

function frozenCopy(machine: V86Machine, gfns: Uint32Array): Buffer {
  const pages = Buffer.alloc(gfns.length * PAGE_SIZE);
  machine.copyFrozenPages(gfns, pages);
  return pages;
}

/** Reads a sector to 0x600800 by bus-master DMA. */
function readSector(guest: TinyGuest): void {
  guest.store(0x50_0000, 0x60_0800).store(0x50_0004, 0x8000_0200).outl(0xb404, 0x50_0000);
  for (const [port, value] of [
    [0x1f6, 0xe0],
    [0x1f2, 1],
    [0x1f3, 0],
    [0x1f4, 0],
    [0x1f5, 0],
    [0xb400, 0x08],
    [0x1f7, 0xc8],
    [0xb400, 0x09],
  ] as const) {
    guest.outb(port, value);
  }
}

for (const dirtyTracking of ['log-dirty', 'compare'] as const) {
  describe(`frozen pages, tracked by ${dirtyTracking}`, () => {
    it('are what they were, whether the guest has written them again or not', async () => {
      const machine = await writerOf([0x200, 0x201, 0x300], { dirtyTracking });
      const gfns = machine.collectDirtyPages().slice();
      const before = pagesOf(memoryOf(machine), gfns);
      machine.freezePages(gfns);
      const early = frozenCopy(machine, gfns.subarray(0, 1));
      await runToOutput(machine);
      const late = frozenCopy(machine, gfns.subarray(1));
      assert.ok(Buffer.concat([early, late]).equals(before));
      assert.ok(!pagesOf(memoryOf(machine), gfns).equals(before), 'the guest wrote them again');
      assert.deepEqual([...machine.collectDirtyPages()], [...gfns], 'and that is logged');
      machine.dispose();
    });

    it('are what they were where a device writes them, too', async () => {
      const machine = await writerOf([0x600], { dirtyTracking }, readSector);
      const gfns = Uint32Array.of(0x600);
      machine.collectDirtyPages();
      machine.freezePages(gfns);
      await runToOutput(machine);
      const memory = memoryOf(machine);
      assert.equal(memory[0x60_0800], 0, 'the sector was read');
      const expected = Buffer.alloc(PAGE_SIZE);
      expected.writeUInt32LE(0x1111_1111, 8);
      assert.ok(frozenCopy(machine, gfns).equals(expected));
      machine.dispose();
    });

    it('are kept also where the BIOS could be written through its alias', async () => {
      const machine = await writerOf([0xf0, 0xff, 0x200], { dirtyTracking });
      const gfns = machine.collectDirtyPages().slice();
      assert.ok(gfns.includes(0xff));
      const before = pagesOf(memoryOf(machine), gfns);
      machine.freezePages(gfns);
      await runToOutput(machine);
      assert.ok(frozenCopy(machine, gfns).equals(before));
      machine.dispose();
    });

    it('must all be taken before the next are looked for or frozen', async () => {
      const machine = await writerOf([0x200, 0x300], { dirtyTracking });
      const gfns = machine.collectDirtyPages().slice();
      machine.freezePages(gfns);
      frozenCopy(machine, gfns.subarray(1));
      assert.throws(() => machine.collectDirtyPages(), /pages are still frozen/);
      assert.throws(() => machine.freezePages(gfns), /still to be copied/);
      frozenCopy(machine, gfns.subarray(0, 1));
      machine.freezePages(gfns);
      machine.dispose();
    });

    it('may be more than ever before', async () => {
      const machine = await writerOf([0x200], { dirtyTracking });
      machine.collectDirtyPages();
      const all = Uint32Array.from({ length: machine.pages.pageCount }, (_, gfn) => gfn);
      const before = Buffer.from(memoryOf(machine));
      for (const gfns of [all.subarray(0, 100), all]) {
        machine.freezePages(gfns);
        assert.ok(frozenCopy(machine, gfns).equals(before.subarray(0, gfns.length * PAGE_SIZE)));
      }
      machine.dispose();
    });
  });
}

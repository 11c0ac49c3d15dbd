import assert from 'node:assert/strict';
import { GuestUnderTest, serialText, type Epoch } from './guestUnderTest';

/** The first page that workloads work on: 2 MiB. */
const HEAP = 0x200;
/** Pages of the image, from 1 MiB on, that a step may write: data and stack. */
const IMAGE_PAGES_A_STEP = 3;

const heapPages = ({ dirty }: Epoch): number[] => dirty.filter((gfn) => gfn >= HEAP);

describe('memory workloads of the guest', function () {
  this.timeout(30_000);
  let guest: GuestUnderTest | undefined;
  afterEach(() => {
    guest?.dispose();
    guest = undefined;
  });

  it('write next to nothing of the image itself', async () => {
    for (const workload of ['memwalk', 'hotset', 'matrix'] as const) {
      guest = await GuestUnderTest.boot({ workload });
      const [, ...epochs] = await guest.epochs(20);
      for (const { dirty } of epochs) {
        const ofImage = dirty.filter((gfn) => gfn < HEAP);
        assert.ok(ofImage.length <= IMAGE_PAGES_A_STEP, `${workload} wrote ${String(ofImage)}`);
      }
      guest.dispose();
    }
  });

  describe('memwalk', () => {
    it('writes the next band of neighbouring pages at each step', async () => {
      guest = await GuestUnderTest.boot({ workload: 'memwalk', pages: 64 });
      const epochs = await guest.epochs(10);
      for (const [i, epoch] of epochs.entries()) {
        const band = Array.from({ length: 64 }, (_, page) => HEAP + 64 * i + page);
        assert.deepEqual(heapPages(epoch), band);
      }
    });

    it('clears on the second sweep what the first one filled', async () => {
      const pages = (8 << 8) - HEAP;
      guest = await GuestUnderTest.boot({ workload: 'memwalk', pages: 128, memoryBytes: 8 << 20 });
      const steps = pages / 128;
      const filled = await guest.epochs(steps);
      assert.equal(serialText(filled), 'w'.repeat(steps));
      for (let page = 0; page < pages; page++) {
        assert.ok(guest.memory(HEAP + page, 1).some((byte) => byte !== 0));
      }
      const cleared = await guest.epochs(steps);
      assert.equal(serialText(cleared), 'z'.repeat(steps));
      assert.ok(guest.memory(HEAP, pages).every((byte) => byte === 0));
      assert.deepEqual(cleared.map(heapPages), filled.map(heapPages));
      assert.equal(serialText(await guest.epochs(1)), 'w');
    });
  });

  describe('hotset', () => {
    it('writes about as many pages a step as it was asked to', async () => {
      for (const pages of [16, 64, 256]) {
        guest = await GuestUnderTest.boot({ workload: 'hotset', pages });
        const [, ...epochs] = await guest.epochs(51);
        const mean = epochs.reduce((sum, epoch) => sum + heapPages(epoch).length, 0) / 50;
        assert.ok(Math.abs(mean - pages) < pages / 4, `${mean} pages in place of ${pages}`);
        guest.dispose();
      }
    });

    it('writes few pages almost always and most pages hardly ever', async () => {
      guest = await GuestUnderTest.boot({ workload: 'hotset' });
      const steps = 200;
      const writes = new Map<number, number>();
      for (const epoch of await guest.epochs(steps)) {
        for (const gfn of heapPages(epoch)) writes.set(gfn, (writes.get(gfn) ?? 0) + 1);
      }
      const counts = [...writes.values()];
      const hot = counts.filter((count) => count > steps / 2).length;
      const cold = counts.filter((count) => count < steps / 20).length;
      assert.ok(hot >= 3 && hot <= 20, `${hot} hot pages`);
      assert.ok(cold > 1000, `${cold} cold pages`);
    });

    it('scatters them over all memory', async () => {
      guest = await GuestUnderTest.boot({ workload: 'hotset' });
      const written = new Set((await guest.epochs(100)).flatMap(heapPages));
      const sixteenth = ((32 << 8) - HEAP) / 16;
      for (let part = 0; part < 16; part++) {
        const start = HEAP + part * sixteenth;
        const here = [...written].filter((gfn) => gfn >= start && gfn < start + sixteenth).length;
        assert.ok(here > written.size / 64, `${here} of ${written.size} in part ${part}`);
      }
    });
  });

  describe('matrix', () => {
    const ROWS = 256;
    const PANELS = 8;
    const WORDS = 1024;
    const A = HEAP;
    const B = A + 64;
    const C = B + ROWS * PANELS;
    const PACKED = C + ROWS * PANELS;
    /** Rows of a panel up to the diagonal. */
    const rowsAbove = (panel: number): number => (panel + 1) * (ROWS / PANELS);
    const PAGES_A_PRODUCT = (ROWS / PANELS) * ((PANELS * (PANELS + 1)) / 2);

    it('first fills the factor above the diagonal, 64 pages a step', async () => {
      guest = await GuestUnderTest.boot({ workload: 'matrix' });
      const epochs = await guest.epochs(PAGES_A_PRODUCT / 64);
      assert.match(serialText(epochs), /^f+$/);
      const expected: number[] = [];
      for (let row = 0; row < ROWS; row++) {
        for (let panel = 0; panel < PANELS; panel++) {
          if (row < rowsAbove(panel)) expected.push(B + row * PANELS + panel);
        }
      }
      const written = new Set(epochs.flatMap(heapPages).filter((gfn) => gfn >= B));
      assert.deepEqual(
        [...written].sort((a, b) => a - b),
        expected,
      );
    });

    it('then writes combs of every eighth page, in one block and then in the other', async () => {
      guest = await GuestUnderTest.boot({ workload: 'matrix' });
      const steps = PAGES_A_PRODUCT / 64;
      await guest.epochs(steps);
      for (const target of [C, B, C]) {
        for (const epoch of await guest.epochs(steps)) {
          const comb = heapPages(epoch).filter((gfn) => gfn >= B && gfn < PACKED);
          assert.equal(comb.length, 64);
          assert.ok(comb.every((gfn) => gfn >= target && gfn < target + ROWS * PANELS));
          const teeth = new Set(comb.map((gfn) => (gfn - target) % PANELS));
          assert.ok(teeth.size <= 3, `the comb has pages of ${teeth.size} panels`);
        }
      }
    });

    it('computes the product of its factors', async () => {
      guest = await GuestUnderTest.boot({ workload: 'matrix', pages: ROWS * PANELS });
      await guest.epochs(1);
      // A row of A is drawn anew behind the product: only the rows that are still there can be checked.
      const a = words(guest.memory(A, 64));
      const b = words(guest.memory(B, ROWS * PANELS));
      await guest.epochs(1);
      const c = words(guest.memory(C, ROWS * PANELS));
      for (const [row, column] of [
        [0, 0],
        [0, 7 * WORDS + 15],
        [17, 3 * WORDS + 5],
        [100, 5 * WORDS + 1],
        [255, 7 * WORDS],
      ]) {
        let sum = 0;
        for (let k = row; k < rowsAbove(Math.floor(column / WORDS)); k++) {
          sum += Math.imul(a[row * ROWS + k], b[k * PANELS * WORDS + column]);
        }
        assert.notEqual(sum, 0);
        assert.equal(c[row * PANELS * WORDS + column], sum >>> 0, `row ${row} column ${column}`);
      }
    });
  });
});

function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

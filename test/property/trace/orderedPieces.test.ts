import assert from 'node:assert/strict';
import { orderedPieces, type OtherPlace } from '../../../src/trace/orderedPieces';
import { seededNumbers } from '../../support/randomTrace';

/** A place that takes random time, may not be ready, and may be gone at some piece. */
class FakePlace implements OtherPlace<number> {
  made = 0;
  running = 0;
  readonly #random: (below: number) => number;
  readonly #goneAt: number;

  constructor(random: (below: number) => number) {
    this.#random = random;
    this.#goneAt = random(30);
  }

  get ready(): boolean {
    return this.running < 2 && this.made < this.#goneAt && this.#random(3) > 0;
  }

  async make(piece: number): Promise<number | undefined> {
    assert.ok(this.running++ < 2, 'no more than it wants');
    await turns(this.#random(12));
    this.running--;
    return ++this.made >= this.#goneAt ? undefined : piece * 10;
  }
}

/** A place that makes one piece after the other. */
function oneByOne(make: (piece: number) => Promise<number>, isThere = true): OtherPlace<number> {
  let busy = false;
  return {
    get ready() {
      return isThere && !busy;
    },
    make(piece) {
      busy = true;
      return make(piece).finally(() => (busy = false));
    },
  };
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('Pieces made in two places', () => {
  it('come in order, each once, however long each takes and whatever becomes of the other place', async () => {
    let there = 0;
    for (let seed = 0; seed < 200; seed++) {
      const random = seededNumbers(seed);
      const place = new FakePlace(random);
      const count = random(40);
      const ahead = 1 + random(6);
      let begun = 0;
      let used = 0;
      const here = async (piece: number): Promise<number> => {
        begun = Math.max(begun, piece + 1);
        assert.ok(begun - used <= ahead, `${begun} begun, ${used} used, ${ahead} allowed`);
        await turns(random(12));
        return piece * 10;
      };
      const pieces: number[] = [];
      for await (const piece of orderedPieces(count, ahead, here, place)) {
        pieces.push(piece);
        used++;
        await turns(random(4));
      }
      assert.deepEqual(
        pieces,
        Array.from({ length: count }, (_, piece) => piece * 10),
        `seed ${seed}`,
      );
      there += place.made;
    }
    assert.ok(there > 500, `only ${there} made there`);
  });

  it('end with the error of the piece that cannot be made, after those before it', async () => {
    for (const isThere of [false, true]) {
      const fail = async (piece: number): Promise<number> => {
        await turns(2);
        if (piece === 3) throw new Error('damaged');
        return piece;
      };
      const pieces: number[] = [];
      const place = oneByOne(fail, isThere);
      await assert.rejects(async () => {
        for await (const piece of orderedPieces(9, 4, fail, place)) pieces.push(piece);
      }, /damaged/);
      assert.deepEqual(pieces, [0, 1, 2]);
    }
  });

  it('are no longer begun once nobody wants them', async () => {
    const begun: number[] = [];
    const make = async (piece: number): Promise<number> => {
      begun.push(piece);
      await turns(3);
      return piece;
    };
    for await (const piece of orderedPieces(100, 4, make, oneByOne(make))) {
      if (piece === 5) break;
    }
    const before = begun.length;
    await turns(40);
    assert.equal(begun.length, before);
    assert.ok(before <= 10, `${before} were begun`);
  });
});

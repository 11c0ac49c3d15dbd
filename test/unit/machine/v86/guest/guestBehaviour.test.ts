import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { WORKLOADS, type WorkloadName } from '../../../../../src/machine/v86/guest/workloads';
import { GuestUnderTest, serialText, type Epoch } from './guestUnderTest';

const XON = '\x11';
const XOFF = '\x13';

describe('the guest', function () {
  this.timeout(60_000);
  let guest: GuestUnderTest | undefined;
  afterEach(() => {
    guest?.dispose();
    guest = undefined;
  });

  for (const { name } of WORKLOADS) {
    it(`runs ${name} alike for the same seed`, async () => {
      assert.deepEqual(await digest(name, 3), await digest(name, 3));
    });
  }

  for (const name of ['memwalk', 'hotset', 'matrix', 'disklog', 'mixed'] as const) {
    it(`runs ${name} differently for another seed`, async () => {
      assert.notDeepEqual(await digest(name, 3), await digest(name, 4));
    });
  }

  it('says so when there is no such workload, and stops', async () => {
    guest = await GuestUnderTest.boot({ workload: 'idle', commandLine: 'workload=idl seed=1' });
    assert.equal(serialText(await guest.epochsFor(3_000_000)), 'no such workload\r\n');
  });

  it('says so when it has too little memory, and stops', async () => {
    const commandLine = 'workload=memwalk mem=7';
    guest = await GuestUnderTest.boot({ workload: 'memwalk', commandLine });
    assert.equal(serialText(await guest.epochsFor(3_000_000)), 'too little memory\r\n');
  });

  it('keeps to the rate that it was given', async () => {
    for (const rate of [1, 7, 50, 1000]) {
      guest = await GuestUnderTest.boot({ workload: 'hotset', pages: 8, rate });
      const epochs = await guest.epochs(20);
      const seconds = (epochs[19].timeUs - epochs[0].timeUs) / 1e6;
      assert.ok(Math.abs(19 / seconds / rate - 1) < 0.05, `${19 / seconds} in place of ${rate}`);
      guest.dispose();
    }
  });

  it('runs without a pause at rate 0, and still takes input', async () => {
    guest = await GuestUnderTest.boot({ workload: 'hotset', rate: 0 });
    const epochs = await guest.epochs(200);
    assert.ok(epochs[199].timeUs < 100_000, `200 steps took ${epochs[199].timeUs} us`);
    guest.type('?');
    assert.match(serialText(await guest.epochs(50)), /\?/);
  });

  it('echoes what it is sent on the serial port', async () => {
    for (const workload of ['idle', 'netecho', 'disklog'] as const) {
      guest = await GuestUnderTest.boot({ workload });
      await guest.epochsFor(50_000);
      guest.type('hello, guest');
      assert.equal(serialText(await guest.epochsFor(100_000)), 'hello, guest', workload);
      guest.dispose();
    }
  });

  it('holds its workload from XOFF to XON', async () => {
    guest = await GuestUnderTest.boot({ workload: 'hotset' });
    assert.equal((await guest.epochsFor(100_000)).length, 9);
    guest.type(XOFF);
    const held = await guest.epochsFor(1_000_000);
    assert.ok(held.length <= 1, `${held.length} steps while held`);
    guest.type(XON);
    const released = await guest.epochsFor(100_000);
    assert.ok(released.length >= 9, `${released.length} steps after that`);
  });

  /** A fifth of a second of guest time: every output with its time, and memory at the end. */
  async function digest(workload: WorkloadName, seed: number): Promise<[Epoch[], string]> {
    const run = await GuestUnderTest.bootWithTraffic(workload, seed);
    try {
      const epochs = await run.epochsFor(200_000);
      const { pageCount } = run.machine.pages;
      return [epochs, createHash('sha256').update(run.memory(0, pageCount)).digest('hex')];
    } finally {
      run.dispose();
    }
  }
});

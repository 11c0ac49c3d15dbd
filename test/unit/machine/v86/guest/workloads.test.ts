import assert from 'node:assert/strict';
import { KemariError } from '../../../../../src/core/errors';
import {
  guestCommandLine,
  isWorkload,
  trafficFor,
  WORKLOADS,
} from '../../../../../src/machine/v86/guest/workloads';
import { EXPERIMENTAL_ETHERTYPE } from '../../../../../src/machine/v86/guest/network';
import type { ScheduledInput } from '../../../../../src/machine/inputSchedule';

describe('the list of workloads', () => {
  it('knows its own names and no others', () => {
    for (const { name } of WORKLOADS) assert.ok(isWorkload(name));
    assert.ok(!isWorkload('toString'));
    assert.ok(!isWorkload(''));
  });

  it('describes each on one line', () => {
    for (const { description } of WORKLOADS) assert.match(description, /^[^\n]{10,80}$/);
  });
});

describe('the guest command line', () => {
  it('names workload, seed and memory in MiB', () => {
    const line = guestCommandLine({ workload: 'matrix', seed: 42, memoryBytes: 32 << 20 });
    assert.equal(line, 'workload=matrix seed=42 mem=32');
  });

  it('names pages and rate when they are given', () => {
    const parameters = { workload: 'hotset', seed: 0, memoryBytes: 8 << 20 } as const;
    assert.equal(
      guestCommandLine({ ...parameters, pages: 16, rate: 0 }),
      'workload=hotset seed=0 mem=8 pages=16 rate=0',
    );
  });

  for (const [what, wrong] of [
    ['a seed that is no whole number', { seed: 1.5 }],
    ['a negative seed', { seed: -1 }],
    ['a seed above 32 bits', { seed: 2 ** 32 }],
    ['memory that is no whole number of MiB', { memoryBytes: (8 << 20) + 4096 }],
    ['too little memory', { memoryBytes: 4 << 20 }],
    ['no pages a step', { pages: 0 }],
    ['a rate that is not a number', { rate: NaN }],
  ] as const) {
    it(`refuses ${what}`, () => {
      const parameters = { workload: 'idle', seed: 1, memoryBytes: 8 << 20 } as const;
      assert.throws(
        () => guestCommandLine({ ...parameters, ...wrong }),
        (error) => error instanceof KemariError && error.kind === 'usage',
      );
    });
  }
});

describe('the traffic for a workload', () => {
  it('never comes to a workload that does not listen', () => {
    for (const { name } of WORKLOADS) {
      const listens = name === 'netecho' || name === 'mixed';
      assert.equal(trafficFor(name, 1).next(0) !== undefined, listens, name);
    }
  });

  it('is due strictly after the time that is asked about', () => {
    const traffic = trafficFor('netecho', 1);
    let last = traffic.next(-1)!;
    for (let i = 0; i < 100; i++) {
      const before = traffic.next(last.atUs - 0.5)!;
      assert.deepEqual(before, last);
      const next = traffic.next(last.atUs)!;
      assert.ok(next.atUs > last.atUs);
      assert.deepEqual(traffic.next(next.atUs - 1e-3), next);
      last = next;
    }
  });

  it('is the same for the same seed and another for another', () => {
    const frames = (seed: number): Uint8Array[] => take(seed, 20).map(frameOf);
    assert.deepEqual(frames(5), frames(5));
    assert.notDeepEqual(frames(5), frames(6));
  });

  it('begins with a question for the address, then pings in ascending order', () => {
    const [first, ...rest] = take(1, 40).map(frameOf);
    assert.equal(etherType(first), 0x0806);
    const pings = rest.filter((frame) => etherType(frame) === 0x0800);
    const sequences = pings.map((frame) => (frame[40] << 8) | frame[41]);
    assert.ok(pings.length > 30);
    assert.deepEqual(
      sequences,
      [...sequences].sort((a, b) => a - b),
    );
    assert.equal(new Set(sequences).size, sequences.length);
    const others = rest.filter((frame) => etherType(frame) === EXPERIMENTAL_ETHERTYPE);
    assert.equal(others.length, rest.length - pings.length);
    assert.ok(others.length > 0);
  });
});

function take(seed: number, count: number): ScheduledInput[] {
  const traffic = trafficFor('netecho', seed);
  const inputs: ScheduledInput[] = [];
  for (let afterUs = -1; inputs.length < count; afterUs = inputs.at(-1)!.atUs) {
    inputs.push(traffic.next(afterUs)!);
  }
  return inputs;
}

function frameOf({ input }: ScheduledInput): Uint8Array {
  assert.equal(input.kind, 'net-rx');
  return input.kind === 'net-rx' ? input.frame : new Uint8Array();
}

function etherType(frame: Uint8Array): number {
  return (frame[12] << 8) | frame[13];
}

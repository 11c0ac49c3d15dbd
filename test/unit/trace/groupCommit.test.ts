import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GroupCommit } from '../../../src/trace/groupCommit';

/** Groups as they were committed; `refuse` fails in preparation, `lose` makes its group's commit fail. */
function recorded(limit = Infinity): {
  readonly group: GroupCommit<string>;
  readonly log: string[];
} {
  const log: string[] = [];
  let prepared: string[] = [];
  const group = new GroupCommit<string>({
    prepare: async (item) => {
      await nextTurn();
      if (item === 'refuse') throw new Error('refused');
      prepared.push(item);
    },
    commit: async () => {
      await nextTurn();
      const items = prepared;
      prepared = [];
      if (items.includes('lose')) throw new Error('lost');
      if (items.length > 0) log.push(items.join(' '));
    },
    full: () => prepared.length >= limit,
  });
  return { group, log };
}

describe('A group commit', () => {
  it('commits one by one what is waited for', async () => {
    const { group, log } = recorded();
    for (const item of ['a', 'b', 'c']) await group.add(item);
    assert.deepEqual(log, ['a', 'b', 'c']);
  });

  it('commits together, in order, what comes meanwhile', async () => {
    const { group, log } = recorded();
    const first = group.add('a');
    await nextTurn();
    const rest = ['b', 'c', 'd'].map((item) => group.add(item));
    await Promise.all([first, ...rest]);
    assert.equal(log.join(' '), 'a b c d');
    assert.ok(log.length < 4, `${log.length} commits`);
  });

  it('ends a group that is full', async () => {
    const { group, log } = recorded(2);
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((item) => group.add(item)));
    assert.deepEqual(log, ['a b', 'c d', 'e']);
  });

  it('fails only what was refused', async () => {
    const { group, log } = recorded();
    const results = await Promise.allSettled(['a', 'refuse', 'b'].map((item) => group.add(item)));
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(log, ['a b']);
  });

  it('fails all of a group that could not be committed, and goes on with the next', async () => {
    const { group, log } = recorded(2);
    const results = await Promise.allSettled(['a', 'lose', 'b'].map((item) => group.add(item)));
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(log, ['b']);
  });

  it('is idle when nothing waits any more', async () => {
    const { group, log } = recorded(1);
    for (const item of ['a', 'b', 'c']) void group.add(item);
    await group.idle();
    assert.deepEqual(log, ['a', 'b', 'c']);
    await group.idle();
  });
});

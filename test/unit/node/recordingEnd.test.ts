import assert from 'node:assert/strict';
import { RecordingEnd, type EndableThread } from '../../../src/node/recordingEnd';

/** A thread that never ends by itself, and says what is done to it. */
function stuckThread(name: string, told: string[]): EndableThread {
  return {
    name,
    result: new Promise(() => undefined),
    post: (message) => void told.push(`${name}: ${String(message)}`),
    terminate: () => {
      told.push(`${name}: terminated`);
      // As of a thread that hangs in a system call.
      return new Promise(() => undefined);
    },
  };
}

describe('the end of a recording', () => {
  const stuckThreads = (told: string[]): ConstructorParameters<typeof RecordingEnd>[0] => ({
    active: stuckThread('active', told),
    passive: stuckThread('passive', told),
    recorder: stuckThread('recorder', told),
  });

  it('ends one thread after the other, and waits for none of them for ever', async () => {
    const told: string[] = [];
    const end = new RecordingEnd(stuckThreads(told), { active: 1, passive: 1, recorder: 1 });
    end.request();
    end.request();
    await assert.rejects(end.stuck, /the recorder did not end within/);
    assert.equal(end.activeTerminated, true);
    assert.deepEqual(told, [
      'active: stop',
      'active: terminated',
      'passive: terminated',
      'recorder: terminated',
    ]);
  });

  it('ends nothing any more once it is disposed', async () => {
    const told: string[] = [];
    const end = new RecordingEnd(stuckThreads(told), { active: 1, passive: 1, recorder: 1 });
    end.request();
    end.dispose();
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.deepEqual(told, ['active: stop']);
    assert.equal(end.activeTerminated, false);
  });
});

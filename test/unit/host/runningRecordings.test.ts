import assert from 'node:assert/strict';
import { RunningRecordings } from '../../../src/host/runningRecordings';

describe('the recordings in progress', () => {
  it('are one to a file, however the file is written', () => {
    const running = new RunningRecordings();
    assert.ok(running.begin('/traces/a.kemari'));
    assert.equal(running.begin('/traces/a.kemari'), undefined);
    assert.equal(running.begin('/traces/../traces/./a.kemari'), undefined);
    assert.ok(running.begin('/traces/b.kemari'));
  });

  it('leave the file to the next one when they have ended', () => {
    const running = new RunningRecordings();
    running.begin('/traces/a.kemari');
    running.end('/traces/a.kemari');
    assert.ok(running.begin('/traces/a.kemari'));
  });

  it('are all cancelled when the extension ends', () => {
    const running = new RunningRecordings();
    const aborts = [running.begin('/a'), running.begin('/b')];
    running.dispose();
    assert.deepEqual(
      aborts.map((abort) => abort?.signal.aborted),
      [true, true],
    );
  });
});

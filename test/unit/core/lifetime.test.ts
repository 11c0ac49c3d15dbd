import assert from 'node:assert/strict';
import { DisposableStore, toDisposable } from '../../../src/core/disposables';
import { Emitter } from '../../../src/core/events';

describe('a disposable made of a function', () => {
  it('runs it once, however often it is disposed', () => {
    let runs = 0;
    const disposable = toDisposable(() => runs++);
    disposable.dispose();
    disposable.dispose();
    assert.equal(runs, 1);
  });
});

describe('a disposable store', () => {
  it('disposes in the reverse of the order of adding', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    for (const name of ['first', 'second']) store.add(toDisposable(() => order.push(name)));
    store.dispose();
    assert.deepEqual(order, ['second', 'first']);
  });

  it('disposes at once what is added after its end', () => {
    const store = new DisposableStore();
    store.dispose();
    let disposed = false;
    store.add(toDisposable(() => (disposed = true)));
    assert.equal(disposed, true);
  });

  it('disposes the rest when one throws, and then throws that error', () => {
    let reached = false;
    const store = new DisposableStore();
    store.add(toDisposable(() => (reached = true)));
    store.add(
      toDisposable(() => {
        throw new Error('stuck');
      }),
    );
    assert.throws(() => store.dispose(), /stuck/);
    assert.equal(reached, true);
  });
});

describe('an emitter', () => {
  it('tells every listener that was there when it fired', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    emitter.event((value) => {
      heard.push(`a${value}`);
      if (value === 1) emitter.event((later) => heard.push(`late${later}`));
    });
    emitter.event((value) => heard.push(`b${value}`));
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, ['a1', 'b1', 'a2', 'b2', 'late2']);
  });

  it('removes one of two registrations of the same function at a time', () => {
    const emitter = new Emitter<void>();
    let calls = 0;
    const listener = (): void => void calls++;
    const first = emitter.event(listener);
    emitter.event(listener);
    first.dispose();
    emitter.fire();
    assert.equal(calls, 1);
  });

  it('tells nobody after it was disposed', () => {
    const emitter = new Emitter<void>();
    emitter.event(() => assert.fail('told'));
    emitter.dispose();
    emitter.fire();
  });
});

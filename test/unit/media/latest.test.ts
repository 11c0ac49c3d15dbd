import assert from 'node:assert/strict';
import { Latest } from '../../../media/app/latest';

interface Asked {
  readonly request: { readonly point: number };
  readonly signal: AbortSignal;
  resolve(value: string): void;
  reject(error: Error): void;
}

function latest() {
  const asked: Asked[] = [];
  let changes = 0;
  const made = new Latest<{ point: number }, string>(
    (request, signal) =>
      new Promise((resolve, reject) => asked.push({ request, signal, resolve, reject })),
    () => changes++,
  );
  return { made, asked, changes: () => changes };
}

/** Lets what was resolved take effect. */
const settle = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('the newest answer', () => {
  it('is kept with what was asked for it', async () => {
    const { made, asked, changes } = latest();
    made.want({ point: 1 });
    assert.equal(made.settled, false);
    asked[0].resolve('one');
    await settle();
    assert.deepEqual(made.answered, { request: { point: 1 }, value: 'one' });
    assert.equal(made.settled, true);
    assert.equal(changes(), 1);
  });

  it('is not asked for twice', () => {
    const { made, asked } = latest();
    made.want({ point: 1 });
    made.want({ point: 1 });
    assert.equal(asked.length, 1);
    asked[0].resolve('');
  });

  it('cancels the question before, and ignores a late answer to it', async () => {
    const { made, asked } = latest();
    made.want({ point: 1 });
    made.want({ point: 2 });
    assert.equal(asked[0].signal.aborted, true);
    asked[0].resolve('late');
    asked[1].resolve('two');
    await settle();
    assert.equal(made.answered?.value, 'two');
  });

  it('stays until the next one is there', async () => {
    const { made, asked } = latest();
    made.want({ point: 1 });
    asked[0].resolve('one');
    await settle();
    made.want({ point: 2 });
    assert.equal(made.answered?.value, 'one');
    asked[1].resolve('');
  });

  it('is an error with its message, until the same was asked again', async () => {
    const { made, asked } = latest();
    made.want({ point: 1 });
    asked[0].reject(new Error('mixed.kemari: POINT record at offset 7'));
    await settle();
    assert.equal(made.error, 'mixed.kemari: POINT record at offset 7');
    assert.equal(made.settled, true);
    made.again();
    asked[1].resolve('one');
    await settle();
    assert.equal(made.error, undefined);
    assert.equal(made.answered?.value, 'one');
  });

  it('goes when a later question fails: it would pass for what could not be read', async () => {
    const { made, asked } = latest();
    made.want({ point: 1 });
    asked[0].resolve('one');
    await settle();
    made.want({ point: 2 });
    asked[1].reject(new Error('damaged'));
    await settle();
    assert.deepEqual([made.answered, made.error], [undefined, 'damaged']);
    made.want({ point: 1 });
    asked[2].resolve('one again');
    await settle();
    assert.deepEqual([made.answered?.value, made.error], ['one again', undefined]);
  });

  it('says nothing of a question that was cancelled by the next', async () => {
    const { made, asked } = latest();
    made.want({ point: 1 });
    made.want({ point: 2 });
    asked[0].reject(new Error('cancelled'));
    await settle();
    assert.equal(made.error, undefined);
    asked[1].resolve('');
  });

  it('is forgotten when nothing is wanted any more', async () => {
    const { made, asked } = latest();
    made.want({ point: 1 });
    asked[0].resolve('one');
    await settle();
    made.want({ point: 2 });
    made.want(undefined);
    assert.equal(asked[1].signal.aborted, true);
    assert.equal(made.answered, undefined);
    assert.equal(made.settled, true);
    asked[1].resolve('');
  });
});

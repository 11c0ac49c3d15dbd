import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type * as vscode from 'vscode';
import { OpenTraces } from '../../../src/host/openTraces';
import { PositionMemory } from '../../../src/host/positionMemory';
import { TraceDocument } from '../../../src/host/traceDocument';
import type { MemoryTrace } from '../../support/memoryTrace';
import { traceOf } from './traces';

const uriOf = (path: string) => ({ path, toString: () => `file://${path}` }) as vscode.Uri;

/** A workspace state that lives in a map. */
function newStore(kept = new Map<string, unknown>()) {
  return {
    kept,
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, structuredClone(value)),
  };
}

function newDocument(path: string, memory = new PositionMemory(newStore())) {
  const opened: MemoryTrace[] = [];
  const document = new TraceDocument(
    uriOf(path),
    async () => {
      const trace = traceOf(['timer', 'timer', 'timer']);
      opened.push(trace);
      return trace;
    },
    memory,
  );
  return { document, opened };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('a trace document', () => {
  it('opens its trace once, for all of its editors', async () => {
    const { document, opened } = newDocument('/a/x.kemari');
    assert.equal(document.current, undefined);
    assert.equal(await document.opened, await document.opened);
    assert.equal(document.current, await document.opened);
    assert.equal(opened.length, 1);
    assert.equal(document.fileName, 'x.kemari');
  });

  it('keeps the error of a trace that cannot be opened, and may try again', async () => {
    let attempts = 0;
    const open = async () => {
      if (++attempts === 1) throw new Error('not a trace');
      return traceOf([]);
    };
    const document = new TraceDocument(uriOf('/x'), open, new PositionMemory(newStore()));
    await assert.rejects(document.opened, /not a trace/);
    assert.equal(document.current, undefined);
    document.reload();
    await document.opened;
    assert.ok(document.current);
  });

  it('reads the file again from where the user was, and closes what was open', async () => {
    const { document, opened } = newDocument('/x');
    (await document.opened).session.move({ point: 2 });
    let told = 0;
    document.onLoading(() => told++);
    document.reload();
    assert.equal(document.current, undefined);
    assert.equal((await document.opened).session.position.point, 2);
    assert.deepEqual(
      opened.map(({ closed }) => closed),
      [true, false],
    );
    assert.equal(told, 1);
  });

  it('closes the trace when the last editor is closed, also while it is being opened', async () => {
    const open = newDocument('/x');
    await open.document.opened;
    open.document.dispose();
    const opening = newDocument('/y');
    opening.document.dispose();
    await assert.rejects(opening.document.opened, /was closed/);
    await soon();
    assert.deepEqual([open.opened[0]?.closed, opening.opened[0]?.closed], [true, true]);
    assert.equal(opening.document.current, undefined);
  });
});

describe('the open traces', () => {
  it('show the one whose editor was active last, as long as it is open', async () => {
    const traces = new OpenTraces();
    const [a, b] = [newDocument('/a').document, newDocument('/b').document];
    for (const document of [a, b]) {
      traces.add(document);
      traces.focus(document, document, true);
    }
    assert.deepEqual([traces.shown, traces.focused], [b, b]);
    traces.focus(b, b, false);
    assert.deepEqual([traces.shown, traces.focused], [b, undefined]);
    b.dispose();
    assert.equal(traces.shown, a);
    a.dispose();
    assert.equal(traces.shown, undefined);
  });

  it('keep the focus on a document when another of its editors loses it', () => {
    const traces = new OpenTraces();
    const { document } = newDocument('/a');
    const [left, right] = [{}, {}];
    traces.add(document);
    traces.focus(document, left, true);
    traces.focus(document, right, true);
    traces.focus(document, left, false);
    assert.equal(traces.focused, document);
    traces.focus(document, right, false);
    assert.equal(traces.focused, undefined);
  });

  it('tell when the shown trace is opened and moved, and not of the others', async () => {
    const traces = new OpenTraces();
    const [a, b] = [newDocument('/a').document, newDocument('/b').document];
    traces.add(a);
    traces.add(b);
    traces.focus(a, a, true);
    traces.focus(b, b, true);
    const heard: string[] = [];
    traces.onChanged(() => heard.push(`changed ${traces.current ? 'open' : 'closed'}`));
    traces.onMoved(({ position }) => heard.push(`moved ${position.point}`));
    const [openA, openB] = await Promise.all([a.opened, b.opened]);
    openA.session.move({ point: 1 });
    openB.session.move({ point: 2 });
    assert.deepEqual(heard, ['changed open', 'moved 2']);
    b.reload();
    (await b.opened).session.move({ point: 3 });
    assert.deepEqual(heard.slice(2), ['changed closed', 'changed open', 'moved 3']);
  });

  it('find a document by its file', () => {
    const traces = new OpenTraces();
    const { document } = newDocument('/a');
    traces.add(document);
    assert.equal(traces.find('file:///a'), document);
    traces.dispose();
    assert.equal(traces.find('file:///a'), undefined);
  });
});

describe('the memory of positions', () => {
  const position = { point: 2, from: 0, to: 3, page: 7 };

  it('finds a position again in a later life', () => {
    const { kept } = newStore();
    const memory = new PositionMemory(newStore(kept));
    memory.remember('file:///x', 'uuid', position);
    memory.dispose();
    assert.deepEqual(new PositionMemory(newStore(kept)).recall('file:///x', 'uuid'), position);
  });

  it('writes down a position that rests without being asked to', async () => {
    const store = newStore();
    new PositionMemory(store).remember('file:///x', 'uuid', position);
    assert.equal(store.kept.size, 0);
    while (store.kept.size === 0) await wait(20);
    assert.deepEqual(new PositionMemory(store).recall('file:///x', 'uuid'), position);
  });

  it('forgets the position when another recording has taken the file’s name', () => {
    const memory = new PositionMemory(newStore());
    memory.remember('file:///x', 'uuid', position);
    assert.deepEqual(memory.recall('file:///x', 'other'), {});
    memory.dispose();
  });

  it('keeps those of the fifty traces that were moved last', () => {
    const memory = new PositionMemory(newStore());
    for (let i = 0; i <= 50; i++) memory.remember(`file:///${i}`, 'uuid', position);
    assert.deepEqual(memory.recall('file:///0', 'uuid'), {});
    assert.deepEqual(memory.recall('file:///1', 'uuid'), position);
    memory.dispose();
  });

  it('ignores what it cannot have written', () => {
    for (const kept of ['text', 7, [null, 1, {}, { uri: 'file:///x', uuid: 'uuid' }]]) {
      const store = newStore(new Map([['kemari.positions', kept]]));
      assert.deepEqual(new PositionMemory(store).recall('file:///x', 'uuid'), {});
    }
  });
});

import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { KemariError } from '../../../src/core/errors';
import { TraceHandles } from '../../../src/host/traceHandles';
import { MemoryTrace } from '../../support/memoryTrace';
import { GrowingTrace, traceOf } from './traces';

const uri = { toString: () => 'file:///a.kemari' } as vscode.Uri;

/** Handles on traces that are given out one after the other. */
function handlesOf(
  traces: readonly MemoryTrace[],
  recordingAt: () => string | undefined = () => undefined,
  idleMs = 100_000,
) {
  let opened = 0;
  const handles = new TraceHandles(
    async () => {
      const trace = traces[opened++];
      if (trace === undefined) throw new Error('cannot be opened');
      return trace;
    },
    recordingAt,
    idleMs,
  );
  return { handles, opened: () => opened };
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 20));

describe('traces that are read beside their editors', () => {
  it('are open once, however many use them, and closed when none does', async () => {
    const trace = traceOf(['timer']);
    const { handles, opened } = handlesOf([trace], undefined, 1);
    const [a, b] = await Promise.all([handles.hold(uri), handles.hold(uri)]);
    assert.equal(a.trace, b.trace);
    assert.equal(opened(), 1);
    a.dispose();
    a.dispose();
    await settle();
    assert.equal(trace.closed, false, 'the other still reads it');
    b.dispose();
    await settle();
    assert.equal(trace.closed, true);
  });

  it('stay open for a while, and are closed with the extension', async () => {
    const trace = traceOf(['timer']);
    const { handles, opened } = handlesOf([trace]);
    await handles.use(uri, async () => undefined);
    await handles.use(uri, async () => undefined);
    assert.equal(opened(), 1);
    handles.dispose();
    await settle();
    assert.equal(trace.closed, true);
  });

  it('are closed by their last user where the extension ends before', async () => {
    const trace = traceOf(['timer']);
    const { handles } = handlesOf([trace]);
    const hold = await handles.hold(uri);
    handles.dispose();
    await settle();
    assert.equal(trace.closed, false);
    hold.dispose();
    await settle();
    assert.equal(trace.closed, true);
  });

  it('have all that was recorded until they are asked for', async () => {
    const trace = new GrowingTrace(10);
    const { handles } = handlesOf([trace]);
    await handles.use(uri, async ({ pointCount }) => assert.equal(pointCount, 1));
    trace.record(7);
    await handles.use(uri, async ({ pointCount }) => assert.equal(pointCount, 7));
  });

  it('are opened again where an editor shows that the file was written anew', async () => {
    const [old, now] = [traceOf(['timer']), new MemoryTrace(traceOf([]).recorded, { uuid: 'new' })];
    const shown: { uuid: string | undefined } = { uuid: undefined };
    const { handles } = handlesOf([old, now], () => shown.uuid);
    const reader = await handles.hold(uri);
    shown.uuid = 'new';
    await handles.use(uri, async (trace) => assert.equal(trace, now));
    assert.equal(old.closed, false, 'who read the old one goes on');
    reader.dispose();
    await settle();
    assert.equal(old.closed, true);
    handles.dispose();
  });

  it('are opened again where the file holds another recording, once', async () => {
    const [old, now] = [new GrowingTrace(3), new GrowingTrace(3)];
    const { handles, opened } = handlesOf([old, now]);
    await handles.use(uri, async () => undefined);
    old.failure = new KemariError('input', 'another recording');
    await handles.use(uri, async (trace) => assert.equal(trace, now));
    now.failure = old.failure;
    await assert.rejects(
      handles.use(uri, async () => undefined),
      /cannot be opened/,
    );
    assert.equal(opened(), 3);
    await settle();
    assert.deepEqual([old.closed, now.closed], [true, true]);
  });

  it('are tried again after they could not be opened', async () => {
    const { handles, opened } = handlesOf([]);
    await assert.rejects(handles.hold(uri), /cannot be opened/);
    await assert.rejects(handles.hold(uri), /cannot be opened/);
    assert.equal(opened(), 2);
  });

  it('are left also by work that fails', async () => {
    const trace = traceOf(['timer']);
    const { handles } = handlesOf([trace], undefined, 1);
    const fail = (): Promise<never> => Promise.reject(new Error('no'));
    await assert.rejects(handles.use(uri, fail), /no/);
    await settle();
    assert.equal(trace.closed, true);
  });
});

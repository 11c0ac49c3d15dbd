import assert from 'node:assert/strict';
import type { DeviceState } from '../../../../src/core/deviceState';
import { answerText, type Answer, type Question } from '../../../../src/host/assistant/answer';
import { diffAnswer } from '../../../../src/host/assistant/diffAnswer';
import { findAnswer } from '../../../../src/host/assistant/findAnswer';
import { pageHistoryAnswer } from '../../../../src/host/assistant/pageHistoryAnswer';
import { pointAnswer } from '../../../../src/host/assistant/pointAnswer';
import { summaryAnswer } from '../../../../src/host/assistant/summaryAnswer';
import { ToolInput } from '../../../../src/host/assistant/toolInput';
import type { Trace } from '../../../../src/trace/trace';
import { traceOf } from '../traces';

const CPU = { device: 'cpu.0', fields: ['eflags', 'name'] };

/** Page 5 is written at each point, 6 at each second one; eflags counts, the name does not change. */
function exampleTrace(points = 9): Trace {
  const causes = Array.from({ length: points - 1 }, (_, i) => (i % 3 === 0 ? 'net-tx' : 'timer'));
  const each = (step: number): number[] =>
    Array.from({ length: points }, (_, point) => point).filter((point) => point % step === 0);
  return traceOf(causes as ('net-tx' | 'timer')[], {
    dirty: { 5: each(1), 6: each(2), 9: [4] },
    devices: (point): DeviceState[] => [{ schema: CPU, values: [point, 'a'] }],
    outputs: (point) =>
      point % 3 === 1 ? [{ kind: 'serial-tx', data: new TextEncoder().encode('hi\n') }] : [],
  });
}

function ask(trace: Trace, given: object = {}): Question {
  return {
    trace,
    file: 'example.kemari',
    input: new ToolInput(given, trace),
    position: { point: 4, from: 1, to: 7, page: 5 },
    signal: new AbortController().signal,
  };
}

/** The answer as its reader gets it. */
async function read(
  answer: Promise<Answer>,
  fits?: (text: string) => boolean,
): Promise<Record<string, unknown>> {
  return JSON.parse(await answerText(await answer, fits)) as Record<string, unknown>;
}

describe('the answers to a language model', () => {
  it('sum up the trace, and tell where the user is', async () => {
    const answer = await read(summaryAnswer(ask(exampleTrace())));
    assert.equal(answer['file'], 'example.kemari');
    assert.equal(answer['pointCount'], 9);
    assert.deepEqual(answer['shown'], { point: 4, from: 1, to: 7, gfn: '0x5' });
    assert.deepEqual(
      (answer['causes'] as { cause: string; points: number }[]).map((each) => [
        each.cause,
        each.points,
      ]),
      [
        ['net-tx', 3],
        ['timer', 5],
      ],
    );
  });

  it('tell a sync point: the shown one, unless another is asked for', async () => {
    const trace = exampleTrace();
    const shown = await read(pointAnswer(ask(trace)));
    assert.equal(shown['point'], 4);
    assert.deepEqual(shown['gfns'], ['0x5-0x6', '0x9']);
    assert.deepEqual(shown['outputs'], [{ kind: 'serial-tx', bytes: 3, about: '"hi\\n"' }]);
    assert.deepEqual(shown['devices'], [
      // 3 is CF and a reserved bit, 4 is PF.
      { device: 'cpu.0', field: 'eflags', before: 3, after: 4, bits: ['-CF', '+PF'] },
    ]);
    const other = await read(pointAnswer(ask(trace, { point: 0 })));
    assert.deepEqual([other['point'], other['devices']], [0, []]);
  });

  it('compare two sync points', async () => {
    const trace = exampleTrace();
    const answer = await read(diffAnswer(ask(trace, { from: 3, to: 5 })));
    assert.deepEqual(answer['pages'], ['0x5-0x6', '0x9']);
    assert.equal(answer['pageCount'], 3);
    const back = await read(diffAnswer(ask(trace, { from: 5 })));
    assert.deepEqual([back['from'], back['to'], back['pages']], [5, 4, ['0x5']]);
  });

  it('cut values that are too long to be read', async () => {
    const trace = traceOf(['timer'], {
      devices: (point) => [
        { schema: { device: 'nic.0', fields: ['ring'] }, values: ['x'.repeat(100 + 100 * point)] },
      ],
    });
    const { devices } = await read(pointAnswer(ask(trace, { point: 1 })));
    const [{ before, after }] = devices as [{ before: string; after: string }];
    assert.equal(before, 'x'.repeat(100));
    assert.equal(after, `${'x'.repeat(128)}… (200 characters)`);
  });

  it('tell the history of a page from its end, and how long it is', async () => {
    const answer = await read(pageHistoryAnswer(ask(exampleTrace(), { gfn: '0x6', to: 6 })));
    assert.deepEqual(
      (answer['history'] as { point: number; changedBytes: number }[]).map((row) => [
        row.point,
        row.changedBytes,
      ]),
      [
        [6, 4096],
        [4, 4096],
        [2, 4096],
      ],
    );
    assert.deepEqual([answer['pointCount'], answer['address']], [3, '0x6000']);
    const selected = await read(pageHistoryAnswer(ask(exampleTrace())));
    assert.equal(selected['gfn'], '0x5');
  });

  it('find sync points in both directions, and count them', async () => {
    const trace = exampleTrace();
    const query = 'touches(6) && point > 0';
    const forward = await read(findAnswer(ask(trace, { query })));
    assert.deepEqual(pointsOf(forward), [2, 4, 6, 8]);
    assert.equal(forward['matches'], 4);
    assert.equal(forward['searchedTo'], undefined);
    const backward = await read(findAnswer(ask(trace, { query, from: 7, to: 3 })));
    assert.deepEqual(pointsOf(backward), [6, 4]);
  });

  it('say what is wrong with a query', async () => {
    const trace = exampleTrace();
    await assert.rejects(
      findAnswer(ask(trace, { query: 'dirtyPage > 5' })),
      /character 1: .*dirtyPage.*dirtyPages/,
    );
    await assert.rejects(findAnswer(ask(trace)), /"query" is missing/);
  });

  it('end a search that takes too long, and say how far it came', async () => {
    let now = 0;
    const slow = findAnswer(ask(exampleTrace(300), { query: 'point >= 0' }), () => {
      now += 15_000;
      return now;
    });
    const answer = await read(slow);
    const searchedTo = Number(answer['searchedTo']);
    assert.ok(searchedTo < 299, String(searchedTo));
    assert.equal(answer['matches'], searchedTo + 1);
  });

  it('shorten their lists until there is room for them, and say what is left out', async () => {
    const asked = findAnswer(ask(exampleTrace(400), { query: 'point > 0' }));
    const all = await read(asked, () => true);
    assert.equal(pointsOf(all).length, 256);
    assert.equal(all['pointsLeftOut'], 399 - 256);
    const few = await read(asked, ({ length }) => length < 5000);
    assert.ok(pointsOf(few).length > 0 && pointsOf(few).length < 32);
    assert.equal(Number(few['pointsLeftOut']) + pointsOf(few).length, 399);
    const none = await read(asked, () => false);
    assert.deepEqual([none['points'], none['matches']], [[], 399]);
  });

  it('stop when the question is taken back', async () => {
    const abort = new AbortController();
    abort.abort();
    const asked = { ...ask(exampleTrace(), { query: 'point > 1', from: 0 }), signal: abort.signal };
    await assert.rejects(findAnswer(asked), /abort/i);
    await assert.rejects(diffAnswer(asked), /abort/i);
  });
});

function pointsOf(answer: Record<string, unknown>): number[] {
  return (answer['points'] as { point: number }[]).map(({ point }) => point);
}

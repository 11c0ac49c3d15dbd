import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CAUSES } from '../../../../src/core/syncPoint';
import { askedTraceName, ToolInput } from '../../../../src/host/assistant/toolInput';
import { FIELD_NAMES, FUNCTIONS } from '../../../../src/query/vocabulary';
import { traceOf } from '../traces';

const trace = traceOf(['timer', 'timer'], { dirty: { 5: [1] } });

describe('what a language model asks with', () => {
  it('is taken where it is right, and may be left out', () => {
    const input = new ToolInput({ point: 2, gfn: '0x5', text: 'a' }, trace);
    assert.equal(input.point('point'), 2);
    assert.equal(input.page('gfn'), 5);
    assert.equal(input.text('text', 1), 'a');
    assert.equal(input.point('other'), undefined);
    assert.equal(new ToolInput({ gfn: 5 }, trace).page('gfn'), 5);
  });

  it('is refused where it is wrong, with what would be right', () => {
    for (const point of [-1, 3, 1.5, NaN, '1', null, {}]) {
      const input = new ToolInput({ point }, trace);
      assert.throws(() => input.point('point'), /"point" takes a sync point from 0 to 2, not/);
    }
    for (const gfn of ['', '5 ', '-1', 'x', 2 ** 41, 0.5, [5], '0xfffffff']) {
      assert.throws(() => new ToolInput({ gfn }, trace).page('gfn'), /0x1f3.*not/, String(gfn));
    }
    for (const text of ['', 'ab', 1, ['a']]) {
      assert.throws(() => new ToolInput({ text }, trace).text('text', 1), /at most 1/);
    }
  });

  it('may be nothing at all', () => {
    for (const given of [undefined, null, 7, 'text', []]) {
      assert.equal(new ToolInput(given, trace).point('point'), undefined);
      assert.equal(askedTraceName(given), undefined);
    }
    assert.equal(askedTraceName({ trace: 'a.kemari' }), 'a.kemari');
  });
});

describe('the tools in package.json', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { languageModelTools: { name: string; modelDescription: string }[] };
  };
  const tools = new Map(contributes.languageModelTools.map((tool) => [tool.name, tool]));

  it('are those that there is an answer to', () => {
    const source = readFileSync('src/host/assistant/traceTools.ts', 'utf8');
    const answered = [...source.matchAll(/^ {2}(kemari_\w+): \{$/gm)].map(([, name]) => name);
    assert.deepEqual([...tools.keys()], answered);
  });

  it('explain all fields, causes and functions of the query language', () => {
    const text = tools.get('kemari_find')?.modelDescription ?? '';
    for (const name of FIELD_NAMES) assert.match(text, new RegExp(`\\b${name}\\b`));
    for (const cause of CAUSES) assert.ok(text.includes(`"${cause}"`), cause);
    for (const { name } of FUNCTIONS) assert.ok(text.includes(`${name}(`), name);
  });
});

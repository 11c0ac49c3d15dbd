import assert from 'node:assert/strict';
import { queryItems, type QueryItem } from '../../../../src/host/search/queryItems';
import { knowledgeOf, type QueryKnowledge } from '../../../../src/query/knowledge';
import { randomTrace } from '../../../support/randomTrace';

describe('the list below a query that is typed', () => {
  let knowledge: QueryKnowledge;

  before(async () => {
    knowledge = await knowledgeOf(randomTrace(7, 20));
  });

  const itemsOf = (text: string, recent: readonly string[] = []) =>
    queryItems(text, knowledge, recent);
  /** What rows would put into the box, or say. */
  const told = (items: readonly QueryItem[]) =>
    items.map((item) =>
      item.kind === 'run'
        ? `run ${item.query.text}`
        : item.kind === 'error'
          ? item.message
          : item.text,
    );

  it('offers to ask a query that is whole first, then what can follow', () => {
    assert.deepEqual(told(itemsOf('dirtyPages > 5')), [
      'run dirtyPages > 5',
      'dirtyPages > 5 && ',
      'dirtyPages > 5 || ',
    ]);
  });

  it('completes what is unfinished before it says what is wrong', () => {
    const items = itemsOf('dirtyPages > 5 && ca');
    assert.deepEqual(items[0].kind, 'completion');
    assert.equal(told(items)[0], 'dirtyPages > 5 && cause == ');
    assert.equal(items.at(-1)?.kind, 'error');
    assert.equal(told(itemsOf('cause == n'))[0], 'cause == "net-tx"');
  });

  it('puts right what is wrong further ahead before it goes on', () => {
    const items = itemsOf('dirtypages > 500');
    assert.deepEqual(
      items.slice(0, 2).map(({ kind }) => kind),
      ['fix', 'error'],
    );
    assert.equal(told(items)[0], 'dirtyPages > 500');
    assert.equal(
      told(itemsOf('cause == "net-xt" && pauseUs > 1'))[0],
      'cause == "net-tx" && pauseUs > 1',
    );
    assert.equal(told(itemsOf('cause = "net-tx" '))[0], 'cause == "net-tx" ');
  });

  it('names the part that is wrong', () => {
    const [, error] = itemsOf('touches(1) && zeropages > 1');
    assert.ok(error.kind === 'error');
    assert.equal(error.part, 'zeropages');
  });

  it('tells every error', () => {
    const errors = itemsOf('dirtypages > 5 && output("x")').filter(({ kind }) => kind === 'error');
    assert.equal(errors.length, 2);
  });

  it('offers earlier queries and all fields while nothing is typed', () => {
    const items = itemsOf(' ', ['point == 3']);
    assert.deepEqual(items[0], { kind: 'recent', text: 'point == 3' });
    assert.ok(told(items).some((text) => text.trim() === 'dirtyPages'));
  });

  it('leads from nothing to a whole query by taking the first row again and again', () => {
    for (const start of ['', 'out', 'cause', 'changed("n', 'dev']) {
      let text = start;
      for (let rows = 0; rows < 12; rows++) {
        const [first] = itemsOf(text);
        if (first.kind === 'run') break;
        // A number is all that no row can give.
        text = first.kind === 'error' ? `${text}1` : told([first])[0];
      }
      assert.equal(itemsOf(text)[0].kind, 'run', `${start} led to ${text}`);
    }
  });
});

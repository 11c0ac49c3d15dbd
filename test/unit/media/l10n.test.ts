import assert from 'node:assert/strict';
import { Localization, t, tCount } from '../../../media/l10n';

const german = new Localization({
  language: 'de',
  texts: { 'Sync point {0} of {1}': 'Sync-Punkt {0} von {1}', '{1} before {0}': '{0} nach {1}' },
});

describe('the page’s texts', () => {
  it('are English without a translation', () => {
    assert.equal(t('Sync point {0} of {1}', '1,200', 9), 'Sync point 1,200 of 9');
    assert.equal(german.text('Not translated: {0}', [3]), 'Not translated: 3');
  });

  it('are translated as wholes, with their parts wherever the language has them', () => {
    assert.equal(german.text('Sync point {0} of {1}', ['1.200', 9]), 'Sync-Punkt 1.200 von 9');
    assert.equal(german.text('{1} before {0}', ['b', 'a']), 'b nach a');
  });

  it('leave a place that nothing is for as it is, and what is filled in untouched', () => {
    assert.equal(german.text('{0} and {1}', ['{1}']), '{1} and {1}');
    assert.equal(german.text('{7}', []), '{7}');
  });

  it('count in words', () => {
    const count = (n: number) => tCount(n, '{0} page in {1}', '{0} pages in {1}', 'range');
    assert.deepEqual([0, 1, 2000].map(count), [
      '0 pages in range',
      '1 page in range',
      '2,000 pages in range',
    ]);
  });

  it('write numbers as the language does', () => {
    assert.equal(german.number(9400.5, 1), '9.400,5');
    assert.equal(german.number(3, 2, true), '3,00');
  });

  it('write numbers in English where the browser does not know the language', () => {
    for (const language of ['', 'not a language', 'qps-ploc-and-more']) {
      assert.equal(new Localization({ language, texts: {} }).number(9400), '9,400', language);
    }
  });
});

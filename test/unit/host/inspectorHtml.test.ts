import assert from 'node:assert/strict';
import { failureHtml, inspectorHtml } from '../../../src/host/inspectorHtml';

const hostile = '"><script>alert(1)</script>&amp;';

const page = () =>
  inspectorHtml({
    script: 'https://x/inspector.js',
    style: 'https://x/inspector.css',
    cspSource: 'https://x',
    texts: { language: 'de', texts: { [hostile]: hostile } },
    title: hostile,
  });

const failure = () =>
  failureHtml({
    language: 'en',
    title: 'This trace cannot be opened',
    message: hostile,
    facts: [['File', hostile]],
    advice: hostile,
    actions: [{ label: hostile, command: `kemari.reloadTrace?${encodeURIComponent(hostile)}` }],
  });

const nonceOf = (html: string) => /nonce-([\w-]+)'/.exec(html)?.[1];

describe('the pages shown in an editor', () => {
  it('allow one script by a nonce that is never the same, and nothing by default', () => {
    const html = page();
    assert.match(html, /default-src 'none'/);
    assert.match(
      html,
      new RegExp(`<script nonce="${nonceOf(html)}" src="https://x/inspector.js">`),
    );
    assert.match(html, /worker-src blob:;/, 'workers are made of what that script carries');
    assert.ok(!html.includes('unsafe-'), 'nothing inline');
    assert.notEqual(nonceOf(html), nonceOf(page()));
    assert.ok((nonceOf(html)?.length ?? 0) >= 22, 'at least 128 bits');
  });

  it('carry the texts of the user’s language as data that nothing in them ends', () => {
    const html = page();
    assert.match(html, /^<html lang="de">$/m);
    const [, json] = /<script type="application\/json" id="page-texts">(.*?)<\/script>/s.exec(
      html,
    )!;
    assert.deepEqual(JSON.parse(json!), { language: 'de', texts: { [hostile]: hostile } });
    assert.equal(html.match(/<script/g)?.length, 2);
  });

  it('allow no script at all where a trace cannot be opened', () => {
    assert.ok(!/script-src|<script/.test(failure()));
    assert.match(failure(), /default-src 'none'/);
  });

  it('show hostile text as text', () => {
    for (const html of [page(), failure()]) {
      assert.ok(!html.includes('<script>alert'));
      assert.ok(html.includes('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;'));
    }
  });
});

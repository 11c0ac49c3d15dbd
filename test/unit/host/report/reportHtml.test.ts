import assert from 'node:assert/strict';
import { pointHistograms } from '../../../../src/analysis/report/histogram';
import { makeReport } from '../../../../src/analysis/report/report';
import { traceFigures } from '../../../../src/analysis/report/traceFigures';
import { MODES } from '../../../../src/core/syncPoint';
import { reportHtml } from '../../../../src/host/report/reportHtml';
import { reportParts, reportSubtitle } from '../../../../src/host/report/reportParts';
import { clockedTrace } from '../../../support/clockedTrace';

const HOSTILE = '"><script>alert(1)</script>&amp;';

/** The page of a trace whose every name is hostile. */
async function page(workload = HOSTILE): Promise<string> {
  const point = { runUs: 100, pauseUs: 300, instructions: 4_000, pages: 7 };
  const trace = clockedTrace(
    Array.from({ length: 9 }, () => point),
    { workload, machine: workload },
  );
  const report = makeReport({
    traces: [await traceFigures(trace, 'file:///a%20b.kemari')],
    unprotected: [],
    outputs: new Map(),
    recordable: { workloads: ['hotset'], modes: MODES, irqchip: false },
  });
  return reportHtml({
    language: 'en',
    title: HOSTILE,
    subtitle: reportSubtitle(report),
    style: 'https://x/report.css',
    cspSource: 'https://x',
    parts: reportParts(report, await pointHistograms(trace)),
    texts: { missing: HOSTILE, unanswered: HOSTILE },
  });
}

describe("a report's page", () => {
  it('allows one style sheet and nothing else, above all no script', async () => {
    const html = await page();
    assert.match(html, /content="default-src 'none'; style-src https:\/\/x; base-uri 'none'; form/);
    assert.ok(!/<script|script-src|unsafe-| style=| on\w+=/i.test(html.replaceAll('alert(1)', '')));
  });

  it('shows hostile text as text, in words and in drawings', async () => {
    const html = await page();
    assert.ok(!html.includes('<script>'));
    assert.ok(html.includes('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;'));
  });

  it('says in every drawing what it shows', async () => {
    const html = await page('hotset');
    const drawings = html.match(/<svg [^>]*class="chart"[^>]*>/g) ?? [];
    // Two histograms, where time went, pauses and pages.
    assert.equal(drawings.length, 5);
    for (const drawing of drawings) assert.match(drawing, /role="img" aria-label="[^"]{8,}"/);
    assert.match(
      html,
      /aria-label="guest ran 25\.0\u00a0%, stop 0\.0\u00a0%, copy 75\.0\u00a0%, send/,
    );
    assert.match(html, /aria-label="p50 7, p95 7, p99 7, max 7"/);
  });

  it('has a heading for each question, and says what is missing with how to make it', async () => {
    const html = await page('hotset');
    assert.equal(html.match(/<h2 /g)?.length, 5);
    assert.ok(html.includes('<code>kemari report --matrix --workload hotset</code>'));
    assert.equal(html.match(/<p class="unanswered">/g)?.length, 2);
  });
});

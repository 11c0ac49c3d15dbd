import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { inspectTrace, kemariText, pageHistory, showPoint } from './commandLine';
import { activateExtension, closeEditors, recordByCommand, positionOf } from './traces';

const POINTS = 60;

describe('the tools for language models', () => {
  let uri: vscode.Uri;
  let file: string;

  before(async () => {
    uri = await recordByCommand('mixed', POINTS, 'asked.kemari');
    file = uri.fsPath;
  });

  after(closeEditors);

  it('are offered to the models', () => {
    assert.deepEqual(
      vscode.lm.tools
        .map(({ name }) => name)
        .filter((name) => name.startsWith('kemari_'))
        .sort(),
      ['kemari_diff', 'kemari_find', 'kemari_page_history', 'kemari_point', 'kemari_summary'],
    );
  });

  it('sum up the shown trace as the command line does', async () => {
    const { file: name, shown, ...facts } = await ask('kemari_summary');
    assert.equal(name, 'asked.kemari');
    assert.equal((shown as { point: number }).point, (await positionOf(uri)).point);
    const told = JSON.parse(await kemariText('inspect', file, '--json')) as object;
    assert.deepEqual({ ...told, ...facts }, told);
    assert.equal(facts['pointCount'], POINTS);
  });

  it('tell a sync point as the command line does', async () => {
    const answer = await ask('kemari_point', { point: 12 });
    const told = await showPoint(file, 12);
    assert.equal(answer['cause'], told.cause);
    assert.deepEqual(pagesOf(answer['gfns']), told.gfns);
    assert.deepEqual(pagesOf(answer['zeroGfns']), told.zeroGfns);
    assert.deepEqual(
      (answer['devices'] as Field[]).map(nameOf),
      told.devices.slice(0, (answer['devices'] as Field[]).length).map(nameOf),
    );
  });

  it('find the sync points that fit, of all that the command line lists', async () => {
    const { points } = await inspectTrace(file, POINTS - 1);
    const answer = await ask('kemari_find', { query: 'dirtyPages > 20 && cause != "timer"' });
    assert.deepEqual(
      (answer['points'] as { point: number }[]).map(({ point }) => point),
      points
        .filter((each) => each.dirtyPages > 20 && each.cause !== 'timer')
        .map((each) => each.point),
    );
    assert.ok(Number(answer['matches']) > 0);
    await assert.rejects(ask('kemari_find', { query: 'dirty > 3' }), /dirtyPages/);
  });

  it('compare two sync points as the command line does', async () => {
    const answer = await ask('kemari_diff', { from: 10, to: 30 });
    const told = JSON.parse(await kemariText('diff', file, '10', '30', '--json')) as {
      pages: string[];
      devices: Field[];
    };
    assert.deepEqual(pagesOf(answer['pages']), told.pages);
    assert.equal(answer['pageCount'], told.pages.length);
    const fields = answer['devices'] as Field[];
    assert.ok(fields.length > 0);
    assert.deepEqual(fields.map(nameOf), told.devices.slice(0, fields.length).map(nameOf));
  });

  it('tell the history of a page as the command line does', async () => {
    const [gfn] = (await showPoint(file, 20)).gfns;
    const answer = await ask('kemari_page_history', { gfn });
    const told = await pageHistory(file, Number(gfn));
    assert.deepEqual(
      (answer['history'] as { point: number }[]).map(({ point }) => point),
      told.reverse(),
    );
  });

  it('look at open traces only, and move nothing', async () => {
    const before = await positionOf(uri);
    await ask('kemari_point', { point: 40, trace: 'asked.kemari' });
    assert.deepEqual(await positionOf(uri), before);
    await assert.rejects(
      ask('kemari_summary', { trace: '/etc/passwd' }),
      /is not open; open are asked.kemari/,
    );
    const { sessionFor } = await activateExtension();
    await closeEditors();
    assert.equal(sessionFor(uri), undefined);
    await assert.rejects(ask('kemari_summary'), /no trace is open/);
  });
});

interface Field {
  readonly device: string;
  readonly field: string;
}

function nameOf({ device, field }: Field): string {
  return `${device}.${field}`;
}

/** Calls a tool as a chat participant does. */
async function ask(tool: string, input: object = {}): Promise<Record<string, unknown>> {
  const { content } = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined });
  const [part] = content;
  assert.ok(part instanceof vscode.LanguageModelTextPart);
  return JSON.parse(part.value) as Record<string, unknown>;
}

/** Every page of runs such as `0x5-0x7`. */
function pagesOf(runs: unknown): string[] {
  return (runs as string[]).flatMap((run) => {
    const [first, last = first] = run.split('-').map(Number);
    return Array.from({ length: last + 1 - first }, (_, i) => `0x${(first + i).toString(16)}`);
  });
}

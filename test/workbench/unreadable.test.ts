import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { eventually } from './eventually';
import { inspectorAt } from './inspector';
import { onFrame, saveScreenshot, servedWorkbench } from './page';
import {
  activateExtension,
  closeEditors,
  recordByCommand,
  TRACE_EDITOR,
  workspaceFile,
} from './traces';

const SUPERBLOCKS_END = 12 << 10;

describe('a file that is not a whole trace', () => {
  let whole: Buffer;

  before(async function () {
    if (!servedWorkbench) this.skip();
    const uri = await recordByCommand('disklog', 30, 'whole.kemari');
    whole = await readFile(uri.fsPath);
  });

  afterEach(closeEditors);

  it('is refused in place when it is something else', async () => {
    const message = await failureOf('text.kemari', Buffer.from('This is a text, not a trace.\n'));
    assert.match(message, /text\.kemari/);
    await saveScreenshot('failure-not-a-trace');
  });

  it('is refused in place when it is empty', async () => {
    assert.match(await failureOf('empty.kemari', Buffer.alloc(0)), /empty\.kemari/);
  });

  it('is refused in place when its header is damaged', async () => {
    const damaged = Buffer.from(whole);
    damaged[16] = damaged[16]! ^ 0xff;
    assert.match(await failureOf('header.kemari', damaged), /header\.kemari.*offset/s);
  });

  it('is refused in place when it is a directory', async () => {
    const folder = workspaceFile('folder.kemari');
    await mkdir(folder.fsPath);
    assert.match(await failureOpening(folder), /folder\.kemari/);
  });

  it('is refused in place when it may not be read', async function () {
    if (process.getuid?.() === 0) return this.skip(); // root may read everything
    const file = workspaceFile('secret.kemari');
    await writeFile(file.fsPath, whole);
    await chmod(file.fsPath, 0);
    assert.match(await failureOpening(file), /secret\.kemari/);
  });

  it('opens up to its last whole sync point, with a notice, when it was cut off', async () => {
    const file = workspaceFile('cut.kemari');
    await writeFile(file.fsPath, whole.subarray(0, Math.floor(whole.length * 0.7)));
    await vscode.commands.executeCommand('vscode.openWith', file, TRACE_EDITOR);
    const { notices } = await inspectorAt(1);
    assert.notEqual(notices.length, 0, 'there is no notice');
    const { trace } = (await activateExtension()).sessionFor(file)!;
    assert.ok(trace.pointCount >= 1 && trace.pointCount < 30, `${trace.pointCount} sync points`);
    await saveScreenshot('notice-cut-off');
  });

  it('tells of damage where it is met, and shows the rest', async () => {
    const file = workspaceFile('flipped.kemari');
    const damaged = Buffer.from(whole);
    for (let at = SUPERBLOCKS_END + 4096; at < damaged.length; at += 2048) {
      damaged[at] = damaged[at]! ^ 0x10;
    }
    await writeFile(file.fsPath, damaged);
    await vscode.commands.executeCommand('vscode.openWith', file, TRACE_EDITOR);
    const told = await eventually(async () => {
      const texts = await onFrame(
        'main',
        (frame) => frame.locator('[role="alert"], .notice, .part-status').allTextContents(),
        undefined,
      );
      return texts.find((text) => text.includes('offset'));
    }, 'the page tells the offset of the damage');
    assert.match(told, /flipped\.kemari/);
  });
});

/** Writes a file, opens it, and returns what its editor says is wrong. */
async function failureOf(name: string, bytes: Buffer): Promise<string> {
  const file = workspaceFile(name);
  await writeFile(file.fsPath, bytes);
  return failureOpening(file);
}

async function failureOpening(file: vscode.Uri): Promise<string> {
  await vscode.commands.executeCommand('vscode.openWith', file, TRACE_EDITOR);
  return eventually(async () => {
    const texts = await onFrame(
      'main p[role="alert"]',
      (frame) => frame.locator('main p[role="alert"]').allTextContents(),
      undefined,
    );
    return texts[0];
  }, 'the editor says what is wrong');
}

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { showPoint } from './commandLine';
import { eventually } from './eventually';
import { inspectorAt } from './inspector';
import { onFrame, saveScreenshot, servedWorkbench } from './page';
import { activateExtension, closeEditors, recordByCommand, TRACE_EDITOR } from './traces';

const SCHEME = 'kemari-test';
const POINTS = 40;

/** A file system with one trace, of any size that it cares to state. */
class OneTrace implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  reads = 0;

  constructor(
    private readonly bytes: Uint8Array,
    public size = bytes.length,
  ) {}

  stat(uri: vscode.Uri): vscode.FileStat {
    if (!uri.path.endsWith('.kemari')) throw vscode.FileSystemError.FileNotFound(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.size };
  }

  readFile(): Uint8Array {
    this.reads++;
    return this.bytes;
  }

  watch = () => new vscode.Disposable(() => {});
  readDirectory = (): [string, vscode.FileType][] => [['virtual.kemari', vscode.FileType.File]];
  createDirectory = refuse;
  writeFile = refuse;
  delete = refuse;
  rename = refuse;
}

function refuse(): never {
  throw vscode.FileSystemError.NoPermissions();
}

describe('a trace of a virtual workspace', () => {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: '/virtual.kemari' });
  let local: vscode.Uri;
  let files: OneTrace;
  let registration: vscode.Disposable;

  before(async function () {
    if (!servedWorkbench) this.skip();
    local = await recordByCommand('memwalk', POINTS, 'original.kemari');
    await closeEditors();
    files = new OneTrace(await readFile(local.fsPath));
    registration = vscode.workspace.registerFileSystemProvider(SCHEME, files, { isReadonly: true });
  });

  afterEach(closeEditors);
  after(() => registration?.dispose());

  it('is read once and stepped through as one on a disk is', async () => {
    await vscode.commands.executeCommand('vscode.openWith', uri, TRACE_EDITOR);
    const { sessionFor } = await activateExtension();
    await eventually(() => sessionFor(uri), 'the trace is open');
    await vscode.commands.executeCommand('kemari.showSyncPoint', 20);
    await vscode.commands.executeCommand('kemari.stepNext');
    const shown = await inspectorAt(21);
    const told = await showPoint(local.fsPath, 21);
    assert.equal(shown.header['pages'], told.gfns.length.toLocaleString());
    assert.equal(files.reads, 1);
  });

  it('is refused in place, with what to do, where it is too large to be read as a whole', async () => {
    files.reads = 0;
    files.size = 300 << 20;
    await vscode.commands.executeCommand('vscode.openWith', uri, TRACE_EDITOR);
    const page = await eventually(async () => {
      const [text] = await onFrame(
        'main h1',
        (frame) => frame.locator('main').allTextContents(),
        0,
      );
      return text;
    }, 'a page says why the trace cannot be opened');
    assert.match(page, /has 300\u00a0MiB.*up to 256\u00a0MiB/s);
    assert.match(page, /Save a copy on a computer/);
    assert.equal(files.reads, 0);
    await saveScreenshot('failure-too-large');
  });
});

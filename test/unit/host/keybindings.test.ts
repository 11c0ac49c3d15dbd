import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';

interface Contributions {
  readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
  readonly keybindings: readonly { readonly command: string; readonly when: string }[];
}

/** Tests run in the project's folder. */
const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  contributes: Contributions;
};

/** What a `when` clause says; a key that is not given is not set. */
function holds(when: string, keys: Readonly<Record<string, unknown>>): boolean {
  const expression = when.replaceAll(/'[^']*'|[A-Za-z][\w.]*/g, (token) =>
    token.startsWith("'") ? token : String(JSON.stringify(keys[token] ?? false)),
  );
  return runInNewContext(expression) === true;
}

const inspector = { 'kemari.inspectorActive': true, 'kemari.traceShown': true };

/** Keys while a trace is being debugged; VS Code's own debug keys take the place of the others. */
const debugging = { inDebugMode: true, debugType: 'kemari', debugState: 'stopped' };

function isForDebugging({ when }: { readonly when: string }): boolean {
  return when.includes('debugState');
}

/** Whether keys step through a trace that is not being debugged, or begin to debug it. */
function isForStepping({ command }: { readonly command: string }): boolean {
  return /^kemari\.(step|goTo|debug)/.test(command);
}

describe('the key bindings', () => {
  it('work in the inspector, and nowhere else while it is the active editor', () => {
    for (const { command, when } of contributes.keybindings.filter((key) => !isForDebugging(key))) {
      if (command === 'kemari.filterSyncPoints') continue; // the tree's
      assert.equal(holds(when, inspector), true, command);
      assert.equal(holds(when, { 'kemari.traceShown': true }), false, command);
      for (const elsewhere of [
        'inputFocus',
        'listFocus',
        'sideBarFocus',
        'panelFocus',
        'auxiliaryBarFocus',
        'terminalFocus',
      ]) {
        assert.equal(holds(when, { ...inspector, [elsewhere]: true }), false, command);
      }
    }
  });

  it('that step, search or mark work in the tree of sync points, also beside an inspector', () => {
    const tree = { listFocus: true, sideBarFocus: true, focusedView: 'kemari.syncPoints' };
    const stepping = contributes.keybindings.filter(
      (key) => isForStepping(key) || /^kemari\.(find|filterSync|.*Bookmark)/.test(key.command),
    );
    assert.ok(stepping.length > 0);
    for (const { command, when } of stepping) {
      assert.equal(holds(when, { ...inspector, ...tree }), true, command);
      assert.equal(holds(when, { 'kemari.traceShown': true, ...tree }), true, command);
      assert.equal(holds(when, tree), false, command);
    }
  });
});

describe('the key bindings while a trace is debugged', () => {
  it('step and run back, which VS Code has no keys for, while the guest stands still', () => {
    const keys = contributes.keybindings.filter(isForDebugging);
    assert.deepEqual(
      keys.map(({ command }) => command),
      ['workbench.action.debug.stepBack', 'workbench.action.debug.reverseContinue'],
    );
    for (const { when } of keys) {
      assert.equal(holds(when, { ...inspector, ...debugging }), true);
      assert.equal(holds(when, { ...inspector, ...debugging, debugState: 'running' }), false);
      assert.equal(holds(when, { ...inspector, ...debugging, debugType: 'node' }), false);
      assert.equal(holds(when, { ...inspector, ...debugging, inputFocus: true }), false);
      assert.equal(holds(when, debugging), false);
    }
  });

  it('leave the others to VS Code', () => {
    for (const key of contributes.keybindings.filter(isForStepping)) {
      assert.equal(holds(key.when, { ...inspector, ...debugging }), false, key.command);
    }
  });
});

describe('the commands that reach into the page', () => {
  it('are off where a failure page is shown, which runs no script', () => {
    for (const name of ['kemari.focusPageMap', 'kemari.filterFields', 'kemari.copyMapPicture']) {
      const enablement = contributes.commands.find(({ command }) => command === name)?.enablement;
      assert.ok(enablement);
      assert.equal(holds(enablement, { activeCustomEditorId: 'kemari.trace' }), false, name);
      assert.equal(holds(enablement, inspector), true, name);
    }
  });
});

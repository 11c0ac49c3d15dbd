import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../workbench/eventually';
import { inspectorAt } from '../workbench/inspector';
import { onPage, saveScreenshot } from '../workbench/page';
import { closeEditors } from '../workbench/traces';
import { trustWorkspace } from './trust';

const STEPS = ['sample', 'step', 'range', 'page', 'devices', 'record'];

interface Contributions {
  readonly walkthroughs: readonly {
    readonly id: string;
    readonly steps: readonly { readonly id: string; readonly title: string }[];
  }[];
}

describe('the walkthrough', () => {
  before(async () => {
    await trustWorkspace();
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await vscode.commands.executeCommand(
      'workbench.action.openWalkthrough',
      'kemari.kemari#firstSteps',
      false,
    );
    await eventually(
      async () => ((await shownSteps()).length > 0 ? true : undefined),
      'the walkthrough is open',
    );
  });

  after(closeEditors);

  it('leads through what can be done', async () => {
    const { contributes } = vscode.extensions.getExtension('kemari.kemari')?.packageJSON as {
      contributes: Contributions;
    };
    const [walkthrough] = contributes.walkthroughs;
    assert.deepEqual(
      walkthrough?.steps.map(({ id }) => id),
      STEPS,
    );
    assert.deepEqual(
      await shownSteps(),
      walkthrough?.steps.map(({ title }) => title),
    );
  });

  it('shows a picture of each step, with a text for whoever does not see it', async () => {
    for (const step of STEPS) {
      await onPage(
        (page, id) => page.locator(`[data-step-id$="#${id}"].getting-started-step`).click(),
        step,
      );
      const { text } = await eventually(async () => {
        const shown = await onPage(
          (page) =>
            page.locator('.getting-started-media').evaluate((media) => {
              const image = media.querySelector('img');
              return { source: image?.src, width: image?.naturalWidth, text: image?.alt };
            }),
          undefined,
        );
        const isThere = (shown.source ?? '').includes(`${step}-`) && (shown.width ?? 0) > 0;
        if (!isThere) throw new Error(JSON.stringify(shown));
        return shown;
      }, `a picture of ${step} is shown`);
      assert.ok(text, step);
      await saveScreenshot(`walkthrough-${step}`);
    }
  });

  it('opens the sample trace by the button of its first step', async () => {
    await onPage(
      (page) => page.locator('[data-step-id$="#sample"].getting-started-step').click(),
      undefined,
    );
    await onPage(
      (page) => page.locator('.getting-started-step.expanded .monaco-button').click(),
      undefined,
    );
    await inspectorAt(1);
  });
});

function shownSteps(): Promise<string[]> {
  return onPage(
    (page) => page.locator('.getting-started-step .step-title').allTextContents(),
    undefined,
  );
}

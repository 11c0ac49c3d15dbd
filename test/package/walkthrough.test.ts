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
    readonly steps: readonly {
      readonly id: string;
      readonly title: string;
      readonly media: { readonly altText: string };
    }[];
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
    assert.deepEqual(
      walkthrough().steps.map(({ id }) => id),
      STEPS,
    );
    assert.deepEqual(
      await shownSteps(),
      walkthrough().steps.map(({ title }) => title),
    );
  });

  it('shows a picture of each step, with a text for whoever does not see it', async () => {
    for (const { id, media } of walkthrough().steps) {
      await onPage(
        (page, step) => page.locator(`[data-step-id$="#${step}"].getting-started-step`).click(),
        id,
      );
      await eventually(async () => {
        const shown = await onPage(
          (page) =>
            page.locator('.getting-started-media').evaluate((part) => {
              const image = part.querySelector('img');
              return { width: image?.naturalWidth ?? 0, text: image?.alt };
            }),
          undefined,
        );
        return shown.width > 0 && shown.text === media.altText ? true : undefined;
      }, `a picture of ${id} is shown`);
      await saveScreenshot(`walkthrough-${id}`);
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

function walkthrough(): Contributions['walkthroughs'][number] {
  const { contributes } = vscode.extensions.getExtension('kemari.kemari')?.packageJSON as {
    contributes: Contributions;
  };
  const [first] = contributes.walkthroughs;
  assert.ok(first, 'there is no walkthrough');
  return first;
}

function shownSteps(): Promise<string[]> {
  return onPage(
    (page) => page.locator('.getting-started-step .step-title').allTextContents(),
    undefined,
  );
}

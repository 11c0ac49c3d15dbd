import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const EXTENSION_ID = 'kemari.kemari';

describe('the extension', () => {
  it('is found and activates', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION_ID);
    assert.ok(extension, `${EXTENSION_ID} is not among the extensions`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});

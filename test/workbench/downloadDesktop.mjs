// Downloads the desktop VS Code that the tests run in, unless it is there. Exit code 1: it could not.
import { downloadAndUnzipVSCode } from '@vscode/test-electron';

const ANSWER_LIMIT_MS = 8_000;

try {
  await downloadAndUnzipVSCode({ version: 'stable', timeout: ANSWER_LIMIT_MS });
} catch (error) {
  console.log(`Desktop VS Code could not be downloaded: ${error.message}`);
  process.exitCode = 1;
}

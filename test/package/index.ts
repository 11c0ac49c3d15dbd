/** What VS Code calls to run the tests of this folder, once they are built: as those of workbench/. */
export { run } from '../workbench/index';

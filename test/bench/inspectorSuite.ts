import { mapFigures } from './inspector/mapFigures';
import type { Figure, Suite } from './figures';

/** Figures that need the real workbench, or the packaged extension. */
const OF_WORKBENCH = ['activationMs', 'open1MMs', 'stepMsP95', 'hostRssMB', 'webviewRssMB'];
const OF_PACKAGE = ['vsixMB', 'mainBundleKB'];

/** What the inspector costs whoever looks at it: the page map on its own, in a headless browser. */
export const inspectorSuite: Suite = async (skip) => {
  const figures: Figure[] = [...(await mapFigures(skip))];
  for (const name of OF_WORKBENCH) skip(name, 'it is not measured in the workbench yet');
  for (const name of OF_PACKAGE) skip(name, 'there is no package to measure yet');
  return figures;
};

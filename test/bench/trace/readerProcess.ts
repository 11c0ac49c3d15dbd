/**
 * Uses a trace as a user would, in a process of its own, and prints how much memory that process took at
 * most, in MB: `readerProcess.js FILE`.
 */
import { readFileSync } from 'node:fs';
import { asGfn } from '../../../src/core/gfn';
import { openTraceFile } from '../../../src/node/traceFiles';
import { seededNumbers } from '../../support/randomTrace';

const [file] = process.argv.slice(2);
const trace = await openTraceFile(file);
const random = seededNumbers(3);
const last = trace.pointCount - 1;
const { pages } = trace.header;
await trace.dirtyCounts(0, last);
for (let i = 0; i < 300; i++) {
  const at = random(last + 1);
  const gfn = asGfn(pages.gfnAt(random(pages.pageCount)));
  await trace.points(at, Math.min(last, at + 255));
  await trace.page(gfn, at);
  await trace.pageHistory(gfn, 0, last);
  await trace.devices(at);
  await trace.dirtyCounts(at, Math.min(last, at + 9999));
}
await trace.close();
// Not maxRSS of resourceUsage(): that is inherited from the process which started this one.
const peakKiB = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
console.log((Number(peakKiB) * 1024) / 1e6);

import { PAGE_SIZE } from '../core/gfn';
import { PHASES } from '../core/syncPoint';
import { MAX_OUTPUTS, MAX_POINT_OUTPUT_BYTES } from './format';
import { nanoseconds } from './fields';
import { checkLeaf } from './leafValue';
import type { NewSyncPoint, PageBatch } from './trace';

/**
 * @param before GFN of the last page before the batch; -1 if there is none.
 * @returns the GFN of its last page.
 * @throws RangeError if a batch contradicts itself.
 */
export function checkBatch({ gfns, pages }: PageBatch, before: number): number {
  if (pages.length !== gfns.length * PAGE_SIZE) {
    throw new RangeError(`${gfns.length} pages are not ${pages.length} bytes`);
  }
  let last = before;
  for (const gfn of gfns) {
    if (gfn <= last) throw new RangeError('the GFNs of a point must ascend');
    last = gfn;
  }
  return last;
}

/** @throws RangeError if a point contradicts itself, or holds what a trace cannot. */
export function checkPoint(point: NewSyncPoint): void {
  const { phasesUs } = point;
  nanoseconds(point.epochStartUs);
  nanoseconds(point.timeUs);
  for (const phase of PHASES) nanoseconds(phasesUs[phase]);
  checkWhole(point.sentBytes, 'sent bytes');
  for (const { diskOffset = 0 } of point.outputs) checkWhole(diskOffset, 'disk offset');
  const outputBytes = point.outputs.reduce((sum, { data }) => sum + data.length, 0);
  if (point.outputs.length > MAX_OUTPUTS || outputBytes > MAX_POINT_OUTPUT_BYTES) {
    throw new RangeError(
      `a sync point has at most ${MAX_OUTPUTS} outputs of ${MAX_POINT_OUTPUT_BYTES} bytes ` +
        `together, not ${point.outputs.length} of ${outputBytes}`,
    );
  }
  for (const { schema, values } of point.devices) {
    if (schema.fields.length !== values.length) {
      throw new RangeError(
        `${schema.device} has ${schema.fields.length} fields, not ${values.length}`,
      );
    }
    values.forEach(checkLeaf);
  }
}

function checkWhole(value: number, what: string): void {
  // One less than a varint can hold, since a disk offset is stored plus 1.
  if (Number.isSafeInteger(value) && value >= 0 && value < Number.MAX_SAFE_INTEGER) return;
  throw new RangeError(`${what}: ${value} is no whole number below 2^53`);
}

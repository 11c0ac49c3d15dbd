import { gfnRuns } from '../../core/gfnRuns';
import { diffDevices } from '../../replay/deviceDiff';
import { differingPages } from '../../replay/pageDiff';
import { listed, type Answer, type Question } from './answer';
import { changedFields } from './changedFields';
import { required } from './toolInput';

/** What differs between two sync points: pages by their content, and device fields. */
export async function diffAnswer({ trace, input, position, signal }: Question): Promise<Answer> {
  const from = required('from', input.point('from'));
  const to = input.point('to') ?? position.point;
  const pages = await differingPages(trace, from, to, () => signal.throwIfAborted());
  const changes = diffDevices(await trace.devices(from), await trace.devices(to));
  const runs = gfnRuns(pages);
  const fields = changedFields(changes);
  return (items) => ({
    from,
    to,
    pageCount: pages.length,
    ...listed('pages', runs, items),
    ...listed('devices', fields, items),
  });
}

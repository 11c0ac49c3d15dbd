import { describeOutput } from '../../analysis/outputDescription';
import { pointToJson } from '../../analysis/rows/jsonShapes';
import { gfnRuns } from '../../core/gfnRuns';
import { diffDevices } from '../../replay/deviceDiff';
import { listed, type Answer, type Question } from './answer';
import { changedFields } from './changedFields';

/** Everything about one sync point: the one that is shown unless another is asked for. */
export async function pointAnswer({ trace, input, position }: Question): Promise<Answer> {
  const number = input.point('point') ?? position.point;
  const [point, outputs, dirty] = await Promise.all([
    trace.point(number),
    trace.outputs(number),
    trace.dirtyPages(number),
  ]);
  const changes =
    number === 0 ? [] : diffDevices(await trace.devices(number - 1), await trace.devices(number));
  const described = outputs.map((output) => ({
    kind: output.kind,
    bytes: output.bytes,
    about: describeOutput(output),
  }));
  const runs = gfnRuns(dirty.gfns);
  const zeroRuns = gfnRuns(dirty.gfns.filter((_, i) => dirty.zero[i] === 1));
  const fields = changedFields(changes);
  return (items) => ({
    ...pointToJson(point),
    ...listed('outputs', described, items),
    ...listed('gfns', runs, items),
    ...listed('zeroGfns', zeroRuns, items),
    ...listed('devices', fields, items),
  });
}

import { formatChangedBits } from '../../analysis/fieldFormat';
import { changeToJson, type JsonLeaf } from '../../analysis/rows/jsonShapes';
import type { FieldChange } from '../../core/deviceState';

/** Characters of a value; bytes and texts can be longer. */
const MAX_LEAF = 128;

/** Changed fields in JSON, long values cut, with the names of changed bits where they have some. */
export function changedFields(changes: readonly FieldChange[]): object[] {
  return changes.map((change) => {
    const { device, field, before, after } = changeToJson(change);
    const bits = formatChangedBits(device, field, change.before, change.after);
    return {
      device,
      field,
      ...(before !== undefined && { before: shortened(before) }),
      ...(after !== undefined && { after: shortened(after) }),
      ...(bits !== undefined && { bits }),
    };
  });
}

function shortened(value: JsonLeaf): JsonLeaf {
  if (typeof value !== 'string' || value.length <= MAX_LEAF) return value;
  return `${value.slice(0, MAX_LEAF)}… (${value.length} characters)`;
}

import { sameLeaf, type DeviceState, type FieldChange, type LeafValue } from '../core/deviceState';

/** A byte leaf longer than this is reported run by run; a shorter one, such as a MAC, as a whole. */
const WHOLE_LEAF_BYTES = 16;

/** Differing runs closer than this many bytes are one change: they are mostly one field in the guest's eyes. */
const MERGE_GAP_BYTES = 8;

/** Most changes that one byte leaf may give; the last of them reaches to the last differing byte. */
const MAX_RUNS = 64;

/**
 * What differs between two states of the same machine, in the order of `after`: its devices, their
 * fields; then what only `before` has. Values are copies where they are part of a longer leaf, and
 * the states' own otherwise.
 */
export function diffDevices(
  before: readonly DeviceState[],
  after: readonly DeviceState[],
): FieldChange[] {
  const changes: FieldChange[] = [];
  const rest = new Map(before.map((state) => [state.schema.device, state]));
  for (const state of after) {
    const { device } = state.schema;
    diffDevice(device, rest.get(device), state, changes);
    rest.delete(device);
  }
  for (const [device, state] of rest) diffDevice(device, state, undefined, changes);
  return changes;
}

function diffDevice(
  device: string,
  before: DeviceState | undefined,
  after: DeviceState | undefined,
  changes: FieldChange[],
): void {
  // A device that nothing touched is the same object at both points.
  if (before === after) return;
  if (before && before.schema === after?.schema) {
    before.schema.fields.forEach((field, i) => {
      diffLeaf(device, field, before.values[i], after.values[i], changes);
    });
    return;
  }
  const rest = leavesOf(before);
  for (const [field, value] of leavesOf(after)) {
    diffLeaf(device, field, rest.get(field), value, changes);
    rest.delete(field);
  }
  for (const [field, value] of rest) diffLeaf(device, field, value, undefined, changes);
}

function leavesOf(state: DeviceState | undefined): Map<string, LeafValue> {
  return new Map(state?.schema.fields.map((field, i) => [field, state.values[i]]));
}

function diffLeaf(
  device: string,
  field: string,
  before: LeafValue | undefined,
  after: LeafValue | undefined,
  changes: FieldChange[],
): void {
  if (before instanceof Uint8Array && after instanceof Uint8Array) {
    if (Math.max(before.length, after.length) > WHOLE_LEAF_BYTES) {
      for (const { start, end } of differingRuns(before, after)) {
        changes.push({
          device,
          field: `${field}[0x${start.toString(16)}]`,
          before: bytesWithin(before, start, end),
          after: bytesWithin(after, start, end),
        });
      }
      return;
    }
  }
  const same =
    before === undefined || after === undefined ? before === after : sameLeaf(before, after);
  if (!same) changes.push({ device, field, before, after });
}

/** Bytes from `start` up to, not including, `end`. */
interface Run {
  readonly start: number;
  end: number;
}

/** The runs in which two leaves differ; bytes past the end of the shorter one differ. */
function differingRuns(before: Uint8Array, after: Uint8Array): readonly Run[] {
  const runs: Run[] = [];
  let last: Run | undefined;
  const add = (start: number, end: number): void => {
    if (last && (start - last.end < MERGE_GAP_BYTES || runs.length === MAX_RUNS)) {
      last.end = end;
    } else {
      last = { start, end };
      runs.push(last);
    }
  };
  const common = Math.min(before.length, after.length);
  for (let i = 0; i < common; i++) if (before[i] !== after[i]) add(i, i + 1);
  const longer = Math.max(before.length, after.length);
  if (longer > common) add(common, longer);
  return runs;
}

/** A copy of what the leaf has of the run; undefined if it ends before the run begins. */
function bytesWithin(leaf: Uint8Array, start: number, end: number): Uint8Array | undefined {
  return start < leaf.length ? leaf.slice(start, end) : undefined;
}

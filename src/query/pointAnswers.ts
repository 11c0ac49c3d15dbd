import { sameLeaf, type DeviceState, type LeafValue } from '../core/deviceState';
import type { PointColumns } from '../trace/pointColumns';
import type { Trace } from '../trace/trace';
import type { DeviceOperand, Leaf } from './condition';
import { holds } from './leafComparison';
import type { NamePattern } from './namePattern';
import type { PageTouches } from './pageTouches';
import { Verdict, type KnownPoints } from './verdict';

type CompareDevice = Extract<Leaf, { kind: 'compareDevice' }>;

/**
 * Finds out about consecutive sync points what their facts do not tell, each answer when it is first
 * needed, and keeps it.
 */
export class PointAnswers implements KnownPoints {
  readonly answers: (Uint8Array | undefined)[] = [];
  missing = -1;
  readonly #trace: Trace;
  readonly #leaves: readonly Leaf[];
  readonly #touches: PageTouches;
  /** For a device's field, its values by the place of the last point that may have changed it. */
  readonly #values = new Map<string, Map<number, LeafValue | undefined>>();
  readonly #lastChanges = new Map<string, Uint32Array>();

  /** @param touches of the points' range or a larger one. */
  constructor(
    trace: Trace,
    leaves: readonly Leaf[],
    readonly points: PointColumns,
    touches: PageTouches,
  ) {
    this.#trace = trace;
    this.#leaves = leaves;
    this.#touches = touches;
  }

  /** Answers the leaf that is missing to judge the i-th point. */
  async find(i: number): Promise<void> {
    const leaf = this.#leaves[this.missing];
    const answers = (this.answers[this.missing] ??= new Uint8Array(this.points.length).fill(
      Verdict.unknown,
    ));
    switch (leaf.kind) {
      case 'touches':
        await this.#touches.mark(leaf, this.points.firstPoint, answers);
        break;
      case 'changed':
        answers[i] = verdictOf(await this.#fieldChanged(leaf.pattern, i));
        break;
      case 'compareDevice':
        answers[i] = verdictOf(await this.#compare(leaf, i));
    }
  }

  async #compare({ left, operator, right }: CompareDevice, i: number): Promise<boolean> {
    return holds(await this.#value(left, i), operator, await this.#value(right, i));
  }

  async #value(operand: DeviceOperand, i: number): Promise<LeafValue | undefined> {
    switch (operand.kind) {
      case 'constant':
        return operand.value;
      case 'number':
        return operand.of(this.points, i);
      case 'field':
        return this.#fieldValue(operand.path, i);
    }
  }

  /** Reads only points at which the device changed: between them the field stays what it is. */
  async #fieldValue(path: string, i: number): Promise<LeafValue | undefined> {
    const at = this.#lastChange(path, i);
    let values = this.#values.get(path);
    if (values === undefined) this.#values.set(path, (values = new Map<number, LeafValue>()));
    if (values.has(at)) return values.get(at);
    const devices = await this.#trace.devices(this.points.firstPoint + at);
    const value = fieldOf(devices, path);
    values.set(at, value);
    return value;
  }

  /** Place of the last point up to the i-th at which the field may have changed, or of the first. */
  #lastChange(path: string, i: number): number {
    let lastChanges = this.#lastChanges.get(path);
    if (lastChanges === undefined) {
      const { length } = this.points;
      const { changed } = this.points.columns;
      const isAsked = changed.names.map((device) => path.startsWith(`${device}.`));
      lastChanges = new Uint32Array(length);
      for (let at = 1; at < length; at++) {
        lastChanges[at] = lastChanges[at - 1];
        for (let k = changed.from[at]; k < changed.from[at + 1]; k++) {
          if (isAsked[changed.devices[k]]) lastChanges[at] = at;
        }
      }
      this.#lastChanges.set(path, lastChanges);
    }
    return lastChanges[i];
  }

  async #fieldChanged(pattern: NamePattern, i: number): Promise<boolean> {
    const point = this.points.firstPoint + i;
    if (point === 0) return false;
    const { changed } = this.points.columns;
    const names = new Set<string>();
    for (let k = changed.from[i]; k < changed.from[i + 1]; k++) {
      const name = changed.names[changed.devices[k]];
      if (pattern.mayMatchBelow(`${name}.`)) names.add(name);
    }
    // The later state is often made from the earlier one, which is then at hand.
    const after = await this.#trace.devices(point);
    const before = new Map<string, DeviceState>();
    for (const state of await this.#trace.devices(point - 1)) {
      before.set(state.schema.device, state);
    }
    return after.some(
      (state) =>
        names.has(state.schema.device) &&
        anyChanged(pattern, before.get(state.schema.device), state),
    );
  }
}

/** Whether a field whose `device.field` fits differs, or is on one side only. */
function anyChanged(
  pattern: NamePattern,
  before: DeviceState | undefined,
  after: DeviceState,
): boolean {
  const { device, fields } = after.schema;
  const old = before?.values ?? [];
  const fits = (field: string): boolean => pattern.matches(`${device}.${field}`);
  if (before?.schema === after.schema) {
    return after.values.some((value, i) => !sameLeaf(value, old[i]) && fits(fields[i]));
  }
  const rest = new Map(before?.schema.fields.map((field, i) => [field, old[i]]));
  for (const [i, field] of fields.entries()) {
    const value = rest.get(field);
    if ((value === undefined || !sameLeaf(value, after.values[i])) && fits(field)) return true;
    rest.delete(field);
  }
  return [...rest.keys()].some(fits);
}

/** The value of `device.field`; undefined if there is none. */
function fieldOf(devices: readonly DeviceState[], path: string): LeafValue | undefined {
  for (const { schema, values } of devices) {
    if (!path.startsWith(`${schema.device}.`)) continue;
    const field = schema.fields.indexOf(path.slice(schema.device.length + 1));
    if (field >= 0) return values[field];
  }
  return undefined;
}

function verdictOf(holdsThere: boolean): Verdict {
  return holdsThere ? Verdict.yes : Verdict.no;
}

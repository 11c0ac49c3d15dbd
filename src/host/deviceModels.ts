import { formatLeaf, formatParts } from '../analysis/fieldFormat';
import { readFieldSeries, type SeriesRequest } from '../analysis/fieldSeries';
import { formatOf } from '../analysis/registers/fieldRules';
import { sameLeaf, type DeviceState, type FieldChange, type LeafValue } from '../core/deviceState';
import { fieldFilter } from '../protocol/fieldFilter';
import type {
  DeviceModel,
  FieldModel,
  FoundField,
  LeafModel,
  SeriesModel,
} from '../protocol/inspector';
import { diffDevices } from '../replay/deviceDiff';
import type { Trace } from '../trace/trace';
import { formatNumber } from './numberFormat';

/** Changed leaves of one device that are handed over; the number of the others goes with them. */
const MAX_CHANGES = 1000;

/** Leaves found by a filter that are handed over. */
const MAX_FOUND = 500;

/** Fields whose values are kept, so that plots follow the range without reading again. */
const MAX_KEPT_SERIES = 8;

/** Values that are kept of one field. */
const MAX_KEPT_VALUES = 1 << 17;

/** What the inspector shows of a trace's devices. */
export class DeviceModels {
  readonly #trace: Trace;
  /** Values by sync point of the fields that were plotted last, the last one last. */
  readonly #series = new Map<string, Map<number, number>>();

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** The devices that differ between two points, and those that do not, in the machine's order. */
  async changes(
    point: number,
    against: number,
  ): Promise<{
    readonly changed: readonly DeviceModel[];
    readonly unchanged: readonly { readonly device: string; readonly fieldCount: number }[];
  }> {
    const [before, after] = [await this.#trace.devices(against), await this.#trace.devices(point)];
    const changes = new Map<string, FieldChange[]>();
    for (const change of diffDevices(before, after)) {
      const ofDevice = changes.get(change.device);
      if (ofDevice === undefined) changes.set(change.device, [change]);
      else ofDevice.push(change);
    }
    const fieldCounts = fieldCountsOf([...after, ...before]);
    return {
      changed: [...changes].map(([device, fields]) => ({
        device,
        fieldCount: fieldCounts.get(device) ?? 0,
        changeCount: fields.length,
        changes: fields.slice(0, MAX_CHANGES).map(fieldModel),
      })),
      unchanged: [...fieldCounts]
        .filter(([device]) => !changes.has(device))
        .map(([device, fieldCount]) => ({ device, fieldCount })),
    };
  }

  /** Every leaf of one device. @throws RangeError if the guest has no such device. */
  async leaves(point: number, device: string): Promise<readonly LeafModel[]> {
    const state = (await this.#trace.devices(point)).find((each) => each.schema.device === device);
    if (state === undefined) throw new RangeError(`the guest has no device "${device}"`);
    return state.schema.fields.map((field, i) => leafModel(device, field, state.values[i]));
  }

  /** Leaves that a filter finds and that are the same at both points. */
  async find(
    point: number,
    against: number,
    filter: string,
  ): Promise<{ readonly fields: readonly FoundField[]; readonly more: number }> {
    const matches = fieldFilter(filter);
    const others = new Map(
      (await this.#trace.devices(against)).map((state) => [state.schema.device, state]),
    );
    const fields: FoundField[] = [];
    let more = 0;
    for (const state of await this.#trace.devices(point)) {
      const { device, fields: names } = state.schema;
      const other = others.get(device);
      for (const [i, field] of names.entries()) {
        const parts = formatOf(device, field).parts?.map(({ name }) => name);
        if (!matches(`${device}.${field}`, parts)) continue;
        if (!isSame(state, other, i)) continue;
        if (fields.length === MAX_FOUND) more++;
        else fields.push({ device, ...leafModel(device, field, state.values[i]) });
      }
    }
    return { fields, more };
  }

  /**
   * A field's values over a range.
   * @param progress told now and then: how much is read, from 0 to 1.
   */
  async series(
    request: SeriesRequest,
    signal?: AbortSignal,
    progress?: (share: number) => void,
  ): Promise<SeriesModel> {
    const { device, field } = request;
    const { hexDigits } = formatOf(device, field);
    const series = await readFieldSeries(this.#trace, request, {
      ...(signal && { signal }),
      ...(progress && { progress }),
      known: this.#knownValues(device, field),
    });
    return { device, field, ...series, ...(hexDigits !== undefined && { hexDigits }) };
  }

  #knownValues(device: string, field: string): Map<number, number> {
    const key = JSON.stringify([device, field]);
    const kept = this.#series.get(key);
    const values =
      kept !== undefined && kept.size < MAX_KEPT_VALUES ? kept : new Map<number, number>();
    this.#series.delete(key);
    this.#series.set(key, values);
    for (const oldest of this.#series.keys()) {
      if (this.#series.size <= MAX_KEPT_SERIES) break;
      this.#series.delete(oldest);
    }
    return values;
  }
}

function fieldCountsOf(states: readonly DeviceState[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { schema } of states) {
    if (!counts.has(schema.device)) counts.set(schema.device, schema.fields.length);
  }
  return counts;
}

/** Whether a state's i-th leaf is the same in another state of the device. */
function isSame(state: DeviceState, other: DeviceState | undefined, i: number): boolean {
  if (other === undefined) return false;
  if (other === state) return true;
  const at =
    other.schema === state.schema ? i : other.schema.fields.indexOf(state.schema.fields[i]);
  return at >= 0 && sameLeaf(state.values[i], other.values[at]);
}

function fieldModel({ device, field, before, after }: FieldChange): FieldModel {
  const parts = formatParts(device, field, before, after);
  return {
    field,
    before: formatLeaf(device, field, before, formatNumber),
    after: formatLeaf(device, field, after, formatNumber),
    numeric: isNumeric(before) || isNumeric(after),
    ...(parts && { parts }),
  };
}

function leafModel(device: string, field: string, value: LeafValue): LeafModel {
  const parts = formatParts(device, field, value, value);
  return {
    field,
    value: formatLeaf(device, field, value, formatNumber),
    numeric: isNumeric(value),
    ...(parts && { parts }),
  };
}

function isNumeric(value: LeafValue | undefined): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

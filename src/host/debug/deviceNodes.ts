import * as vscode from 'vscode';
import { formatChangedBits, formatLeaf, formatParts } from '../../analysis/fieldFormat';
import type { DeviceState, FieldChange, LeafValue } from '../../core/deviceState';
import { diffDevices } from '../../replay/deviceDiff';
import { isBelow } from '../../replay/pointMatcher';
import type { Trace } from '../../trace/trace';
import { formatNumber } from '../numberFormat';
import { formatFieldName, type FieldName } from './guestNames';
import { formatMemoryReference } from './memoryReference';
import { childrenOf, type VariableNode } from './variableNode';

/** Changed fields that are listed; the number of the others is told. */
const MOST_CHANGES = 1000;

/** A run of changed bytes in a longer leaf has its offset behind the leaf's path. */
const RUN_OFFSET = /\[0x[0-9a-f]+\]$/;

/** The devices as of a sync point, with what changed since the one before. */
export class DeviceNodes {
  readonly #states: readonly DeviceState[];
  /** In the machine's order. */
  readonly changes: readonly FieldChange[];

  constructor(states: readonly DeviceState[], changes: readonly FieldChange[]) {
    this.#states = states;
    this.changes = changes;
  }

  /** Reads them. At point 0 nothing has changed. */
  static async read(trace: Trace, point: number): Promise<DeviceNodes> {
    const before = point > 0 ? await trace.devices(point - 1) : undefined;
    const states = await trace.devices(point);
    return new DeviceNodes(states, before === undefined ? [] : diffDevices(before, states));
  }

  /** The changed fields, as they are and were. */
  changed(): VariableNode[] {
    const listed = this.changes.slice(0, MOST_CHANGES).map((change) => this.#change(change));
    const others = this.changes.length - listed.length;
    if (others > 0) listed.push({ name: '…', value: vscode.l10n.t('{0} more', others) });
    return listed;
  }

  /** All devices. */
  devices(): VariableNode[] {
    return this.#states.map(({ schema }) =>
      this.#below({ device: schema.device, path: '' }, schema.device),
    );
  }

  /** A device, some of its fields, or one; undefined if there is none. */
  find(name: FieldName): VariableNode | undefined {
    const state = this.#stateOf(name.device);
    const { path } = name;
    if (state === undefined) return undefined;
    const label = formatFieldName(name);
    const leaf = path === '' ? -1 : state.schema.fields.indexOf(path);
    if (leaf >= 0) return this.#leaf(name.device, path, state.values[leaf], label);
    const isThere = path === '' || state.schema.fields.some((field) => isBelow(field, path));
    return isThere ? this.#below(name, label) : undefined;
  }

  #stateOf(device: string): DeviceState | undefined {
    return this.#states.find(({ schema }) => schema.device === device);
  }

  #change({ device, field, before, after }: FieldChange): VariableNode {
    const bits = formatChangedBits(device, field, before, after)?.join(' ');
    const path = field.replace(RUN_OFFSET, '');
    const name = formatFieldName({ device, path: field });
    // What it is comes first: the view may have no room for more.
    const change = vscode.l10n.t(
      '{0}, was {1}',
      formatLeaf(device, field, after, formatNumber),
      formatLeaf(device, field, before, formatNumber),
    );
    const isWhole = path === field;
    return {
      name,
      value: bits === undefined ? change : `${change}  ${bits}`,
      target: { kind: 'field', device, path },
      ...(isWhole && { evaluateName: name }),
      ...(after instanceof Uint8Array && {
        memoryReference: formatMemoryReference({ kind: 'field', device, field: path }),
      }),
    };
  }

  /** Everything below a path, which is empty for the whole device. */
  #below(name: FieldName, label: string): VariableNode {
    const changed = this.#changesBelow(name);
    const fields = this.#fieldsBelow(name).length;
    return {
      name: label,
      value:
        changed > 0
          ? vscode.l10n.t('{0} of {1} fields changed', changed, fields)
          : fields === 1
            ? vscode.l10n.t('1 field')
            : vscode.l10n.t('{0} fields', fields),
      evaluateName: formatFieldName(name),
      target: { kind: 'field', ...name },
      children: { read: () => Promise.resolve(this.#childrenOf(name)) },
    };
  }

  #childrenOf({ device, path }: FieldName): VariableNode[] {
    const state = this.#stateOf(device);
    const start = path === '' ? 0 : path.length + 1;
    const nodes = new Map<string, VariableNode>();
    for (const { field, value } of this.#fieldsBelow({ device, path })) {
      const dot = field.indexOf('.', start);
      const name = dot < 0 ? field.slice(start) : field.slice(start, dot);
      if (nodes.has(name)) continue;
      const node =
        dot < 0
          ? this.#leaf(device, field, value, name)
          : this.#below({ device, path: field.slice(0, dot) }, name);
      nodes.set(name, node);
    }
    return state === undefined ? [] : [...nodes.values()];
  }

  #leaf(device: string, field: string, value: LeafValue, label: string): VariableNode {
    const change = this.changes.find(
      (each) => each.device === device && each.field.replace(RUN_OFFSET, '') === field,
    );
    const bits = meaningOf(device, field, value);
    return {
      name: label,
      value: formatLeaf(device, field, value, formatNumber),
      evaluateName: formatFieldName({ device, path: field }),
      target: { kind: 'field', device, path: field },
      ...(change !== undefined && {
        type:
          change.field === field
            ? vscode.l10n.t(
                'changed, was {0}',
                formatLeaf(device, field, change.before, formatNumber),
              )
            : vscode.l10n.t('changed'),
      }),
      ...(value instanceof Uint8Array && {
        memoryReference: formatMemoryReference({ kind: 'field', device, field }),
      }),
      ...(bits.length > 0 && {
        children: childrenOf(bits.map((bit) => ({ name: bit, value: '1' }))),
      }),
    };
  }

  #fieldsBelow({
    device,
    path,
  }: FieldName): { readonly field: string; readonly value: LeafValue }[] {
    const state = this.#stateOf(device);
    if (state === undefined) return [];
    const all = state.schema.fields.map((field, i) => ({ field, value: state.values[i] }));
    return path === '' ? all : all.filter(({ field }) => isBelow(field, path));
  }

  #changesBelow({ device, path }: FieldName): number {
    const fields = this.changes
      .filter((change) => change.device === device)
      .map(({ field }) => field.replace(RUN_OFFSET, ''))
      .filter((field) => path === '' || isBelow(field, path));
    return new Set(fields).size;
  }
}

/** What a field's bits mean where they have names, but for those that are zero and mean nothing else. */
function meaningOf(device: string, field: string, value: LeafValue): string[] {
  return (formatParts(device, field, undefined, value) ?? [])
    .filter(({ after }) => after !== '0')
    .map(({ name, isFlag, after }) => (isFlag ? name : `${name} ${after ?? ''}`));
}

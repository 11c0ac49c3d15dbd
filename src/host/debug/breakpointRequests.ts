import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { STALL_FACTOR } from '../../analysis/stalls';
import type { Breakpoint } from '../../replay/breakpoints';
import * as check from './argumentChecks';
import {
  BreakpointSet,
  STALL_FILTER,
  type Breakable,
  type BreakpointKind,
  type BreakpointRequest,
} from './breakpointSet';
import type { Reply, RequestHandler } from './debugConnection';

/** Reasons of the protocol for a hit of each kind. */
const REASONS: Readonly<Record<BreakpointKind, string>> = {
  function: 'function breakpoint',
  data: 'data breakpoint',
  exception: 'exception',
};

/** What a client may break on by ticking a box. */
export function exceptionFilters(): DebugProtocol.ExceptionBreakpointsFilter[] {
  return [
    {
      filter: STALL_FILTER,
      label: vscode.l10n.t('Stalls'),
      description: vscode.l10n.t('Pauses of more than {0} times the mean', STALL_FACTOR),
      supportsCondition: true,
      conditionDescription: vscode.l10n.t('A query that must fit, too: dirtyPages > 500'),
    },
  ];
}

/** Answers what sets breakpoints. */
export class BreakpointRequests {
  readonly #onChanged: () => void;
  #set: BreakpointSet | undefined;

  /** @param onChanged called when there are others. */
  constructor(onChanged: () => void) {
    this.#onChanged = onChanged;
  }

  readonly handlers: Readonly<Record<string, RequestHandler>> = {
    setBreakpoints: (args) => setLines(args),
    setFunctionBreakpoints: (args) => this.#named('function', args, 'name'),
    setDataBreakpoints: (args) => this.#named('data', args, 'dataId'),
    setExceptionBreakpoints: (args) => this.#filters(args),
  };

  /** All that can be hit. */
  get breakpoints(): readonly Breakpoint[] {
    return this.#set?.breakpoints ?? [];
  }

  /** Takes the breakpoints there are for this trace. */
  target(breakable: Breakable): void {
    if (this.#set === undefined) this.#set = new BreakpointSet(breakable);
    else this.#set.retarget(breakable);
  }

  /** Why a run stops at these, and their names. */
  describe(ids: readonly number[]): { readonly reason: string; readonly names: string } {
    const { kind, names } = this.#set?.describe(ids) ?? { kind: 'function', names: [] };
    return { reason: REASONS[kind], names: names.join(', ') };
  }

  #named(kind: BreakpointKind, args: unknown, what: 'name' | 'dataId'): Reply {
    const requests = check.list(args, 'breakpoints').map((each) => ({
      what: check.text(each, what),
      condition: check.optionalText(each, 'condition'),
      hitCondition: check.optionalText(each, 'hitCondition'),
    }));
    return this.#replace(kind, requests);
  }

  #filters(args: unknown): Reply {
    const filters = check.list(args, 'filters').map((filter) => ({
      what: check.text({ filter }, 'filter'),
    }));
    const options = check.list(args, 'filterOptions').map((each) => ({
      what: check.text(each, 'filterId'),
      condition: check.optionalText(each, 'condition'),
    }));
    return this.#replace('exception', [...filters, ...options]);
  }

  #replace(kind: BreakpointKind, requests: readonly BreakpointRequest[]): Reply {
    if (this.#set === undefined) throw new Error('no trace is being debugged');
    const breakpoints = this.#set.set(kind, requests);
    this.#onChanged();
    return { body: { breakpoints } };
  }
}

/** A trace has no lines to break on. */
function setLines(args: unknown): Reply {
  const message = vscode.l10n.t(
    'A trace has no lines to break on. Add a function breakpoint: a cause, a field or a query.',
  );
  const breakpoints = check
    .list(args, 'breakpoints')
    .map((): DebugProtocol.Breakpoint => ({ verified: false, message }));
  return { body: { breakpoints } };
}

import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { CAUSES } from '../../core/syncPoint';
import { describeErrors } from '../../query/queryError';
import type { QueryKnowledge } from '../../query/knowledge';
import { parseQuery } from '../../query/query';
import { Breakpoint } from '../../replay/breakpoints';
import { parseHitCondition } from '../../replay/hitCondition';
import {
  both,
  ofCause,
  ofChangedField,
  ofDirtyPages,
  ofPauseAbove,
  type PointMatcher,
} from '../../replay/pointMatcher';
import { matcherOf, nameOf, parseDataId, type DataTarget } from './dataTarget';
import { parseFieldName, parsePageRange } from './guestNames';
import { ofQuery } from './queryMatcher';

/** The kinds of breakpoints that a client sets, each as a whole. */
export type BreakpointKind = 'function' | 'data' | 'exception';

/** The one exception filter: a pause far above the others. */
export const STALL_FILTER = 'stall';

/** A breakpoint as the client asks for it. */
export interface BreakpointRequest {
  /** A cause, a query, or a field; the id of a data breakpoint; a filter. */
  readonly what: string;
  /** A query that must fit, too. */
  readonly condition?: string | undefined;
  readonly hitCondition?: string | undefined;
}

/** What there is to break on in a trace. */
export interface Breakable {
  readonly knowledge: QueryKnowledge;
  /** A longer pause is a stall. */
  readonly stallAboveUs: number;
}

/** A breakpoint that was understood. */
interface Compiled {
  readonly key: string;
  readonly breakpoint: Breakpoint;
  /** For the user's eyes. */
  readonly name: string;
}

/** The breakpoints of a debug session. What is not understood is none, and the client is told why. */
export class BreakpointSet {
  readonly #requests = new Map<BreakpointKind, readonly BreakpointRequest[]>();
  readonly #compiled = new Map<BreakpointKind, readonly Compiled[]>();
  /** By kind and key: the same breakpoint keeps its id. */
  readonly #ids = new Map<string, number>();
  #breakable: Breakable;

  constructor(breakable: Breakable) {
    this.#breakable = breakable;
  }

  /** All that can be hit. */
  get breakpoints(): readonly Breakpoint[] {
    return [...this.#compiled.values()].flat().map(({ breakpoint }) => breakpoint);
  }

  /** Replaces all breakpoints of a kind. One that was there before stays the same, with its id. */
  set(kind: BreakpointKind, requests: readonly BreakpointRequest[]): DebugProtocol.Breakpoint[] {
    this.#requests.set(kind, requests);
    const before = [...(this.#compiled.get(kind) ?? [])];
    const compiled: Compiled[] = [];
    const answers = requests.map((request): DebugProtocol.Breakpoint => {
      const key = JSON.stringify([request.what, request.condition, request.hitCondition]);
      const known = before.findIndex((each) => each.key === key);
      try {
        const made = known < 0 ? this.#compile(kind, key, request) : before.splice(known, 1)[0];
        compiled.push(made);
        return { id: made.breakpoint.id, verified: true };
      } catch (error) {
        if (!(error instanceof NotUnderstood)) throw error;
        return { verified: false, message: error.message };
      }
    });
    this.#compiled.set(kind, compiled);
    return answers;
  }

  /** Takes the same breakpoints for another trace. */
  retarget(breakable: Breakable): void {
    this.#breakable = breakable;
    this.#compiled.clear();
    for (const [kind, requests] of this.#requests) this.set(kind, requests);
  }

  /** The kind and the names of breakpoints that were hit; the kind is that of the first. */
  describe(ids: readonly number[]): { readonly kind: BreakpointKind; readonly names: string[] } {
    const hits = [...this.#compiled].flatMap(([kind, compiled]) =>
      compiled
        .filter(({ breakpoint }) => ids.includes(breakpoint.id))
        .map(({ name }) => ({ kind, name })),
    );
    return { kind: hits[0]?.kind ?? 'function', names: hits.map(({ name }) => name) };
  }

  #compile(kind: BreakpointKind, key: string, request: BreakpointRequest): Compiled {
    const { what, condition, hitCondition } = request;
    const { matcher, name } = this.#matcher(kind, what);
    const whole =
      condition === undefined ? matcher : both(matcher, this.#query(condition, 'condition'));
    const hits = hitCondition === undefined ? undefined : parseHitCondition(hitCondition);
    if (hitCondition !== undefined && hits === undefined) {
      throw new NotUnderstood(
        vscode.l10n.t(
          'A hit count is written like 3, >= 3 or % 5, and not like {0}.',
          hitCondition,
        ),
      );
    }
    return { key, name, breakpoint: new Breakpoint(this.#idOf(`${kind} ${key}`), whole, hits) };
  }

  #idOf(name: string): number {
    const id = this.#ids.get(name) ?? this.#ids.size + 1;
    this.#ids.set(name, id);
    return id;
  }

  #matcher(
    kind: BreakpointKind,
    what: string,
  ): { readonly matcher: PointMatcher; readonly name: string } {
    switch (kind) {
      case 'function':
        return { matcher: this.#function(what), name: what.trim() };
      case 'data': {
        const target = parseDataId(what);
        if (target === undefined || !this.#isThere(target)) {
          throw new NotUnderstood(vscode.l10n.t('This trace does not have {0}.', what));
        }
        return { matcher: matcherOf(target), name: nameOf(target) };
      }
      case 'exception':
        if (what !== STALL_FILTER) {
          throw new NotUnderstood(vscode.l10n.t('This trace does not have {0}.', what));
        }
        return {
          matcher: ofPauseAbove(this.#breakable.stallAboveUs),
          name: vscode.l10n.t('stall'),
        };
    }
  }

  /** A cause, pages, a device or a field, or else a query. */
  #function(text: string): PointMatcher {
    const name = text.trim();
    const cause = CAUSES.find((each) => each === name);
    if (cause !== undefined) return ofCause(cause);
    const pages = parsePageRange(name);
    if (pages !== undefined) return ofDirtyPages(pages.first, pages.last);
    const field = parseFieldName(name, this.#breakable.knowledge.devices);
    if (field !== undefined) return ofChangedField(field.device, field.path);
    return this.#query(text, 'breakpoint');
  }

  #query(text: string, part: 'breakpoint' | 'condition'): PointMatcher {
    const query = parseQuery(text, this.#breakable.knowledge);
    if ('test' in query) return ofQuery(query);
    throw new NotUnderstood(
      part === 'condition'
        ? vscode.l10n.t('The condition is not understood: {0}', describeErrors(query))
        : vscode.l10n.t('Not a cause, a device, a field or a query: {0}', describeErrors(query)),
    );
  }

  #isThere(target: DataTarget): boolean {
    const { devices, pages } = this.#breakable.knowledge;
    if (target.kind === 'field') {
      const { device, path } = target;
      return parseFieldName(path === '' ? device : `${device}.${path}`, devices) !== undefined;
    }
    const { start, bytes } = target;
    return pages.regions.some(
      (region) => region.start < start + bytes && region.start + region.bytes > start,
    );
  }
}

/** Says what is wrong with a breakpoint. */
class NotUnderstood extends Error {}

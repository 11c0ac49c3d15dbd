import { asGfn, formatHex, MAX_GFN, type Gfn } from '../core/gfn';
import { CAUSES, OUTPUT_KINDS } from '../core/syncPoint';
import { checkComparison } from './comparisonChecker';
import type { Condition } from './condition';
import { fieldPaths, type QueryKnowledge } from './knowledge';
import { NamePattern } from './namePattern';
import { errorAt, type QueryError, type Span } from './queryError';
import { nearNames } from './suggestions';
import type { Expression } from './syntax';
import { Verdict } from './verdict';
import { CAUSE_FIELD, FIELD_NAMES, FUNCTIONS, type FunctionName } from './vocabulary';

type Call = Extract<Expression, { kind: 'call' }>;

/** Gives what is written a meaning, and collects what is wrong with it. */
export class Checker {
  readonly errors: QueryError[] = [];

  /** @param knowledge of the trace that is asked; without it, names of devices are not checked. */
  constructor(readonly knowledge: QueryKnowledge | undefined) {}

  /** What must hold or not. */
  condition(expression: Expression): Condition {
    switch (expression.kind) {
      case 'not':
        return { kind: 'not', operand: this.condition(expression.operand) };
      case 'all':
      case 'any':
        return {
          kind: expression.kind,
          parts: expression.parts.map((part) => this.condition(part)),
        };
      case 'compare':
        return checkComparison(expression, this);
      case 'call':
        return this.#call(expression);
      case 'name':
        return this.#name(expression);
      case 'number':
      case 'text':
        return this.wrong(expression, 'expected a condition, such as dirtyPages > 500');
    }
  }

  /** Notes an error; what is given back stands where a condition was to be. */
  wrong(at: Span, message: string, expected?: readonly string[]): Condition {
    this.errors.push(errorAt(at, message, expected));
    return { kind: 'constant', value: false };
  }

  /** The function that a call names. */
  functionOf(call: Call): FunctionName | undefined {
    const found = FUNCTIONS.find(({ name }) => name === call.name);
    if (found !== undefined) return found.name;
    if (FIELD_NAMES.includes(call.name)) {
      this.wrong(call, `${call.name} is a field; write it without parentheses`, [call.name]);
      return undefined;
    }
    const names = FUNCTIONS.map(({ name }) => name);
    const expected = nearNames(call.name, names, names.length);
    const functions = `functions are ${names.join(', ')}`;
    this.wrong(call.nameSpan, `there is no function ${call.name}; ${functions}`, expected);
    return undefined;
  }

  /** Tells that there is no such field. */
  unknownName(at: Span, name: string): Condition {
    const fn = FUNCTIONS.find((each) => each.name === name);
    if (fn !== undefined) {
      return this.wrong(at, `${name} is a function, such as ${fn.example}`, [fn.example]);
    }
    if (CAUSES.some((cause) => cause === name)) {
      return this.wrong(at, `${name} needs quotes: "${name}"`, [`"${name}"`]);
    }
    if (name.includes('.')) {
      const call = `device("${name}")`;
      return this.wrong(at, `a device's field is written ${call}`, [call]);
    }
    const expected = nearNames(name, FIELD_NAMES);
    const fields = `fields are ${FIELD_NAMES.join(', ')}`;
    const meant = expected.length > 0 ? `did you mean ${expected.join(' or ')}?` : fields;
    return this.wrong(at, `there is no field ${name}; ${meant}`, expected);
  }

  /** The path in `device("...")`; undefined after an error. */
  devicePath(call: Call): string | undefined {
    const path = this.#textArgument(call, 'device');
    if (path === undefined) return undefined;
    if (path.includes('*')) {
      this.wrong(call.args[0], 'device() takes one field; * is for changed()');
      return undefined;
    }
    if (this.knowledge === undefined) return path;
    const paths = [...fieldPaths(this.knowledge.devices)];
    if (paths.includes(path)) return path;
    const below = paths.filter((each) => each.startsWith(`${path}.`));
    if (below.length > 0) {
      const message = `${path} is not one field; it has ${below.length}, such as ${below[0]}`;
      this.wrong(call.args[0], message, below);
    } else this.#unknownPath(call.args[0], path, paths);
    return undefined;
  }

  #name(expression: Extract<Expression, { kind: 'name' }>): Condition {
    const { name } = expression;
    if (name === 'true' || name === 'false') return { kind: 'constant', value: name === 'true' };
    if (name === CAUSE_FIELD) {
      const example = 'cause == "net-tx"';
      return this.wrong(expression, `expected a comparison, such as ${example}`, [example]);
    }
    if (FIELD_NAMES.includes(name)) {
      return this.wrong(expression, `${name} is a number; compare it, such as ${name} > 0`, [
        `${name} > 0`,
      ]);
    }
    return this.unknownName(expression, name);
  }

  #call(call: Call): Condition {
    switch (this.functionOf(call)) {
      case 'touches':
        return this.#touches(call);
      case 'changed':
        return this.#changed(call);
      case 'output':
        return this.#output(call);
      case 'device':
        if (this.devicePath(call) === undefined) break;
        this.wrong(call, 'expected a comparison, such as device("cpu.0.regs.eip") == 0x100e68');
        break;
      case undefined:
    }
    return { kind: 'constant', value: false };
  }

  #touches(call: Call): Condition {
    if (call.args.length < 1 || call.args.length > 2) {
      return this.wrong(call, 'touches() takes one GFN, or the first and the last of a range');
    }
    const gfns = call.args.map((argument) => this.#gfn(argument));
    const [first, last = first] = gfns;
    if (first === undefined || last === undefined || gfns.includes(undefined)) {
      return { kind: 'constant', value: false };
    }
    if (first > last) return this.wrong(call, 'the range of GFNs ends before it begins');
    const pages = this.knowledge?.pages;
    const isThere =
      pages === undefined ||
      pages.regions.some(
        ({ start, bytes }) => start < (last + 1) * 4096 && start + bytes > first * 4096,
      );
    if (isThere) return { kind: 'touches', first, last };
    const range = first === last ? formatHex(first) : `${formatHex(first)} to ${formatHex(last)}`;
    return this.wrong(call, `the guest has no page ${range}`);
  }

  #gfn(argument: Expression): Gfn | undefined {
    if (argument.kind === 'number' && typeof argument.value === 'number') {
      const { value } = argument;
      if (Number.isInteger(value) && value >= 0 && value <= MAX_GFN) return asGfn(value);
    }
    this.wrong(argument, 'expected a GFN, such as 0x100');
    return undefined;
  }

  #changed(call: Call): Condition {
    const text = this.#textArgument(call, 'changed');
    if (text === undefined) return { kind: 'constant', value: false };
    const pattern = new NamePattern(text);
    if (this.knowledge !== undefined) {
      const { devices } = this.knowledge;
      const paths = [...devices.map(({ device }) => device), ...fieldPaths(devices)];
      if (!paths.some((path) => pattern.matches(path))) {
        return this.#unknownPath(call.args[0], text, paths);
      }
    }
    return { kind: 'changed', pattern };
  }

  #output(call: Call): Condition {
    const kind = this.#textArgument(call, 'output');
    if (kind === undefined) return { kind: 'constant', value: false };
    const sought = OUTPUT_KINDS.findIndex((each) => each === kind);
    if (sought < 0) {
      const expected = nearNames(kind, OUTPUT_KINDS, 1);
      const kinds = `there are ${OUTPUT_KINDS.join(', ')}`;
      return this.wrong(call.args[0], `there is no output ${kind}; ${kinds}`, [
        ...(expected.length > 0 ? expected : OUTPUT_KINDS),
      ]);
    }
    return {
      kind: 'fact',
      test: ({ columns: { outputs } }, i) => {
        for (let k = outputs.from[i]; k < outputs.from[i + 1]; k++) {
          if (outputs.kinds[k] === sought) return true;
        }
        return false;
      },
      within: ({ outputs }) => (outputs === 0 ? Verdict.no : Verdict.unknown),
    };
  }

  #textArgument(call: Call, name: FunctionName): string | undefined {
    const [argument] = call.args;
    if (call.args.length === 1 && argument.kind === 'text' && argument.value !== '') {
      return argument.value;
    }
    const example = FUNCTIONS.find((each) => each.name === name)?.example ?? name;
    const at = call.args.length === 1 ? argument : call;
    this.wrong(at, `${name}() takes one text in quotes: ${example}`, [example]);
    return undefined;
  }

  #unknownPath(at: Span, path: string, paths: readonly string[]): Condition {
    const near = nearNames(path, paths);
    const names = this.knowledge?.devices.map(({ device }) => device).join(', ') ?? '';
    const meant = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `devices are ${names}`;
    return this.wrong(at, `the trace has no device or field ${path}; ${meant}`, near);
  }
}

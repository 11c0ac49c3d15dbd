import { parseArgs } from 'node:util';
import { KemariError } from '../core/errors';
import type { Command } from './command';
import { formatCount, printable } from './format';
import { synopsis } from './help';
import { suggestion } from './suggestion';

/** Stands beside every command's own options. */
const HELP = 'help';

/** An error in how a command was called; `kemari NAME --help` is the way out. */
export function usageError(command: Command, message: string): KemariError {
  return new KemariError(
    'usage',
    `${command.name}: ${message} (see kemari ${command.name} --help)`,
  );
}

/** What was typed behind a command's name, checked against what the command takes. */
export class Arguments {
  readonly #command: Command;
  readonly #positionals: ReadonlyMap<string, readonly string[]>;
  readonly #options: ReadonlyMap<string, string | true>;

  /** @throws KemariError of kind `usage`. */
  constructor(command: Command, argv: readonly string[]) {
    this.#command = command;
    const { options, words } = this.#tokens(argv);
    this.#options = options;
    this.#positionals = this.help ? new Map() : this.#place(words);
  }

  /** Whether only help was asked for; then there are no other arguments to rely on. */
  get help(): boolean {
    return this.#options.has(HELP);
  }

  positional(name: string): string {
    const [text] = this.positionals(name);
    if (text === undefined) throw new Error(`${this.#command.name} declares no ${name} alone`);
    return text;
  }

  /** All that stood in the place of a repeated positional, in their order. */
  positionals(name: string): readonly string[] {
    const texts = this.#positionals.get(name);
    if (texts === undefined) throw new Error(`${this.#command.name} declares no ${name}`);
    return texts;
  }

  flag(name: string): boolean {
    return this.#declared(name) === true;
  }

  /** The option's value; undefined if it was not given. */
  value(name: string): string | undefined {
    const value = this.#declared(name);
    return typeof value === 'string' ? value : undefined;
  }

  /** A whole number of at least `least`. */
  wholeNumber(name: string, least: number): number | undefined {
    const text = this.value(name);
    if (text === undefined) return undefined;
    const value = /^[0-9]+$/.test(text) ? Number(text) : NaN;
    if (!Number.isSafeInteger(value) || value < least) {
      const range = least === 0 ? 'a whole number' : `a whole number from ${formatCount(least)} on`;
      throw this.error(`--${name} takes ${range}, not ${quoted(text)}`);
    }
    return value;
  }

  /** A number above zero. */
  positiveNumber(name: string): number | undefined {
    const text = this.value(name);
    if (text === undefined) return undefined;
    const value = /^[0-9]*\.?[0-9]+$/.test(text) ? Number(text) : NaN;
    if (!Number.isFinite(value) || value <= 0) {
      throw this.error(`--${name} takes a number above 0, not ${quoted(text)}`);
    }
    return value;
  }

  /** One of a few words. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.value(name);
    return text === undefined ? undefined : this.#choose(name, text, choices);
  }

  /** Several of a few words, with commas between them; each once, in the order of the choices. */
  choices<T extends string>(name: string, choices: readonly T[]): readonly T[] | undefined {
    const words = this.value(name)
      ?.split(',')
      .map((word) => this.#choose(name, word.trim(), choices));
    return words && choices.filter((choice) => words.includes(choice));
  }

  /** An error in how the command was called, to be thrown by the caller. */
  error(message: string): KemariError {
    return usageError(this.#command, message);
  }

  #choose<T extends string>(name: string, text: string, choices: readonly T[]): T {
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    const expected = choices.length === 1 ? choices[0] : `one of ${choices.join(', ')}`;
    throw this.error(`--${name} takes ${expected}, not ${quoted(text)}`);
  }

  #declared(name: string): string | true | undefined {
    if (!this.#command.options.some((option) => option.name === name)) {
      throw new Error(`${this.#command.name} declares no --${name}`);
    }
    return this.#options.get(name);
  }

  #tokens(argv: readonly string[]): { options: Map<string, string | true>; words: string[] } {
    const declared = this.#command.options;
    const { tokens } = parseArgs({
      args: [...argv],
      // Not strict: its messages speak of JavaScript; the checks below give better ones.
      strict: false,
      allowPositionals: true,
      tokens: true,
      options: {
        [HELP]: { type: 'boolean', short: 'h' },
        ...Object.fromEntries(
          declared.map(({ name, value }) => [
            name,
            { type: value === undefined ? ('boolean' as const) : ('string' as const) },
          ]),
        ),
      },
    });
    const options = new Map<string, string | true>();
    const words: string[] = [];
    for (const token of tokens) {
      if (token.kind === 'positional') words.push(token.value);
      if (token.kind !== 'option') continue;
      const option =
        token.name === HELP
          ? { name: HELP, value: undefined }
          : declared.find(({ name }) => name === token.name);
      if (option === undefined) throw this.#unknown(token.rawName);
      if (option.value === undefined) {
        if (token.value !== undefined) throw this.error(`${token.rawName} takes no value`);
        options.set(option.name, true);
        continue;
      }
      // `--out --json` is a forgotten value, not a file named `--json`; `--out=--json` is one.
      const forgotten = !token.inlineValue && token.value?.startsWith('--') === true;
      if (token.value === undefined || token.value === '' || forgotten) {
        throw this.error(`${token.rawName} needs a value: ${token.rawName} ${option.value}`);
      }
      options.set(option.name, token.value);
    }
    return { options, words };
  }

  #place(words: readonly string[]): Map<string, readonly string[]> {
    const { positionals } = this.#command;
    const repeats = positionals.at(-1)?.repeated === true;
    const required = positionals.length - (repeats ? 1 : 0);
    if (words.length < required) {
      const missing = positionals.slice(words.length, required).map(({ name }) => name);
      throw this.error(`missing ${missing.join(' and ')}; usage: ${synopsis(this.#command)}`);
    }
    if (words.length > positionals.length && !repeats) {
      throw this.error(
        `unexpected ${quoted(words[positionals.length])}; usage: ${synopsis(this.#command)}`,
      );
    }
    return new Map(
      positionals.map(({ name, repeated }, i) => [
        name,
        repeated ? words.slice(i) : words.slice(i, i + 1),
      ]),
    );
  }

  #unknown(rawName: string): KemariError {
    const names = [...this.#command.options.map(({ name }) => `--${name}`), `--${HELP}`];
    const near = suggestion(rawName, names);
    return this.error(
      `unknown option ${quoted(rawName)}${near === undefined ? '' : `, did you mean ${near}?`}`,
    );
  }
}

/** What a user typed, in a message. */
export function quoted(text: string): string {
  return `"${printable(text)}"`;
}

import assert from 'node:assert/strict';
import { Arguments } from '../../../src/cli/arguments';
import type { Command } from '../../../src/cli/command';
import { KemariError } from '../../../src/core/errors';

const command: Command = {
  name: 'probe',
  description: '',
  positionals: [
    { name: 'FILE', help: '' },
    { name: 'N', help: '' },
  ],
  options: [
    { name: 'out', value: 'F', help: '' },
    { name: 'json', help: '' },
    { name: 'points', value: 'N', help: '' },
  ],
  examples: [],
  run: () => Promise.reject(new Error('not run here')),
};

function parse(...argv: string[]): Arguments {
  return new Arguments(command, argv);
}

/** The message of the usage error that these arguments, or the use of them, give. */
function refusal(work: () => unknown): string {
  let message: string | undefined;
  assert.throws(work, (error) => {
    assert.ok(error instanceof KemariError);
    assert.equal(error.kind, 'usage');
    message = error.message;
    return true;
  });
  return message ?? '';
}

describe('Arguments', () => {
  it('takes positionals by place and options by name, in any order', () => {
    const args = parse('--json', 'a.kemari', '--out', 'b', '7', '--points=12');
    assert.equal(args.positional('FILE'), 'a.kemari');
    assert.equal(args.positional('N'), '7');
    assert.equal(args.value('out'), 'b');
    assert.equal(args.wholeNumber('points', 1), 12);
    assert.equal(args.flag('json'), true);
  });

  it('gives undefined for options that were not given', () => {
    const args = parse('a', '1');
    assert.equal(args.value('out'), undefined);
    assert.equal(args.wholeNumber('points', 1), undefined);
    assert.equal(args.positiveNumber('points'), undefined);
    assert.equal(args.choice('out', ['x']), undefined);
    assert.equal(args.choices('out', ['x']), undefined);
    assert.equal(args.flag('json'), false);
  });

  it('takes what stands behind -- as a positional whatever it looks like', () => {
    assert.equal(parse('--', '--json', '1').positional('FILE'), '--json');
  });

  it('names the positionals that are missing and the one too many', () => {
    assert.match(
      refusal(() => parse()),
      /missing FILE and N; usage: kemari probe FILE N/,
    );
    assert.match(
      refusal(() => parse('a')),
      /missing N;/,
    );
    assert.match(
      refusal(() => parse('a', '1', 'more')),
      /unexpected "more"/,
    );
  });

  it('takes as many of a repeated positional as there are, also none', () => {
    const many = { ...command, positionals: [...command.positionals] };
    many.positionals.push({ name: 'MORE', help: '', repeated: true });
    const more = (...argv: string[]): readonly string[] =>
      new Arguments(many, argv).positionals('MORE');
    assert.deepEqual(more('a', '1'), []);
    assert.deepEqual(more('a', '1', 'x', '--json', 'y'), ['x', 'y']);
    assert.match(
      refusal(() => more('a')),
      /missing N; usage: kemari probe FILE N \[MORE\.\.\.\]/,
    );
  });

  it('refuses an unknown option and suggests the one that was meant', () => {
    assert.match(
      refusal(() => parse('a', '1', '--pionts', '3')),
      /unknown option "--pionts", did you mean --points\?/,
    );
    assert.match(
      refusal(() => parse('a', '1', '-z')),
      /unknown option "-z" \(see kemari probe --help\)/,
    );
    assert.match(
      refusal(() => parse('a', '1', '--no-json')),
      /unknown option "--no-json"/,
    );
  });

  it('refuses an option without its value, and a flag with one', () => {
    assert.match(
      refusal(() => parse('a', '1', '--out')),
      /--out needs a value: --out F/,
    );
    assert.match(
      refusal(() => parse('a', '1', '--out=')),
      /--out needs a value/,
    );
    assert.match(
      refusal(() => parse('a', '1', '--out', '--json')),
      /--out needs a value/,
    );
    assert.match(
      refusal(() => parse('a', '1', '--json=yes')),
      /--json takes no value/,
    );
  });

  it('refuses what is no whole number, or too small', () => {
    for (const text of ['-5', '1.5', '1e3', '0x10', 'ten', ' 1', '99999999999999999999', '0']) {
      const args = parse('a', '1', `--points=${text}`);
      assert.match(
        refusal(() => args.wholeNumber('points', 1)),
        /--points takes a whole number from 1 on, not "/,
      );
    }
    assert.match(
      refusal(() => parse('a', '1', '--points', '-5').wholeNumber('points', 0)),
      /takes a whole number, not "-5"/,
    );
  });

  it('reads fractions above zero, and nothing else', () => {
    for (const [text, value] of Object.entries({ '2.5': 2.5, '.5': 0.5, '10': 10 })) {
      assert.equal(parse('a', '1', `--points=${text}`).positiveNumber('points'), value);
    }
    for (const text of ['0', '-1', '1.', 'Infinity', 'NaN', '0x1']) {
      const args = parse('a', '1', `--points=${text}`);
      assert.match(
        refusal(() => args.positiveNumber('points')),
        /takes a number above 0, not "/,
      );
    }
  });

  it('reads lists of words: each once, in the order of the choices', () => {
    const args = parse('a', '1', '--out', 'c,a, c');
    assert.deepEqual(args.choices('out', ['a', 'b', 'c']), ['a', 'c']);
    assert.match(
      refusal(() => parse('a', '1', '--out', 'a,,b').choices('out', ['a', 'b'])),
      /--out takes one of a, b, not ""/,
    );
  });

  it('asks for nothing else when only help is wanted', () => {
    assert.equal(parse('--help').help, true);
    assert.equal(parse('-h').help, true);
    assert.equal(parse('a', '1').help, false);
  });

  it('keeps control characters of what was typed out of its messages', () => {
    assert.match(
      refusal(() => parse('a', '1', '\x1b[2J')),
      /unexpected "\\u001b\[2J"/,
    );
  });
});

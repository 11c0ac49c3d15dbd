import type { Context } from '../../src/cli/command';
import { runProgram } from '../../src/cli/program';
import type { TextOutput } from '../../src/cli/terminal';
import { toDisposable } from '../../src/core/disposables';
import { KemariError } from '../../src/core/errors';
import type { Trace } from '../../src/trace/trace';

/** An output that keeps what was written to it. */
export class MemoryOutput implements TextOutput {
  readonly columns = 80;
  readonly chunks: Buffer[] = [];

  constructor(readonly isTerminal = false) {}

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.bytes.toString('utf8');
  }

  async write(chunk: string | Uint8Array): Promise<void> {
    // Copied: whoever wrote bytes may use their buffer again.
    this.chunks.push(Buffer.from(chunk as Uint8Array));
  }
}

/** What a command left behind. */
export interface CommandResult {
  readonly exitCode: number;
  readonly out: string;
  readonly outBytes: Buffer;
  readonly err: string;
}

/** The world of a command under test; what is left out fails when it is used. */
export interface TestWorld extends Partial<Context> {
  /** Traces by file name. */
  readonly traces?: Readonly<Record<string, Trace>>;
  /** Whether both outputs are terminals. */
  readonly isTerminal?: boolean;
}

/** Runs the program in this process with the given arguments. */
export async function runCommand(
  argv: readonly string[],
  world: TestWorld = {},
): Promise<CommandResult> {
  const { traces = {}, isTerminal = false, ...ports } = world;
  const out = new MemoryOutput(isTerminal);
  const err = new MemoryOutput(isTerminal);
  const context: Context = {
    terminal: { out, err, colours: false },
    async openTrace(file) {
      const trace = traces[file];
      if (trace === undefined) throw new KemariError('input', `${file}: no such file`, { file });
      return trace;
    },
    fileBytes: async () => 123_456,
    verifyTrace: () => Promise.reject(new Error('nothing to verify')),
    recoverTrace: () => Promise.reject(new Error('nothing to recover')),
    recordTrace: () => Promise.reject(new Error('nothing to record')),
    runUnprotected: () => Promise.reject(new Error('nothing to run')),
    runActive: () => Promise.reject(new Error('no guest to protect')),
    runPassive: () => Promise.reject(new Error('nobody to follow')),
    makeCertificates: () => Promise.reject(new Error('nothing to certify')),
    onInterrupt: () => toDisposable(() => undefined),
    ...ports,
  };
  const exitCode = await runProgram(argv, '1.2.3', context);
  return { exitCode, out: out.text, outBytes: out.bytes, err: err.text };
}

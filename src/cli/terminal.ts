import type { Writable } from 'node:stream';
import { KemariError } from '../core/errors';

/** Columns to fill where nobody says how many there are. */
const DEFAULT_COLUMNS = 100;

/** One of the two streams that a command writes to. */
export interface TextOutput {
  /** A terminal: someone reads along, now. */
  readonly isTerminal: boolean;
  /** Width to wrap lines to. */
  readonly columns: number;
  /**
   * Returns when the stream has taken it all, so that a command that awaits each write holds no more
   * than one.
   * @throws BrokenPipe if the reader has gone; KemariError of kind `output` if it cannot be written.
   */
  write(chunk: string | Uint8Array): Promise<void>;
}

/** Where a command writes: results to `out`, everything that is about them to `err`. */
export interface Terminal {
  readonly out: TextOutput;
  readonly err: TextOutput;
  /** Whether `out` may carry colours and weights. */
  readonly colours: boolean;
}

/** Whoever read our output has closed it, as `head` does when it has enough. */
export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe';
}

/** The terminal made of a process's streams. `NO_COLOR` is that of no-color.org. */
export function processTerminal(
  stdout: Writable,
  stderr: Writable,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const out = new StreamOutput(stdout, 'standard output');
  const plain = (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  return {
    out,
    err: new StreamOutput(stderr, 'standard error'),
    colours: out.isTerminal && !plain,
  };
}

class StreamOutput implements TextOutput {
  readonly #stream: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly #name: string;

  constructor(stream: Writable, name: string) {
    this.#stream = stream;
    this.#name = name;
    // A failed write is told twice: to its callback, where we take it, and as an event, which ends
    // the process if nobody listens.
    stream.on('error', () => undefined);
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  get columns(): number {
    return this.#stream.columns ?? DEFAULT_COLUMNS;
  }

  write(chunk: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(chunk, (error) => {
        if (error) reject(this.#failure(error));
        else resolve();
      });
    });
  }

  #failure(error: NodeJS.ErrnoException): Error {
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') {
      return new BrokenPipe(`${this.#name} was closed`, { cause: error });
    }
    return new KemariError(
      'output',
      `cannot write to ${this.#name}: ${error.message}`,
      {},
      {
        cause: error,
      },
    );
  }
}

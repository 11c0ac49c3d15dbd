import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

const PROGRAM = path.resolve('dist', 'cli.js');

/** How a process ended. */
export interface EndedProcess {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** `kemari` as a process of its own. */
export class KemariProcess {
  readonly #child: ChildProcess;
  readonly ended: Promise<EndedProcess>;
  #out = '';
  #err = '';
  #told: (() => void)[] = [];

  constructor(folder: string, args: readonly string[]) {
    this.#child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#out += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#tell(text));
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (exitCode) => {
        resolve({ exitCode, out: this.#out, err: this.#err });
        this.#tell('');
      });
    });
  }

  /** What it has said on standard error. */
  get err(): string {
    return this.#err;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until it says something on standard error. @throws Error if it ends without. */
  async says(what: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = what.exec(this.#err);
      if (found) return found;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`it ended without saying ${what}: ${this.#err}`);
      }
      await new Promise<void>((resolve) => this.#told.push(resolve));
    }
  }

  #tell(text: string): void {
    this.#err += text;
    for (const resolve of this.#told.splice(0)) resolve();
  }
}

import { readFile } from 'node:fs/promises';
import { version } from '../../package.json';
import { SymbolTable } from '../analysis/symbolTable';
import { KemariError, messageOf } from '../core/errors';
import kernel from '../machine/v86/guest/kemari-guest.elf';
import type { Trace } from '../trace/trace';
import type { Arguments } from './arguments';
import type { Option } from './command';

/** Names the guest's functions. */
export const SYMBOLS_OPTION: Option = {
  name: 'symbols',
  value: 'ELF',
  help: "the guest's kernel, whose functions are named; the built-in guest's are known",
};

/**
 * The names of the guest's functions: of the file that is named, or of the built-in guest where this
 * version has recorded it.
 * @throws KemariError of kind `input` if the file cannot be read or is no ELF file.
 */
export async function symbolsFor(trace: Trace, args: Arguments): Promise<SymbolTable | undefined> {
  const file = args.value('symbols');
  if (file !== undefined) {
    const elf = await readFile(file).catch((error: unknown) => {
      throw new KemariError('input', `${file}: cannot be read: ${messageOf(error)}`, { file });
    });
    return SymbolTable.ofElf(elf, file);
  }
  const { machine, writer } = trace.header;
  const isOwn = machine === 'v86' && writer === `kemari ${version}`;
  return isOwn ? SymbolTable.ofElf(kernel, 'kemari-guest.elf') : undefined;
}

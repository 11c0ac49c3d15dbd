import { writerAt, type PageWriter, type PageWriters } from '../core/pageWriter';
import type { SymbolTable } from './symbolTable';

/** Pages that have the same first writer. */
export interface WrittenPages {
  readonly writer: PageWriter;
  /** Ascending. */
  readonly gfns: readonly number[];
}

/** Pages by their first writers, those of most pages first; pages whose writer is not known are left out. */
export function pagesByWriter(gfns: ArrayLike<number>, writers: PageWriters): WrittenPages[] {
  const pages = new Map<PageWriter, number[]>();
  for (let i = 0; i < gfns.length; i++) {
    const writer = writerAt(writers, i);
    if (writer === undefined) continue;
    const known = pages.get(writer);
    if (known === undefined) pages.set(writer, [gfns[i]]);
    else known.push(gfns[i]);
  }
  return [...pages]
    .map(([writer, written]) => ({ writer, gfns: written }))
    .sort((a, b) => b.gfns.length - a.gfns.length || a.gfns[0] - b.gfns[0]);
}

/** What a writer is called: `ide.0`, `0x00100375`, `0x00100375 store+0x1d`. */
export function writerText(writer: PageWriter, symbols?: SymbolTable): string {
  if (writer.kind === 'device') return writer.device;
  const symbol = symbols?.nameAt(writer.address);
  const address = addressText(writer.address);
  return symbol === undefined ? address : `${address} ${symbol}`;
}

/** A writer in JSON: `{ address, symbol? }` or `{ device }`. */
export function writerToJson(writer: PageWriter, symbols?: SymbolTable): object {
  if (writer.kind === 'device') return { device: writer.device };
  const symbol = symbols?.nameAt(writer.address);
  return { address: addressText(writer.address), ...(symbol !== undefined && { symbol }) };
}

function addressText(address: number): string {
  return `0x${address.toString(16).padStart(8, '0')}`;
}

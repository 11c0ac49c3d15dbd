/**
 * The few WebAssembly instructions that the log-dirty rewrite emits, each as its bytes. Names follow
 * the text format.
 */

/** Encoded instructions. */
export type Code = readonly number[];

/** Unsigned LEB128. */
export function unsignedLeb(value: number): Code {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function signedLeb(value: number): Code {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const signIsIn = (low & 0x40) === 0 ? rest === 0 : rest === -1;
    bytes.push(signIsIn ? low : low | 0x80);
    if (signIsIn) return bytes;
  }
}

export const I32 = 0x7f;

export const localGet = (index: number): Code => [0x20, ...unsignedLeb(index)];
export const localTee = (index: number): Code => [0x22, ...unsignedLeb(index)];
export const globalGet = (index: number): Code => [0x23, ...unsignedLeb(index)];
export const globalSet = (index: number): Code => [0x24, ...unsignedLeb(index)];
export const call = (index: number): Code => [0x10, ...unsignedLeb(index)];
export const i32Const = (value: number): Code => [0x41, ...signedLeb(value)];

/** Loads the word at a fixed address. */
export const i32LoadAt = (address: number): Code => [
  ...i32Const(0),
  0x28,
  2,
  ...unsignedLeb(address),
];
/** Takes an address. */
export const i32Load8u: Code = [0x2d, 0, 0];
/** Takes an address and a value. */
export const i32Store: Code = [0x36, 2, 0];
export const i32Store8: Code = [0x3a, 0, 0];

/** Takes addresses of destination and source, and a number of bytes. */
export const memoryCopy: Code = [0xfc, 0x0a, 0, 0];

export const i32Eqz: Code = [0x45];
export const i32Eq: Code = [0x46];
export const i32Ne: Code = [0x47];
export const i32LtU: Code = [0x49];
export const i32Add: Code = [0x6a];
export const i32Sub: Code = [0x6b];
export const i32And: Code = [0x71];
export const i32Or: Code = [0x72];
export const i32Xor: Code = [0x73];
export const i32Shl: Code = [0x74];
export const i32ShrU: Code = [0x76];
/** Takes two values and a condition; the first value if the condition holds. */
export const select: Code = [0x1b];

/** Takes a condition. */
export const when = (...then: readonly Code[]): Code => [0x04, 0x40, ...then.flat(), 0x0b];

/** A function body with this many locals of type i32 besides its parameters. */
export function functionBody(i32Locals: number, ...code: readonly Code[]): Uint8Array {
  const locals = i32Locals === 0 ? [0] : [1, ...unsignedLeb(i32Locals), I32];
  return Uint8Array.from([...locals, ...code.flat(), 0x0b]);
}

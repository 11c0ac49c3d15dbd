import { KemariError } from '../../core/errors';

const MULTIBOOT_MAGIC = 0x1badb002;
const MULTIBOOT_SEARCH = 8192;
const ELF_MAGIC = 0x464c457f;
const LOADABLE = 1;

/**
 * Checks that the emulator can load this kernel: a 32-bit little-endian ELF file with a multiboot
 * header, all of whose segments lie inside the file and inside guest memory. The emulator itself
 * checks none of this.
 * @throws KemariError of kind `input`.
 */
export function checkKernel(kernel: Uint8Array, memoryBytes: number): void {
  const view = new DataView(kernel.buffer, kernel.byteOffset, kernel.byteLength);
  const refuse = (offset: number, expected: string, found: string): never => {
    throw new KemariError(
      'input',
      `kernel image at offset ${offset}: expected ${expected}, found ${found}`,
      { offset },
    );
  };
  if (kernel.length < 52) refuse(0, 'an ELF header', `${kernel.length} bytes`);
  if (view.getUint32(0, true) !== ELF_MAGIC || kernel[4] !== 1 || kernel[5] !== 1) {
    refuse(0, 'a 32-bit little-endian ELF file', 'other bytes');
  }
  if (!hasMultibootHeader(view)) {
    refuse(0, 'a multiboot header in the first 8192 bytes', 'none');
  }
  const table = view.getUint32(28, true);
  const entryBytes = view.getUint16(42, true);
  const entries = view.getUint16(44, true);
  if (entryBytes < 32 || table + entries * entryBytes > kernel.length) {
    refuse(28, `program headers within ${kernel.length} bytes`, 'none');
  }
  for (let i = 0; i < entries; i++) {
    const at = table + i * entryBytes;
    if (view.getUint32(at, true) !== LOADABLE) continue;
    const fileOffset = view.getUint32(at + 4, true);
    const address = view.getUint32(at + 12, true);
    const fileBytes = view.getUint32(at + 16, true);
    const bytes = view.getUint32(at + 20, true);
    if (fileOffset + fileBytes > kernel.length) {
      refuse(at, `a segment within ${kernel.length} bytes`, `${fileOffset + fileBytes}`);
    }
    if (address + Math.max(bytes, fileBytes) > memoryBytes) {
      refuse(at, `a segment within ${memoryBytes} bytes of memory`, `${address + bytes}`);
    }
  }
}

function hasMultibootHeader(view: DataView): boolean {
  const end = Math.min(view.byteLength, MULTIBOOT_SEARCH) - 12;
  for (let at = 0; at <= end; at += 4) {
    const magic = view.getUint32(at, true);
    if (magic !== MULTIBOOT_MAGIC) continue;
    const sum = magic + view.getUint32(at + 4, true) + view.getUint32(at + 8, true);
    if (sum >>> 0 === 0) return true;
  }
  return false;
}

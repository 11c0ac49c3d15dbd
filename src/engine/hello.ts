import { ByteReader } from '../core/byteReader';
import { ByteWriter } from '../core/byteWriter';
import { KemariError } from '../core/errors';
import { asGuestAddress, PAGE_SIZE } from '../core/gfn';
import { PageSpace } from '../core/guestMemory';

/** The version of the protocol between two processes that this program speaks. */
export const PROTOCOL_VERSION = 1;

/** Features that this version knows of; a HELLO with another is refused. */
const KNOWN_FEATURES = 0;

/** Bytes of a session's number. */
export const SESSION_BYTES = 16;

/** Regions of guest memory in a HELLO at most. */
const MAX_REGIONS = 64;

/** Which half of a pair says HELLO. */
const ROLES = ['active', 'passive'] as const;
export type Role = (typeof ROLES)[number];

/** What an end of a pair is, and what it holds. */
export interface Hello {
  readonly role: Role;
  /** What it runs, such as `kemari 0.1.0`. */
  readonly writer: string;
  /** A guest's life under protection: 32 hex digits. Undefined: a passive that holds nothing. */
  readonly session: string | undefined;
  /**
   * Active: the lowest transaction that was not acknowledged. Passive: the one it expects next, which
   * is how many it holds.
   */
  readonly transaction: number;
  /** {@link Machine.kind}. */
  readonly machine: string;
  readonly pages: PageSpace;
  readonly diskBytes: number;
  /** What the outside world sends to the guest, which a passive goes on with; empty in a passive's. */
  readonly workload: string;
  /** Of {@link workload}. */
  readonly seed: number;
}

/**
 * The payload of a HELLO. The first four bytes will mean the same in every version, so that an end can
 * say which one it speaks; all else may change with it.
 *
 *      0  u32  version of the protocol: 1
 *      4  u32  role: 0 = active, 1 = passive
 *      8  u32  bytes in a page: 4096
 *     12  u32  features that the peer must know; none is defined: 0
 *     16  16 bytes session; zeros if there is none
 *     32  u64  transaction (see Hello.transaction)
 *     40  u64  bytes of the guest's disk
 *     48  u32  seed of the workload
 *     52  u32  regions of guest memory: n
 *         strings (varint length, UTF-8): writer, machine, workload
 *         n times: string name, u64 start, u64 bytes
 */
export function encodeHello(hello: Hello): Uint8Array {
  const { regions } = hello.pages;
  const writer = new ByteWriter();
  writer.u32(PROTOCOL_VERSION);
  writer.u32(ROLES.indexOf(hello.role));
  writer.u32(PAGE_SIZE);
  writer.u32(KNOWN_FEATURES);
  writer.bytes(bytesOfSession(hello.session));
  writer.u64(hello.transaction);
  writer.u64(hello.diskBytes);
  writer.u32(hello.seed);
  writer.u32(regions.length);
  for (const text of [hello.writer, hello.machine, hello.workload]) writer.string(text);
  for (const { name, start, bytes } of regions) {
    writer.string(name);
    writer.u64(start);
    writer.u64(bytes);
  }
  return writer.copy();
}

/**
 * Reads {@link encodeHello}, of any version.
 * @throws KemariError of kind `input` if it is damaged, or of another version of the protocol.
 */
export function decodeHello(payload: Uint8Array, peer: string): Hello {
  const reader = new ByteReader(payload, { file: peer, record: 'HELLO', offset: 0 });
  const version = reader.u32('version of the protocol');
  if (version !== PROTOCOL_VERSION) {
    throw new KemariError(
      'input',
      `${peer} speaks version ${version} of the protocol, this program speaks ${PROTOCOL_VERSION}; use the same Kemari at both ends`,
    );
  }
  const role = reader.u32('role');
  if (role >= ROLES.length) throw reader.unexpected('a role below 2', String(role));
  const pageBytes = reader.u32('bytes in a page');
  const features = reader.u32('features');
  const session = sessionOfBytes(reader.bytes(SESSION_BYTES, 'session'));
  const transaction = reader.u64('transaction');
  const diskBytes = reader.u64('bytes of disk');
  const seed = reader.u32('seed');
  const regionCount = reader.u32('regions');
  if (regionCount > MAX_REGIONS) {
    throw reader.unexpected(`at most ${MAX_REGIONS} regions`, String(regionCount));
  }
  const [writer, machine, workload] = ['writer', 'machine', 'workload'].map((what) =>
    reader.string(what, 256),
  );
  const regions = Array.from({ length: regionCount }, () => ({
    name: reader.string('name of a region', 256),
    start: reader.u64('start of a region'),
    bytes: reader.u64('bytes of a region'),
  }));
  reader.end();
  if (pageBytes !== PAGE_SIZE) {
    throw new KemariError('input', `${peer} has pages of ${pageBytes} bytes, not of ${PAGE_SIZE}`);
  }
  if ((features & ~KNOWN_FEATURES) !== 0) {
    throw new KemariError(
      'input',
      `${peer} needs features (0x${(features >>> 0).toString(16)}) that this program does not have`,
    );
  }
  const pages = pageSpace(regions, peer);
  return {
    role: ROLES[role],
    writer,
    session,
    transaction,
    machine,
    pages,
    diskBytes,
    workload,
    seed,
  };
}

/**
 * Checks that two ends can be a pair.
 * @throws KemariError of kind `input` that says in what they differ.
 */
export function checkPair(own: Hello, theirs: Hello, peer: string): void {
  const refuse = (why: string): never => {
    throw new KemariError('input', `${peer} ${why}`);
  };
  if (theirs.role === own.role) refuse(`is ${own.role}, too; a pair has one of each`);
  if (theirs.machine !== own.machine) {
    refuse(`has a machine of kind "${theirs.machine}", this end one of kind "${own.machine}"`);
  }
  if (describePages(theirs.pages) !== describePages(own.pages)) {
    refuse(
      `has guest memory of ${describePages(theirs.pages)}, this end of ${describePages(own.pages)}`,
    );
  }
  if (theirs.diskBytes !== own.diskBytes) {
    refuse(`has a guest disk of ${theirs.diskBytes} bytes, this end of ${own.diskBytes}`);
  }
}

function describePages({ bytes, regions }: PageSpace): string {
  const parts = regions.map(({ name, start, bytes: length }) => {
    return `${name} 0x${start.toString(16)}-0x${(start + length - 1).toString(16)}`;
  });
  return `${bytes / 2 ** 20} MiB (${parts.join(', ')})`;
}

function pageSpace(
  regions: readonly { name: string; start: number; bytes: number }[],
  peer: string,
): PageSpace {
  try {
    return new PageSpace(
      regions.map(({ name, start, bytes }) => ({ name, start: asGuestAddress(start), bytes })),
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new KemariError('input', `${peer} has guest memory that cannot be: ${error.message}`);
  }
}

function bytesOfSession(session: string | undefined): Uint8Array {
  const digits = session ?? '';
  return Uint8Array.from({ length: SESSION_BYTES }, (_, i) =>
    parseInt(digits.slice(2 * i, 2 * i + 2) || '0', 16),
  );
}

function sessionOfBytes(bytes: Uint8Array): string | undefined {
  if (bytes.every((byte) => byte === 0)) return undefined;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

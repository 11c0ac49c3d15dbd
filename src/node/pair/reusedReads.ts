import { Socket } from 'node:net';

/** What a socket gives in one go at most. */
const READ_BYTES = 256 << 10;

/** Options that Node's sockets take beside those that are typed. */
interface ReusedReadOptions {
  readonly handle: object;
  readonly onread: {
    readonly buffer: () => Uint8Array;
    readonly callback: (bytes: number, buffer: Uint8Array) => boolean;
  };
}

/** Where what comes goes. */
export interface ReadTarget {
  /** Memory of the target's own for the next bytes; undefined for none. */
  place(): Uint8Array | undefined;
  /** So many bytes have come to that memory. */
  placed(bytes: number): void;
  /** Bytes have come elsewhere; they are the target's until it returns. */
  take(bytes: Uint8Array): void;
}

/**
 * Reads an accepted TCP connection to where its bytes belong, or into one buffer again and again. Node
 * makes a new piece of memory for every 64 KiB that it reads, which at hundreds of MiB a second costs a
 * third of a passive's time in garbage collection, and milliseconds at once. It has a way without
 * (`onread`), but offers that for sockets that connect alone; so the connection is handed to a socket
 * that is made for this. Where Node has no such handle to give, the socket is read as any other.
 *
 * @param accepted a connection that nothing was read of, handed over.
 * @returns the socket to use from now on.
 */
export function readReusing(accepted: Socket, target: ReadTarget): Socket {
  const holder: { _handle?: object | null } = accepted as object;
  const handle = holder._handle;
  if (!handle || accepted.constructor !== Socket) {
    return accepted.on('data', (bytes: Uint8Array) => target.take(bytes)).resume();
  }
  holder._handle = null;
  const own = new Uint8Array(READ_BYTES);
  const options: ReusedReadOptions = {
    handle,
    onread: {
      buffer: () => target.place() ?? own,
      callback(bytes, buffer) {
        if (buffer === own) target.take(own.subarray(0, bytes));
        else target.placed(bytes);
        return true;
      },
    },
  };
  const socket = new Socket(options as object);
  socket.resume();
  return socket;
}

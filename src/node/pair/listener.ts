import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { KemariError, messageOf } from '../../core/errors';
import { formatAddress, type ResolvedAddress } from './address';
import type { Credentials } from './credentials';
import { TLS_OPTIONS } from './dial';

/** Connections at the same time; a pair needs one, or two for a moment. */
const MAX_CONNECTIONS = 16;

const TLS_HANDSHAKE_MS = 5_000;

/** Told of what comes to a listener. */
export interface ListenerEvents {
  /** A connection is there, and encrypted if it is to be; it is handed over. */
  connection(socket: Socket, peer: string): void;
  /** A connection did not get that far. */
  failure(peer: string, why: string): void;
}

/** Waits for actives to connect. */
export class Listener {
  readonly #server: Server;
  readonly #host: string;

  private constructor(server: Server, host: string) {
    this.#server = server;
    this.#host = host;
  }

  /** @throws KemariError of kind `usage` if nobody can listen there. */
  static async open(
    address: ResolvedAddress,
    credentials: Credentials | undefined,
    events: ListenerEvents,
  ): Promise<Listener> {
    const onSocket = (socket: Socket): void => events.connection(socket, peerOf(socket));
    const server = credentials
      ? createTlsServer(
          {
            ...credentials,
            ...TLS_OPTIONS,
            requestCert: true,
            handshakeTimeout: TLS_HANDSHAKE_MS,
          },
          onSocket,
        ).on('tlsClientError', (error, socket) => events.failure(peerOf(socket), messageOf(error)))
      : createServer({ pauseOnConnect: true }, onSocket);
    server.maxConnections = MAX_CONNECTIONS;
    await listen(server, address);
    // Once it listens, what goes wrong is a connection's that could not be accepted.
    server.on('error', (error) => events.failure(address.host, messageOf(error)));
    return new Listener(server, address.host);
  }

  /** Where it listens: the port is one of the system's choice if 0 was asked for. */
  get address(): string {
    const { port } = this.#server.address() as AddressInfo;
    return formatAddress(this.#host, port);
  }

  /** Accepts no more; connections that were handed over go on. */
  close(): void {
    this.#server.close();
  }
}

function listen(server: Server, { host, ip, port }: ResolvedAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      const where = formatAddress(host, port);
      const why = `nobody can listen on ${where}: ${messageOf(error)}`;
      reject(new KemariError('usage', why, {}, { cause: error }));
    };
    server.once('error', onError);
    server.listen({ host: ip, port }, () => {
      server.removeListener('error', onError);
      resolve();
    });
  });
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return remoteAddress === undefined || remotePort === undefined
    ? 'a connection that is gone'
    : formatAddress(remoteAddress, remotePort);
}

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { KemariError, messageOf } from '../../core/errors';
import type { FrameType } from '../../engine/frames';
import { introduce } from '../../engine/handshake';
import type { Hello } from '../../engine/hello';
import { crc32 } from '../crc32';
import { formatAddress, type ResolvedAddress } from './address';
import type { Credentials } from './credentials';
import { SocketLink } from './socketLink';

/** Milliseconds for a connection, and again for the HELLO over it. */
const CONNECT_MS = 5_000;

/** What an active hears. */
const FROM_PASSIVE: readonly FrameType[] = ['hello', 'ack', 'nack', 'heartbeat', 'end'];

/**
 * Connects to a passive and says HELLO.
 * @throws PeerRefusal, or KemariError of kind `input`.
 */
export async function dialPassive(
  address: ResolvedAddress,
  credentials: Credentials | undefined,
  own: Hello,
): Promise<{ readonly link: SocketLink; readonly theirs: Hello }> {
  const peer = formatAddress(address.host, address.port);
  const link = new SocketLink(await connected(address, credentials, peer), {
    peer,
    accepts: FROM_PASSIVE,
  });
  const timer = setTimeout(() => link.close(), CONNECT_MS);
  try {
    const theirs = await introduce(link, own, crc32);
    link.startHeartbeat();
    return { link, theirs };
  } catch (error) {
    link.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function connected(
  { host, ip, port }: ResolvedAddress,
  credentials: Credentials | undefined,
  peer: string,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = credentials
      ? connectTls({ host: ip, port, servername: serverName(host), ...credentials, ...TLS_OPTIONS })
      : connectTcp({ host: ip, port });
    const fail = (why: string, cause?: unknown): void => {
      socket.destroy();
      reject(new KemariError('input', `${peer}: ${why}`, {}, { cause }));
    };
    socket.setTimeout(CONNECT_MS, () => fail(`no answer within ${CONNECT_MS / 1000} s`));
    const onError = (error: NodeJS.ErrnoException): void => fail(whyNot(error), error);
    socket.once('error', onError);
    socket.once(credentials ? 'secureConnect' : 'connect', () => {
      socket.setTimeout(0);
      socket.removeListener('error', onError);
      resolve(socket);
    });
  });
}

/** Of both ends: both show a certificate, and nothing older than TLS 1.3 is spoken. */
export const TLS_OPTIONS = { minVersion: 'TLSv1.3', rejectUnauthorized: true } as const;

/** What the passive's certificate must be for; TLS does not know of addresses in this place. */
function serverName(host: string): string {
  return isIP(host) ? '' : host;
}

function whyNot(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'connection refused; is a passive listening there?';
    case 'ECONNRESET':
      return 'connection reset; does the passive speak TLS, and this end too?';
    default:
      return messageOf(error);
  }
}

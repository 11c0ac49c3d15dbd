import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { KemariError, messageOf } from '../../core/errors';

/** Where a passive listens, as it was typed. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** An address with the number behind its name. */
export interface ResolvedAddress extends Address {
  readonly ip: string;
  readonly loopback: boolean;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Reads `HOST:PORT`; an IPv6 address stands in brackets. Undefined if it is neither. */
export function parseAddress(text: string): Address | undefined {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):([0-9]{1,5})$/.exec(text);
  if (!found) return undefined;
  const host = found[1] ?? found[2];
  const port = Number(found[3]);
  return port > 65_535 ? undefined : { host, port };
}

/** `127.0.0.1:7310`, `[::1]:7310`. */
export function formatAddress(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether bytes to this IP address never leave the machine. */
export function isLoopback(ip: string): boolean {
  return loopback.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');
}

/** Looks the host up, once, so that what is judged is also what is used. */
export async function resolveAddress({ host, port }: Address): Promise<ResolvedAddress> {
  try {
    const { address: ip } = await lookup(host);
    return { host, port, ip, loopback: isLoopback(ip) };
  } catch (error) {
    throw new KemariError(
      'usage',
      `${host} cannot be looked up: ${messageOf(error)}`,
      {},
      {
        cause: error,
      },
    );
  }
}

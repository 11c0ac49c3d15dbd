import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  set,
  time,
  utf8,
} from './der';

/** Object identifiers of RFC 5280 and RFC 5758. */
const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

/** An hour, for clocks that are not quite right. */
const EARLIER_MS = 3_600_000;

/** What a certificate says. */
export interface CertificateContent {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly days: number;
  /** What it is for: to sign others, or to show as one end of a TLS connection. */
  readonly use: 'authority' | 'server' | 'client';
  /** Names and IP addresses of a server. */
  readonly hosts?: readonly string[];
}

/** Who signs a certificate: an elliptic-curve key. */
export interface Signer {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/**
 * Makes an X.509 certificate (RFC 5280), in PEM. Node has all that it is made of but this: keys, their
 * encoding, and signatures; the libraries that have it bring a dozen others.
 */
export function makeCertificate(content: CertificateContent, signer: Signer): string {
  const now = Date.now();
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const serial = randomBytes(16);
  serial[0] &= 0x7f;
  const toBeSigned = sequence(
    // Version 3.
    explicit(0, integer(Buffer.of(2))),
    integer(serial),
    algorithm,
    name(signer.subject),
    sequence(time(new Date(now - EARLIER_MS)), time(new Date(now + content.days * 86_400_000))),
    name(content.subject),
    content.publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions(content, signer))),
  );
  const signature = sign('sha256', toBeSigned, signer.privateKey);
  return pem(sequence(toBeSigned, algorithm, bitString(signature)));
}

function extensions({ use, publicKey, hosts = [] }: CertificateContent, signer: Signer): Buffer[] {
  const authority = use === 'authority';
  const list = [
    extension(OID.basicConstraints, 'critical', sequence(...(authority ? [boolean(true)] : []))),
    // Bit 0 is digitalSignature, bit 5 keyCertSign.
    extension(
      OID.keyUsage,
      'critical',
      authority ? bitString(Buffer.of(0x04), 2) : bitString(Buffer.of(0x80), 7),
    ),
    extension(OID.subjectKeyIdentifier, 'not critical', octetString(identifier(publicKey))),
    extension(
      OID.authorityKeyIdentifier,
      'not critical',
      sequence(implicit(0, identifier(signer.publicKey))),
    ),
  ];
  if (authority) return list;
  const purpose = use === 'server' ? OID.serverAuth : OID.clientAuth;
  list.push(extension(OID.extendedKeyUsage, 'not critical', sequence(oid(purpose))));
  if (hosts.length > 0) {
    list.push(extension(OID.subjectAltName, 'not critical', sequence(...hosts.map(hostName))));
  }
  return list;
}

function extension(id: string, critical: 'critical' | 'not critical', value: Uint8Array): Buffer {
  const flag = critical === 'critical' ? [boolean(true)] : [];
  return sequence(oid(id), ...flag, octetString(value));
}

function name(commonName: string): Buffer {
  return sequence(set(sequence(oid(OID.commonName), utf8(commonName))));
}

/** A GeneralName: an IP address by its bytes, or a DNS name. */
function hostName(host: string): Buffer {
  return isIP(host) ? implicit(7, addressBytes(host)) : implicit(2, Buffer.from(host, 'ascii'));
}

function addressBytes(ip: string): Buffer {
  if (isIPv4(ip)) return Buffer.from(ip.split('.').map(Number));
  // URL writes an IPv6 address in its shortest form, always of hex groups.
  const [head, tail = ''] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => parseInt(group, 16));
  const [first, last] = [groups(head), groups(tail)];
  const all = [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function identifier(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

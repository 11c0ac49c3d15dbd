import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { KemariError, messageOf } from '../../core/errors';
import type { Role } from '../../engine/hello';
import { formatAddress, type ResolvedAddress } from './address';

/** Files that prove who an end is: PEM all. */
export interface CredentialFiles {
  /** Certificates of those whose signature the peer's certificate must carry. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** The contents of {@link CredentialFiles}. */
export interface Credentials {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** The files of one end in a folder that `kemari certificates` made. */
export function filesIn(folder: string, role: Role): CredentialFiles {
  return {
    ca: path.join(folder, 'ca.pem'),
    cert: path.join(folder, `${role}.pem`),
    key: path.join(folder, `${role}.key`),
  };
}

/** Reads the files. @throws KemariError of kind `input` if one cannot be read, or they do not fit. */
export async function loadCredentials(files: CredentialFiles): Promise<Credentials> {
  const [ca, cert, key] = await Promise.all([files.ca, files.cert, files.key].map(readPem));
  try {
    createSecureContext({ ca, cert, key });
  } catch (error) {
    throw new KemariError(
      'input',
      `${files.cert} and ${files.key} are no certificate and its key: ${messageOf(error)}`,
      { file: files.cert },
      { cause: error },
    );
  }
  return { ca, cert, key };
}

/**
 * What crosses the link is a guest's memory: it goes in plain text only where it does not leave the
 * machine.
 * @throws KemariError of kind `usage` for any other address without certificates.
 */
export function requireProtection(
  { host, port, ip, loopback }: ResolvedAddress,
  credentials: unknown,
): void {
  if (credentials !== undefined || loopback) return;
  const address = formatAddress(host, port);
  throw new KemariError(
    'usage',
    `${address}${host === ip ? '' : ` (${ip})`} is no loopback address, and the guest's memory crosses the link: give --certificates DIR (kemari certificates --out DIR makes some)`,
  );
}

async function readPem(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new KemariError(
      'input',
      `${file} cannot be read: ${messageOf(error)}`,
      { file },
      { cause: error },
    );
  }
}

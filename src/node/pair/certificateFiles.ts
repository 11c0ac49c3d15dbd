import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import path from 'node:path';
import { KemariError, messageOf } from '../../core/errors';
import { makeCertificate, type Signer } from './certificate';
import { filesIn } from './credentials';

/** What certificates to make. */
export interface CertificateRequest {
  /** A folder that does not exist yet. */
  readonly folder: string;
  /** Names and IP addresses under which the passive is reached. */
  readonly hosts: readonly string[];
  readonly days: number;
}

/** A host name as RFC 1123 has it, or `*.` and one. */
const HOST_NAME = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/** The last day that a certificate can name is in the year 9999. */
const MAX_DAYS = 36_500;

/**
 * Makes an authority and two certificates in a new folder; keys are readable by their owner alone.
 * @returns the files written.
 * @throws KemariError of kind `usage` for a host or a number that cannot be, or if the folder exists;
 *   `output` if it cannot be written.
 */
export async function writeCertificates(request: CertificateRequest): Promise<readonly string[]> {
  const { folder, hosts, days } = request;
  for (const host of hosts) {
    if (isIP(host) || (HOST_NAME.test(host) && host.length <= 253)) continue;
    throw new KemariError('usage', `"${host}" is neither a host name nor an IP address`);
  }
  if (days > MAX_DAYS)
    throw new KemariError('usage', `certificates are valid for ${MAX_DAYS} days at most`);
  const authority = signer('Kemari pair');
  const ca = makeCertificate({ ...authority, days, use: 'authority' }, authority);
  const passive = signer('Kemari passive');
  const active = signer('Kemari active');
  const [ofPassive, ofActive] = [filesIn(folder, 'passive'), filesIn(folder, 'active')];
  const contents: readonly (readonly [string, string])[] = [
    [ofPassive.ca, ca],
    [ofPassive.cert, makeCertificate({ ...passive, days, use: 'server', hosts }, authority)],
    [ofPassive.key, keyText(passive)],
    [ofActive.cert, makeCertificate({ ...active, days, use: 'client' }, authority)],
    [ofActive.key, keyText(active)],
  ];
  await makeFolder(folder);
  for (const [file, text] of contents) await writeNew(file, text);
  return contents.map(([file]) => file);
}

function signer(subject: string): Signer {
  return { subject, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
}

function keyText({ privateKey }: Signer): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(path.dirname(folder), { recursive: true });
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const why = exists ? 'exists; name another folder' : `cannot be made: ${messageOf(error)}`;
    const kind = exists ? 'usage' : 'output';
    throw new KemariError(kind, `${folder} ${why}`, { file: folder }, { cause: error });
  }
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const why = `${file} cannot be written: ${messageOf(error)}`;
    throw new KemariError('output', why, { file }, { cause: error });
  }
}

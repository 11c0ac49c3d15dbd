import type { Role } from '../engine/hello';
import { parseAddress, type Address } from '../node/pair/address';
import { filesIn, type CredentialFiles } from '../node/pair/credentials';
import { quoted, type Arguments } from './arguments';
import type { Option } from './command';

/** Where the passive listens by default. */
export const DEFAULT_ADDRESS = '127.0.0.1:7310';

/** How the two ends of a pair know each other. */
export const CREDENTIAL_OPTIONS: readonly Option[] = [
  {
    name: 'certificates',
    value: 'DIR',
    help: 'encrypt the link (TLS), with the certificates that `kemari certificates` made in DIR; without certificates it is plain text, and stays on this machine',
  },
  { name: 'tls-ca', value: 'F', help: "who signed the other end's certificate (PEM)" },
  { name: 'tls-cert', value: 'F', help: 'the certificate of this end (PEM)' },
  { name: 'tls-key', value: 'F', help: 'its private key (PEM)' },
];

/** The files that the options name; undefined for none. @throws KemariError of kind `usage`. */
export function credentialFiles(args: Arguments, role: Role): CredentialFiles | undefined {
  const folder = args.value('certificates');
  const [ca, cert, key] = ['tls-ca', 'tls-cert', 'tls-key'].map((name) => args.value(name));
  const named = ca ?? cert ?? key;
  if (folder !== undefined) {
    if (named !== undefined) throw args.error('--certificates and --tls-... exclude each other');
    return filesIn(folder, role);
  }
  if (named === undefined) return undefined;
  if (ca === undefined || cert === undefined || key === undefined) {
    throw args.error('--tls-ca, --tls-cert and --tls-key go together');
  }
  return { ca, cert, key };
}

/** The address that an option names. @throws KemariError of kind `usage`. */
export function addressOption(args: Arguments, name: string): Address {
  const text = args.value(name) ?? DEFAULT_ADDRESS;
  const address = parseAddress(text);
  if (!address) throw args.error(`--${name} takes HOST:PORT, not ${quoted(text)}`);
  return address;
}
